import { Arn, ArnFormat, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ARCHIVE_OUTPUTS, DATA_OUTPUTS, SOURCE_STATE_OUTPUTS } from '../contracts/installation.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { ArchiveBucket } from './constructs/archive-bucket.ts';
import { declareOutputs } from './constructs/declare-outputs.ts';
import { IncidentTable } from './constructs/incident-table.ts';
import { exportName } from './constructs/installed-data.ts';
import { ModelStore } from './constructs/model-store.ts';
import { ObservationStream } from './constructs/observation-stream.ts';
import { QuarantineBucket } from './constructs/quarantine-bucket.ts';
import { SourceStateStore } from './constructs/source-state-store.ts';

export interface DataStackProps extends StackProps {
  readonly settings: Settings;
}

/** What must outlive a redeployment; other stacks know it as {@link InstalledData}. */
export class DataStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    const removalPolicy = settings.onDelete === 'destroy' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
    const streamName = settings.streamArn
      ? nameOf(settings.streamArn)
      : new ObservationStream(this, 'Observations', { settings, removalPolicy }).streamName;
    const quarantine = new QuarantineBucket(this, 'Quarantine', { removalPolicy });
    const incidents = new IncidentTable(this, 'Incidents', { removalPolicy });
    const { accessLogs } = quarantine;
    const models = new ModelStore(this, 'Models', { accessLogs, removalPolicy });
    const archive = new ArchiveBucket(this, 'Archive', { accessLogs, removalPolicy, days: settings.archiveDays });

    const parts = {
      streamName,
      incidentTableName: incidents.tableName,
      quarantineBucketName: quarantine.bucket.bucketName,
      modelBucketName: models.bucket.bucketName,
    };
    const exported = (output: string) => exportName(this.stackName, output);
    declareOutputs(this, DATA_OUTPUTS, parts, exported);
    declareOutputs(this, ARCHIVE_OUTPUTS, { archiveBucketName: archive.bucketName }, exported);
    if (settings.sourceState === 'off') return;
    const { table, bucket } = new SourceStateStore(this, 'SourceState', { accessLogs, removalPolicy });
    const places = { sourceStateTableName: table.tableName, sourceStateBucketName: bucket.bucketName };
    declareOutputs(this, SOURCE_STATE_OUTPUTS, places, exported);
  }
}

function nameOf(streamArn: string): string {
  return Arn.split(streamArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
}
