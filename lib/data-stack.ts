import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { DATA_OUTPUTS, SOURCE_STATE_OUTPUTS } from '../contracts/installation.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { declareOutputs } from './constructs/declare-outputs.ts';
import { IncidentTable } from './constructs/incident-table.ts';
import { ObservationStream } from './constructs/observation-stream.ts';
import { QuarantineBucket } from './constructs/quarantine-bucket.ts';
import { SourceStateStore } from './constructs/source-state-store.ts';

export interface DataStackProps extends StackProps {
  readonly settings: Settings;
}

/** What must outlive a redeployment. */
export class DataStack extends Stack {
  readonly observations: ObservationStream;
  readonly quarantine: QuarantineBucket;
  readonly incidents: Table;
  /** Absent where sources have no past. */
  readonly sourceState?: SourceStateStore;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    const removalPolicy = settings.onDelete === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    this.observations = new ObservationStream(this, 'Observations', { settings, removalPolicy });
    this.quarantine = new QuarantineBucket(this, 'Quarantine', { removalPolicy });
    this.incidents = new IncidentTable(this, 'Incidents', { removalPolicy });

    declareOutputs(this, DATA_OUTPUTS, {
      streamName: this.observations.stream.streamName,
      incidentTableName: this.incidents.tableName,
      quarantineBucketName: this.quarantine.bucket.bucketName,
    });
    if (settings.sourceState === 'off') return;
    const { accessLogs } = this.quarantine;
    this.sourceState = new SourceStateStore(this, 'SourceState', { accessLogs, removalPolicy });
    declareOutputs(this, SOURCE_STATE_OUTPUTS, {
      sourceStateTableName: this.sourceState.table.tableName,
      sourceStateBucketName: this.sourceState.bucket.bucketName,
    });
  }
}
