import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { IncidentTable } from './constructs/incident-table.ts';
import { ObservationStream } from './constructs/observation-stream.ts';
import { QuarantineBucket } from './constructs/quarantine-bucket.ts';
import type { Settings } from './settings.ts';

export interface DataStackProps extends StackProps {
  readonly settings: Settings;
}

/** What must outlive a redeployment. */
export class DataStack extends Stack {
  readonly observations: ObservationStream;
  readonly quarantine: QuarantineBucket;
  readonly incidents: Table;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    const removalPolicy = settings.onDelete === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    this.observations = new ObservationStream(this, 'Observations', { settings, removalPolicy });
    this.quarantine = new QuarantineBucket(this, 'Quarantine', { removalPolicy });
    this.incidents = new IncidentTable(this, 'Incidents', { removalPolicy });

    new CfnOutput(this, 'StreamName', { value: this.observations.stream.streamName });
    new CfnOutput(this, 'IncidentTableName', { value: this.incidents.tableName });
    new CfnOutput(this, 'QuarantineBucketName', { value: this.quarantine.bucket.bucketName });
  }
}
