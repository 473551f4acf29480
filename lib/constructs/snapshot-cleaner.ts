import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { snapshotCleanerSettingsSchema } from '../../contracts/function-settings/snapshot-cleaner.ts';
import { cleanerMemoryMb } from '../../settings/function-memory.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { BundledFunction } from './bundled-function.ts';
import { sourceStateSettings } from './consumer-environment.ts';
import { functionEnvironment } from './function-environment.ts';
import type { InstalledSourceState } from './installed-source-state.ts';
import type { WatchedStream } from './watched-stream.ts';

export interface SnapshotCleanerProps {
  readonly settings: Settings;
  /** Value of the metrics' dimension and of `service` in log lines. */
  readonly service: string;
  readonly observations: WatchedStream;
  readonly sourceState: InstalledSourceState;
}

/**
 * Looks after the snapshots of sources each hour: brings those of silent shards to where these came, and removes those
 * that nothing names any more, of which a shard in work leaves one each minute.
 */
export class SnapshotCleaner extends BundledFunction {
  constructor(scope: Construct, id: string, { settings, service, observations, sourceState }: SnapshotCleanerProps) {
    super(scope, id, {
      entry: 'lambda/snapshot-cleaner/handler.ts',
      description: 'Brings snapshots of sources forward, and removes old ones',
      environment: functionEnvironment(scope, service, snapshotCleanerSettingsSchema, {
        // It learns what the consumer would.
        ...settings,
        streamArn: observations.stream.streamArn,
        sourceState: sourceStateSettings(settings, sourceState),
        spareMs: Duration.days(1).toMilliseconds(),
        staleAfterMs: Duration.hours(1).toMilliseconds(),
      }),
      memorySize: cleanerMemoryMb(settings),
      timeout: Duration.minutes(15),
      logRetentionDays: settings.logRetentionDays,
    });
    sourceState.grantLookAfter(this);
    observations.grantReadAgain(this.role);
    // The next hour comes anyway: a late or second try has nothing to add.
    this.function.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'EveryHour', {
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new LambdaFunction(this.function, { retryAttempts: 0, maxEventAge: Duration.hours(1) })],
    });
  }
}
