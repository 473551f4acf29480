import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { DETECTION_OUTPUTS, ENDPOINT_OUTPUTS, ESCALATION_OUTPUTS, RESOURCES } from '../contracts/installation.ts';
import { hasCanary } from '../settings/implied-settings.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { declareOutputs } from './constructs/declare-outputs.ts';
import { fixLogicalId } from './constructs/fix-logical-id.ts';
import { InstalledData } from './constructs/installed-data.ts';
import { keepSettings } from './constructs/keep-settings.ts';
import { MailedTopic } from './constructs/mailed-topic.ts';
import { ModelArchive } from './constructs/model-archive.ts';
import { checkFitsFunction } from './constructs/model-fits-function.ts';
import { ModelRegistrar } from './constructs/model-registrar.ts';
import { MonthlyBudget } from './constructs/monthly-budget.ts';
import { Notifier } from './constructs/notifier.ts';
import { Operations } from './constructs/operations.ts';
import { OperationsTopic } from './constructs/operations-topic.ts';
import { ScoringEndpoint } from './constructs/scoring-endpoint.ts';
import { SnapshotCleaner } from './constructs/snapshot-cleaner.ts';
import { StreamCanary } from './constructs/stream-canary.ts';
import { StreamConsumer } from './constructs/stream-consumer.ts';
import { Sweeper } from './constructs/sweeper.ts';
import { Trainer } from './constructs/trainer.ts';
import { TrainingJobRole } from './constructs/training-job-role.ts';
import { VerdictArchive } from './constructs/verdict-archive.ts';
import { WatchedStream } from './constructs/watched-stream.ts';
import type { DataStack } from './data-stack.ts';

export interface DetectionStackProps extends StackProps {
  readonly settings: Settings;
  readonly data: DataStack;
}

/** What judges the stream and tells people, what they look at and what wakes them. */
export class DetectionStack extends Stack {
  /** Of alerts. */
  readonly topic: MailedTopic;
  /** Of alarms. */
  readonly operationsTopic: OperationsTopic;
  /** Absent where the function scores. */
  readonly endpoint?: ScoringEndpoint;
  readonly registrar: ModelRegistrar;
  readonly consumer: StreamConsumer;
  readonly sweeper: Sweeper;
  /** Absent where sources have no past. */
  readonly cleaner?: SnapshotCleaner;
  /** Absent where nothing is archived. */
  readonly archive?: VerdictArchive;
  /** Absent where no canary is put. */
  readonly canary?: StreamCanary;
  /** Absent where nothing is trained. */
  readonly trainer?: Trainer;
  /** Absent where there are no channels. */
  readonly notifier?: Notifier;

  constructor(scope: Construct, id: string, { settings, data, ...props }: DetectionStackProps) {
    super(scope, id, props);
    const service = this.stackName;
    this.addStackDependency(data);
    const installed = new InstalledData(this, 'Data', data.stackName);
    const { incidents, quarantine } = installed;
    const models = installed.models();
    const sourceState = settings.sourceState === 'off' ? undefined : installed.sourceState();
    const observations = new WatchedStream(this, 'Watched', { settings, data: installed });
    const { alertEmail, operationsEmail = alertEmail } = settings;
    this.topic = new MailedTopic(this, 'Alerts', { emails: alertEmail });
    keepSettings(this, settings, this.topic);
    this.operationsTopic = new OperationsTopic(this, 'OperationsTopic', { emails: operationsEmail });
    const { topic, operationsTopic } = this;
    const archive = new ModelArchive(this, 'ModelArchive', { modelDir: settings.model });
    if (settings.scoring === 'function') checkFitsFunction(archive, settings.model);
    else {
      this.endpoint = new ScoringEndpoint(this, 'Endpoint', {
        ...{ settings, archive, operationsTopic, captureBucket: quarantine },
      });
    }
    const { endpoint } = this;
    this.registrar = new ModelRegistrar(this, 'Registrar', { settings, service, archive, models });
    if (endpoint) this.registrar.runAfter(endpoint);
    this.archive =
      settings.archive === 'on'
        ? new VerdictArchive(this, 'Archive', { settings, bucket: installed.archive() })
        : undefined;
    this.consumer = new StreamConsumer(this, 'Consumer', {
      settings,
      service,
      observations,
      endpoint,
      topic,
      incidents,
      quarantine,
      models,
      sourceState,
      archive: this.archive,
    });
    this.registrar.runBefore(this.consumer.function);
    const escalation = this.escalationTopic(settings);
    const { logGroup } = this.consumer;
    const sweeping = { settings, service, topic, escalation, logGroup, incidents, models, observations, sourceState };
    this.sweeper = new Sweeper(this, 'Sweeper', sweeping);
    fixLogicalId(this.sweeper.logGroup, RESOURCES.sweeperLogGroup);
    this.cleaner =
      sourceState && new SnapshotCleaner(this, 'SnapshotCleaner', { settings, service, observations, sourceState });

    const { learning } = settings;
    if (learning !== 'off') {
      this.trainer = new Trainer(this, 'Trainer', {
        settings: { ...settings, learning },
        service,
        ...{ topic, logGroup, incidents, models },
      });
    }

    if (settings.channels.length > 0) this.notifier = new Notifier(this, 'Notifier', { settings, service, topic });

    const { monthlyBudgetUsd: limitUsd, alertEmail: emails } = settings;
    if (limitUsd !== undefined) new MonthlyBudget(this, 'Budget', { limitUsd, emails });

    if (hasCanary(settings)) {
      this.canary = new StreamCanary(this, 'Canary', { settings, service, observations, incidents, models });
    }

    const { consumer, sweeper, cleaner, canary, trainer, notifier } = this;
    const operations = new Operations(this, 'Operations', {
      settings,
      service,
      observations,
      endpoint,
      consumer,
      sweeper,
      cleaner,
      hasCanary: canary !== undefined,
      archive: this.archive,
      ...(trainer && { trainer }),
      ...(notifier && { notifier }),
      topic,
      escalation,
      operationsTopic,
    });

    if (endpoint) {
      const { endpointName, image } = endpoint;
      fixLogicalId(new TrainingJobRole(this, 'TrainingJobRole', { image, models }), RESOURCES.trainingJobRole);
      declareOutputs(this, ENDPOINT_OUTPUTS, { endpointName });
    }
    declareOutputs(this, DETECTION_OUTPUTS, {
      alertTopicArn: topic.topicArn,
      operationsTopicArn: operationsTopic.topicArn,
      consumerLogGroupName: consumer.logGroup.logGroupName,
      dashboardUrl: operations.dashboardUrl,
    });
  }

  /** Only where somebody else is told of what nobody acknowledged. */
  private escalationTopic({ escalateAfterMinutes, escalationEmail = [] }: Settings): MailedTopic | undefined {
    if (escalateAfterMinutes === undefined) return undefined;
    const topic = new MailedTopic(this, 'Escalation', { emails: escalationEmail });
    declareOutputs(this, ESCALATION_OUTPUTS, { escalationTopicArn: topic.topicArn });
    return topic;
  }
}
