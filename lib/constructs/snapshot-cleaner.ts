import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { snapshotCleanerSettingsSchema } from '../../contracts/function-settings.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { BundledFunction } from './bundled-function.ts';
import { functionEnvironment } from './function-environment.ts';
import type { InstalledSourceState } from './installed-source-state.ts';

export interface SnapshotCleanerProps {
  readonly settings: Settings;
  /** Value of the metrics' dimension and of `service` in log lines. */
  readonly service: string;
  readonly sourceState: InstalledSourceState;
}

/** Removes, each hour, the snapshots of sources that nothing names any more: a shard in work leaves one each minute. */
export class SnapshotCleaner extends BundledFunction {
  constructor(scope: Construct, id: string, { settings, service, sourceState }: SnapshotCleanerProps) {
    super(scope, id, {
      entry: 'lambda/snapshot-cleaner/handler.ts',
      description: 'Removes snapshots of sources that nothing names any more',
      environment: functionEnvironment(scope, service, snapshotCleanerSettingsSchema, {
        tableName: sourceState.table.tableName,
        bucketName: sourceState.bucket.bucketName,
        spareMs: Duration.days(1).toMilliseconds(),
      }),
      memorySize: 256,
      timeout: Duration.minutes(5),
      logRetentionDays: settings.logRetentionDays,
    });
    sourceState.grantClean(this);
    // The next hour comes anyway: a late or second try has nothing to add.
    this.function.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'EveryHour', {
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaFunction(this.function, { retryAttempts: 0, maxEventAge: Duration.hours(1) })],
    });
  }
}
