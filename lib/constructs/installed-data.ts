import { Fn, Stack } from 'aws-cdk-lib';
import { type ITable, Table } from 'aws-cdk-lib/aws-dynamodb';
import { type IStream, Stream } from 'aws-cdk-lib/aws-kinesis';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ARCHIVE_OUTPUTS, DATA_OUTPUTS, SOURCE_STATE_OUTPUTS } from '../../contracts/installation.ts';
import { InstalledModels } from './installed-models.ts';
import { InstalledSourceState } from './installed-source-state.ts';

const PARTS = { ...DATA_OUTPUTS, ...SOURCE_STATE_OUTPUTS, ...ARCHIVE_OUTPUTS };

/**
 * What the data stack made, seen from another stack, by the names that it exports.
 *
 * CloudFormation refuses to take away what an import still names; the CDK's own references between stacks would add an
 * output for each attribute to those that people read.
 */
export class InstalledData extends Construct {
  readonly incidents: ITable;
  readonly quarantine: IBucket;
  readonly #dataStack: string;

  constructor(scope: Construct, id: string, dataStack: string) {
    super(scope, id);
    this.#dataStack = dataStack;
    this.incidents = Table.fromTableName(this, 'Incidents', this.#nameOf('incidentTableName'));
    this.quarantine = Bucket.fromBucketName(this, 'Quarantine', this.#nameOf('quarantineBucketName'));
  }

  /** The stream of the installation's own. */
  ownStream(): IStream {
    const resourceName = this.#nameOf('streamName');
    const streamArn = Stack.of(this).formatArn({ service: 'kinesis', resource: 'stream', resourceName });
    return Stream.fromStreamArn(this, 'Stream', streamArn);
  }

  /** The registry of models, and the rows for training. */
  models(): InstalledModels {
    return new InstalledModels(this, 'Models', this.#nameOf('modelBucketName'));
  }

  /** Where verdicts are archived. */
  archive(): IBucket {
    return Bucket.fromBucketName(this, 'Archive', this.#nameOf('archiveBucketName'));
  }

  /** Where the state of sources is kept; only where sources have a past. */
  sourceState(): InstalledSourceState {
    return new InstalledSourceState(this, 'SourceState', {
      tableName: this.#nameOf('sourceStateTableName'),
      bucketName: this.#nameOf('sourceStateBucketName'),
    });
  }

  #nameOf(part: keyof typeof PARTS): string {
    return Fn.importValue(exportName(this.#dataStack, PARTS[part]));
  }
}

/** The name under which a stack exports an output. */
export function exportName(stackName: string, output: string): string {
  return `${stackName}-${output}`;
}
