import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { sweeperSettingsSchema } from '../../contracts/function-settings/sweeper.ts';
import { INCIDENT_TABLE } from '../../contracts/incident-table.ts';
import { remindAfterMs } from '../../settings/implied-settings.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { BundledFunction } from './bundled-function.ts';
import { functionEnvironment } from './function-environment.ts';
import type { InstalledModels } from './installed-models.ts';
import type { InstalledSourceState } from './installed-source-state.ts';
import type { WatchedStream } from './watched-stream.ts';

export interface SweeperProps {
  readonly settings: Settings;
  /** Value of the metrics' dimension and of `service` in log lines. */
  readonly service: string;
  readonly topic: ITopic;
  /** Absent where nobody else is told of what nobody acknowledged. */
  readonly escalation?: ITopic;
  /** The consumer's, to which messages lead. */
  readonly logGroup: ILogGroup;
  readonly incidents: ITable;
  readonly models: InstalledModels;
  readonly observations: WatchedStream;
  /** Absent where sources have no past. */
  readonly sourceState?: InstalledSourceState;
}

/** What no record triggers, a minute does: pending alerts, incidents that are over, a stream of which nothing comes. */
export class Sweeper extends BundledFunction {
  constructor(scope: Construct, id: string, props: SweeperProps) {
    const { settings, service, topic, escalation, logGroup, incidents, models, observations } = props;
    const tellsNobody = settings.silence === 'off' || settings.alerting === 'observe';
    const sourceState = tellsNobody ? undefined : props.sourceState;
    const silence = sourceState && {
      tableName: sourceState.table.tableName,
      streamArn: observations.stream.streamArn,
    };
    super(scope, id, {
      entry: 'lambda/sweeper/handler.ts',
      description: 'Publishes pending alerts, closes incidents, looks for silence',
      environment: functionEnvironment(scope, service, sweeperSettingsSchema, {
        alertTopicArn: topic.topicArn,
        incidentTableName: incidents.tableName,
        modelBucketName: models.bucket.bucketName,
        escalationTopicArn: escalation?.topicArn,
        cooldownMs: settings.cooldownSeconds * 1000,
        remindAfterMs: remindAfterMs(settings),
        severityBands: settings.severityBands,
        historyDays: settings.incidentHistoryDays,
        escalateAfterMinutes: settings.escalateAfterMinutes,
        messagesPerMinute: settings.storms === 'on' ? settings.messagesPerMinute : undefined,
        silence,
        runbookUrl: settings.runbookUrl,
        consumerLogGroupName: logGroup.logGroupName,
      }),
      memorySize: 256,
      timeout: Duration.minutes(1),
      logRetentionDays: settings.logRetentionDays,
    });
    const calls = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
    this.allow(calls, incidents.tableArn);
    this.allow(['dynamodb:Query'], `${incidents.tableArn}/index/${INCIDENT_TABLE.dueIndex}`);
    this.allow(['sns:Publish'], topic.topicArn);
    if (escalation) this.allow(['sns:Publish'], escalation.topicArn);
    sourceState?.grantLook(this);
    if (silence) {
      observations.grantReadAgain(this.role);
      // It obeys mutes and rules.
      this.allow(['dynamodb:Query'], incidents.tableArn);
      models.grantReadRules(this);
    }
    // The next minute comes anyway: a late or second try has nothing to add.
    this.function.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.function, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
