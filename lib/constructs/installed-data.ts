import { Fn, Stack } from 'aws-cdk-lib';
import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { DATA_OUTPUTS, STORES, STORES_OUTPUT } from '../../contracts/installation.ts';
import { InstalledModels } from './installed-models.ts';
import { InstalledSourceState } from './installed-source-state.ts';

/**
 * What the data stack made, seen from another stack, by the names that it exports.
 *
 * CloudFormation refuses to take away what an import still names, or to change it; the CDK's own references between
 * stacks would add an output for each attribute to those that people read.
 */
export class InstalledData extends Construct {
  readonly incidents: ITable;
  readonly quarantine: IBucket;
  readonly #dataStack: string;

  constructor(scope: Construct, id: string, dataStack: string) {
    super(scope, id);
    this.#dataStack = dataStack;
    this.incidents = Table.fromTableName(this, 'Incidents', this.#store('incidentTableName'));
    this.quarantine = Bucket.fromBucketName(this, 'Quarantine', this.#store('quarantineBucketName'));
  }

  /** The stream of the installation's own. */
  ownStream(): IStream {
    const resourceName = this.#import(DATA_OUTPUTS.streamName);
    const streamArn = Stack.of(this).formatArn({ service: 'kinesis', resource: 'stream', resourceName });
    return Stream.fromStreamArn(this, 'Stream', streamArn);
  }

  /** The registry of models, and the rows for training. */
  models(): InstalledModels {
    return new InstalledModels(this, 'Models', this.#store('modelBucketName'));
  }

  /** Where verdicts are archived. */
  archive(): IBucket {
    return Bucket.fromBucketName(this, 'Archive', this.#store('archiveBucketName'));
  }

  /** Where the state of sources is kept. */
  sourceState(): InstalledSourceState {
    return new InstalledSourceState(this, 'SourceState', {
      tableName: this.#store('sourceStateTableName'),
      bucketName: this.#store('sourceStateBucketName'),
    });
  }

  #store(store: (typeof STORES)[number]): string {
    return Fn.select(STORES.indexOf(store), Fn.split(',', this.#import(STORES_OUTPUT)));
  }

  #import(output: string): string {
    return Fn.importValue(exportName(this.#dataStack, output));
  }
}

/** The name under which a stack exports an output. */
export function exportName(stackName: string, output: string): string {
  return `${stackName}-${output}`;
}
