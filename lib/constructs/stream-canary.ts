import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { CANARY_EVERY_MS } from '../../contracts/canary.ts';
import { canarySettingsSchema } from '../../contracts/function-settings/canary.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { BundledFunction } from './bundled-function.ts';
import { functionEnvironment } from './function-environment.ts';
import type { InstalledModels } from './installed-models.ts';
import type { WatchedStream } from './watched-stream.ts';

export interface StreamCanaryProps {
  readonly settings: Settings;
  /** Value of the metrics' dimension and of `service` in log lines. */
  readonly service: string;
  readonly observations: WatchedStream;
  readonly incidents: ITable;
  readonly models: InstalledModels;
}

/** Puts something strange on the stream every few minutes, which has to be found and of which nobody is told. */
export class StreamCanary extends BundledFunction {
  constructor(scope: Construct, id: string, props: StreamCanaryProps) {
    const { settings, service, observations, incidents, models } = props;
    super(scope, id, {
      entry: 'lambda/canary/handler.ts',
      description: 'Puts a canary on the stream, to see that it is found',
      environment: functionEnvironment(scope, service, canarySettingsSchema, {
        streamArn: observations.stream.streamArn,
        incidentTableName: incidents.tableName,
        modelBucketName: models.bucket.bucketName,
        maxRecordAgeMs: Math.round(settings.maxRecordAgeHours * 60) * 60_000,
      }),
      memorySize: 256,
      timeout: Duration.seconds(30),
      logRetentionDays: settings.logRetentionDays,
    });
    models.grantJudge(this);
    this.allow(['dynamodb:PutItem', 'dynamodb:Query'], incidents.tableArn);
    observations.grantPut(this.role);
    // The next canary comes anyway: a late or second try has nothing to add.
    this.function.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'EveryFiveMinutes', {
      schedule: Schedule.rate(Duration.millis(CANARY_EVERY_MS)),
      targets: [new LambdaFunction(this.function, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
