import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS } from '../../contracts/metrics.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { MailedTopic } from './mailed-topic.ts';
import type { Notifier } from './notifier.ts';
import type { ScoringEndpoint } from './scoring-endpoint.ts';
import type { StreamConsumer } from './stream-consumer.ts';
import type { VerdictArchive } from './verdict-archive.ts';
import type { WatchedStream } from './watched-stream.ts';

const FIVE_MINUTES = Duration.minutes(5);

export interface Pipeline {
  /** Value of our own metrics' dimension. */
  readonly service: string;
  readonly observations: WatchedStream;
  /** Absent where the function scores. */
  readonly endpoint?: ScoringEndpoint;
  readonly consumer: StreamConsumer;
  readonly sweeper: BundledFunction;
  /** Absent where sources have no past. */
  readonly cleaner?: BundledFunction;
  /** Whether canaries are put on the stream. */
  readonly hasCanary: boolean;
  /** Absent where nothing is archived. */
  readonly archive?: VerdictArchive;
  /** Absent where nothing is trained. */
  readonly trainer?: BundledFunction;
  /** Absent where there are no channels. */
  readonly notifier?: Notifier;
  /** Of alerts. */
  readonly topic: MailedTopic;
  /** Absent where nobody is told of what nobody acknowledged. */
  readonly escalation?: MailedTopic;
  /** Of alarms. */
  readonly operationsTopic: MailedTopic;
}

/**
 * Everything that is measured along the way of the data, by name.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
export function pipelineMetrics(pipeline: Pipeline) {
  const { service, observations, endpoint, consumer, sweeper, cleaner, hasCanary, archive, trainer, notifier } =
    pipeline;
  const ours = source(METRIC_NAMESPACE, { [METRIC_DIMENSION]: service });
  const stream = source('AWS/Kinesis', { StreamName: observations.stream.streamName });
  const consuming = source('AWS/Lambda', { FunctionName: consumer.function.functionName });
  const sweeping = source('AWS/Lambda', { FunctionName: sweeper.function.functionName });
  const cleaning = cleaner && source('AWS/Lambda', { FunctionName: cleaner.function.functionName });
  const training = trainer && source('AWS/Lambda', { FunctionName: trainer.function.functionName });
  const deadLetters = notifier && source('AWS/SQS', { QueueName: notifier.deadLetters.queueName });
  const telling = notifier && source('AWS/Lambda', { FunctionName: notifier.function.functionName });
  const archiving = archive && source('AWS/Firehose', { DeliveryStreamName: archive.deliveryStreamName });
  const mapping = source('AWS/Lambda', { EventSourceMappingUUID: consumer.mapping.eventSourceMappingId });
  const serving =
    endpoint && source('AWS/SageMaker', { EndpointName: endpoint.endpointName, VariantName: endpoint.variantName });
  return {
    observations: ours(METRICS.observations),
    done: ours(METRICS.done),
    anomalies: ours(METRICS.anomalies),
    quarantined: ours(METRICS.quarantined),
    quarantinedPercent: new MathExpression({
      expression: '100 * quarantined / observations',
      usingMetrics: {
        quarantined: ours(METRICS.quarantined).with({ period: FIVE_MINUTES }),
        observations: ours(METRICS.observations).with({ period: FIVE_MINUTES }),
      },
      label: 'Quarantined, percent',
      period: FIVE_MINUTES,
    }),
    imputedPercent: ours(METRICS.imputedPercent, Stats.AVERAGE),
    unprocessable: ours(METRICS.unprocessable),
    unavailable: ours(METRICS.unavailable),
    scoredByFunction: ours(METRICS.scoredByFunction),
    alerts: ours(METRICS.alerts),
    alertsRefused: ours(METRICS.alertsRefused),
    rulesUnreadable: ours(METRICS.rulesUnreadable),
    messagesSent: ours(METRICS.messagesSent),
    messagesFailed: ours(METRICS.messagesFailed),
    messagesGivenUp: deadLetters?.('ApproximateNumberOfMessagesVisible', Stats.MAXIMUM),
    notifierErrors: telling?.('Errors'),
    scoringMs: ours(METRICS.scoringMs, Stats.percentile(99)),
    arrivalToVerdictMs: ours(METRICS.arrivalToVerdictMs, Stats.percentile(99)),
    arrivalToMessageMs: ours(METRICS.arrivalToMessageMs, Stats.percentile(99)),
    archiveDetours: archive && ours(METRICS.archiveDetours),
    archiveLost: archive && ours(METRICS.archiveLost),
    archiveAge: archiving?.('DeliveryToS3.DataFreshness', Stats.MAXIMUM).with({ period: FIVE_MINUTES }),
    canaryLatencyMs: hasCanary ? ours(METRICS.canaryLatencyMs, Stats.MAXIMUM) : undefined,
    canariesCame: hasCanary ? ours(METRICS.canaryMissed, Stats.SAMPLE_COUNT) : undefined,
    canariesPut: hasCanary ? ours(METRICS.canariesSilent, Stats.SAMPLE_COUNT) : undefined,
    canariesSilent: hasCanary ? ours(METRICS.canariesSilent, Stats.MINIMUM) : undefined,
    sources: ours(METRICS.sources, Stats.MAXIMUM),
    sourceStateBytes: ours(METRICS.sourceStateBytes, Stats.MAXIMUM),
    sourcesEvicted: ours(METRICS.sourcesEvicted),
    sourcesDivided: ours(METRICS.sourcesDivided, Stats.MAXIMUM),
    sourceStateGaps: ours(METRICS.sourceStateGaps),
    snapshotsFailed: ours(METRICS.snapshotsFailed),
    recordsReadAgain: ours(METRICS.recordsReadAgain),
    commitsRefused: ours(METRICS.commitsRefused),
    drift: ours(METRICS.drift, Stats.MINIMUM),
    flaggedPercent: ours(METRICS.flaggedPercent, Stats.MAXIMUM),
    imputedCellsPercent: ours(METRICS.imputedCellsPercent, Stats.MAXIMUM),
    trainingFailed: ours(METRICS.trainingFailed),
    candidatesPromoted: ours(METRICS.candidatesPromoted),
    candidatesWaiting: ours(METRICS.candidatesWaiting),
    candidatesRefused: ours(METRICS.candidatesRefused),
    rolledBack: ours(METRICS.rolledBack),

    recordsIn: stream('IncomingRecords'),
    recordsRefused: stream('WriteProvisionedThroughputExceeded'),
    iteratorAgeMs: consuming('IteratorAge', Stats.MAXIMUM),
    consumerErrors: consuming('Errors'),
    consumerThrottles: consuming('Throttles'),
    sweeperErrors: sweeping('Errors'),
    cleanerErrors: cleaning?.('Errors'),
    trainerErrors: training?.('Errors'),
    givenUp: mapping('OnFailureDestinationDeliveredEventCount'),
    dropped: mapping('DroppedEventCount'),
    consumerConcurrency: consuming('ConcurrentExecutions', Stats.MAXIMUM),
    invocations: serving?.('Invocations'),
    endpointErrors: serving?.('Invocation5XXErrors'),
    setAsideFailed: consuming('DestinationDeliveryFailures'),
    notificationsFailed: notificationsFailed(pipeline),
  };
}

export type PipelineMetrics = ReturnType<typeof pipelineMetrics>;

/** Of all topics together: who does not hear of one does not hear of another by the same address. */
function notificationsFailed({ topic, escalation, operationsTopic }: Pipeline) {
  const failed = ({ topicName }: MailedTopic) =>
    source('AWS/SNS', { TopicName: topicName })('NumberOfNotificationsFailed').with({ period: FIVE_MINUTES });
  const escalations = escalation && { escalations: failed(escalation) };
  const usingMetrics = { alerts: failed(topic), alarms: failed(operationsTopic), ...escalations };
  return new MathExpression({
    expression: Object.keys(usingMetrics)
      .map((name) => `FILL(${name}, 0)`)
      .join(' + '),
    usingMetrics,
    label: 'NumberOfNotificationsFailed',
    period: FIVE_MINUTES,
  });
}

function source(namespace: string, dimensionsMap: Record<string, string>) {
  return (metricName: string, statistic: string = Stats.SUM) =>
    new Metric({ namespace, metricName, dimensionsMap, statistic, period: Duration.minutes(1) });
}
