import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { sweeperSettingsSchema } from '../../contracts/function-settings.ts';
import { INCIDENT_TABLE } from '../../contracts/incident-table.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { BundledFunction } from './bundled-function.ts';
import { functionEnvironment } from './function-environment.ts';

export interface SweeperProps {
  readonly settings: Settings;
  /** Value of the metrics' dimension and of `service` in log lines. */
  readonly service: string;
  readonly topic: ITopic;
  readonly incidents: ITable;
}

/** What no record triggers, a minute does: pending alerts, incidents that fell silent. */
export class Sweeper extends BundledFunction {
  constructor(scope: Construct, id: string, { settings, service, topic, incidents }: SweeperProps) {
    super(scope, id, {
      entry: 'lambda/sweeper/handler.ts',
      description: 'Publishes pending alerts and closes silent incidents',
      environment: functionEnvironment(scope, service, sweeperSettingsSchema, {
        alertTopicArn: topic.topicArn,
        incidentTableName: incidents.tableName,
        cooldownMs: settings.cooldownSeconds * 1000,
      }),
      memorySize: 256,
      timeout: Duration.minutes(1),
      logRetentionDays: settings.logRetentionDays,
    });
    const calls = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    this.allow(calls, incidents.tableArn);
    this.allow(['dynamodb:Query'], `${incidents.tableArn}/index/${INCIDENT_TABLE.dueIndex}`);
    this.allow(['sns:Publish'], topic.topicArn);
    // The next minute comes anyway: a late or second try has nothing to add.
    this.function.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.function, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
