import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { trainerSettingsSchema } from '../../contracts/function-settings/trainer.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { BundledFunction } from './bundled-function.ts';
import { derivedFeatures } from './derived-features.ts';
import { functionEnvironment } from './function-environment.ts';
import type { InstalledModels } from './installed-models.ts';

export interface TrainerProps {
  readonly settings: Settings & { readonly learning: 'auto' | 'propose' };
  /** Value of the metrics' dimension and of `service` in log lines. */
  readonly service: string;
  readonly topic: ITopic;
  /** The consumer's, to which messages lead. */
  readonly logGroup: ILogGroup;
  readonly incidents: ITable;
  readonly models: InstalledModels;
}

/**
 * Trains models of the rows that the consumer keeps, and looks after the one that judges: every ten minutes, which is
 * how long a first model or a rollback may wait.
 */
export class Trainer extends BundledFunction {
  constructor(scope: Construct, id: string, props: TrainerProps) {
    const { settings, service, topic, logGroup, incidents, models } = props;
    super(scope, id, {
      entry: 'lambda/trainer/handler.ts',
      description: 'Trains models of recent rows, and looks after the one that judges',
      environment: functionEnvironment(scope, service, trainerSettingsSchema, {
        ...settings,
        modelBucketName: models.bucket.bucketName,
        incidentTableName: incidents.tableName,
        alertTopicArn: topic.topicArn,
        derive: derivedFeatures(settings),
        consumerLogGroupName: logGroup.logGroupName,
      }),
      // One CPU, which has 1769 MB: a training is all computing. A sample at its limits takes 300 MB of it.
      memorySize: 1769,
      // A training of ten thousand rows takes seconds; the slowest kind of detector on a hundred features some minutes.
      timeout: Duration.minutes(9),
      logRetentionDays: settings.logRetentionDays,
    });
    models.grantTrain(this);
    this.allow(['dynamodb:Scan'], incidents.tableArn);
    this.allow(['sns:Publish'], topic.topicArn);
    // The next tick comes anyway: a late or second try has nothing to add.
    this.function.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'EveryTenMinutes', {
      schedule: Schedule.rate(Duration.minutes(10)),
      targets: [new LambdaFunction(this.function, { retryAttempts: 0, maxEventAge: Duration.minutes(5) })],
    });
  }
}
