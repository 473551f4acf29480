import { Arn, ArnFormat, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DATA_OUTPUTS, STORES, STORES_OUTPUT, type Stores } from '../contracts/installation.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { ArchiveBucket } from './constructs/archive-bucket.ts';
import { declareOutputs } from './constructs/declare-outputs.ts';
import { EndpointLogs } from './constructs/endpoint-logs.ts';
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

    // Also where sources have no past, so that nothing here changes with how the stream is judged: what is known is
    // kept when they have one again, and CloudFormation takes no export away that another stack imports.
    const sourceState = new SourceStateStore(this, 'SourceState', { accessLogs, removalPolicy });
    if (settings.scoring === 'endpoint') new EndpointLogs(this, 'EndpointLogs', { settings });

    const stores: Stores = {
      incidentTableName: incidents.tableName,
      modelBucketName: models.bucket.bucketName,
      sourceStateTableName: sourceState.table.tableName,
      sourceStateBucketName: sourceState.bucket.bucketName,
      quarantineBucketName: quarantine.bucket.bucketName,
      archiveBucketName: archive.bucketName,
    };
    const exported = (output: string) => exportName(this.stackName, output);
    declareOutputs(this, DATA_OUTPUTS, { streamName }, exported);
    declareOutputs(this, { stores: STORES_OUTPUT }, { stores: STORES.map((each) => stores[each]).join(',') }, exported);
  }
}

function nameOf(streamArn: string): string {
  return Arn.split(streamArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName!;
}
