import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { METRIC_NAMESPACE } from '../../contracts/metrics.ts';
import { describeAlarm, headingOf } from '../support/describe-alarm.ts';
import { synthesise } from '../support/synthesise.ts';

const { detection } = synthesise({ channels: '[{"name":"bus","kind":"eventbridge"}]', archive: 'on' });

/**
 * What each alarm watches and when it sounds: statistic, metric and whose it is, then limit and periods. The limits are
 * in the units in which AWS counts: iterator age in milliseconds, model latency in microseconds, the rest are counts.
 */
const ALARMS = {
  'Endpoint answers with errors':
    'Sum of AWS/SageMaker Invocation5XXErrors (EndpointName weir-detection-serverless, VariantName AllTraffic) > 0 in 3 x 60 s',
  'Endpoint is slow':
    'p90 of AWS/SageMaker ModelLatency (EndpointName weir-detection-serverless, VariantName AllTraffic) > 1000000 in 5 x 60 s',
  'Consumer is behind': 'Maximum of AWS/Lambda IteratorAge (FunctionName ConsumerFunction) > 300000 in 5 x 60 s',
  'Consumer fails': 'Sum of AWS/Lambda Errors (FunctionName ConsumerFunction) > 0 in 1 x 300 s',
  'Consumer is throttled': 'Sum of AWS/Lambda Throttles (FunctionName ConsumerFunction) > 0 in 2 x 300 s',
  'Scoring is unavailable': 'Sum of Weir Unavailable (service Weir-Detection) > 0 in 2 x 300 s',
  'Records were given up':
    'Sum of AWS/Lambda OnFailureDestinationDeliveredEventCount (EventSourceMappingUUID ConsumerMapping) > 0 in 1 x 300 s',
  'Records were lost': 'Sum of AWS/Lambda DroppedEventCount (EventSourceMappingUUID ConsumerMapping) > 0 in 1 x 300 s',
  'Everything is quarantined':
    '100 * quarantined / observations, Sum of Weir Quarantined (service Weir-Detection) of 300 s, Sum of Weir Observations (service Weir-Detection) of 300 s > 99.9 in 1',
  'Feature is missing': 'Average of Weir ImputedPercent (service Weir-Detection) > 90 in 3 x 300 s',
  'Record breaks the consumer': 'Sum of Weir Unprocessable (service Weir-Detection) > 0 in 1 x 300 s',
  'Producers are refused':
    'Sum of AWS/Kinesis WriteProvisionedThroughputExceeded (StreamName Weir-Data-StreamName) > 0 in 2 x 300 s',
  'Records cannot be set aside':
    'Sum of AWS/Lambda DestinationDeliveryFailures (FunctionName ConsumerFunction) > 0 in 1 x 300 s',
  'Stream is not read':
    'IF(FILL(observations, 0) + FILL(canaries, 0) > 0, 0, records), Sum of Weir Observations (service Weir-Detection) of 300 s, Sum of AWS/Kinesis IncomingRecords (StreamName Weir-Data-StreamName) of 300 s, SampleCount of Weir CanaryMissed (service Weir-Detection) of 300 s > 0 in 3',
  'No data comes':
    'IF(records - FILL(canaries, 0) > 0, 0, 1), Sum of AWS/Kinesis IncomingRecords (StreamName Weir-Data-StreamName) of 3600 s, SampleCount of Weir CanariesSilent (service Weir-Detection) of 3600 s > 0 in 24',
  'Alerts are not delivered':
    'FILL(alerts, 0) + FILL(alarms, 0), Sum of AWS/SNS NumberOfNotificationsFailed (TopicName Alerts) of 300 s, Sum of AWS/SNS NumberOfNotificationsFailed (TopicName OperationsTopic) of 300 s > 0 in 1',
  'Alerts are refused': 'Sum of Weir AlertsRefused (service Weir-Detection) > 0 in 1 x 300 s',
  'Archive is late':
    'Maximum of AWS/Firehose DeliveryToS3.DataFreshness (DeliveryStreamName ArchiveDelivery) > 3600 in 3 x 300 s',
  'Archive takes a detour':
    'FILL(troubles, 0) + 0 * observations, Sum of Weir ArchiveDetours (service Weir-Detection) of 300 s, Sum of Weir Observations (service Weir-Detection) of 300 s > 0 in 2',
  'Verdicts are not archived': 'Sum of Weir ArchiveLost (service Weir-Detection) > 0 in 1 x 300 s',
  'Canary silent': 'Minimum of Weir CanariesSilent (service Weir-Detection) > 0 in 1 x 900 s',
  'Rules cannot be read':
    'FILL(troubles, 0) + 0 * observations, Sum of Weir RulesUnreadable (service Weir-Detection) of 300 s, Sum of Weir Observations (service Weir-Detection) of 300 s > 0 in 2',
  'Past of sources has a gap': 'Sum of Weir SourceStateGaps (service Weir-Detection) > 0 in 1 x 300 s',
  'Snapshots fail':
    'FILL(troubles, 0) + 0 * observations, Sum of Weir SnapshotsFailed (service Weir-Detection) of 300 s, Sum of Weir Observations (service Weir-Detection) of 300 s > 0 in 3',
  // nine tenths of 100,000 features of 1,400 bytes
  'Too many sources': 'Maximum of Weir SourceStateBytes (service Weir-Detection) > 126000000 in 1 x 300 s',
  'Sources come through several shards': 'Maximum of Weir SourcesDivided (service Weir-Detection) > 0 in 1 x 3600 s',
  'Old snapshots are kept': 'Sum of AWS/Lambda Errors (FunctionName SnapshotCleanerFunction) > 0 in 3 x 3600 s',
  'Training failed':
    'FILL(failed, 0) + errors, Sum of Weir TrainingFailed (service Weir-Detection) of 3600 s, Sum of AWS/Lambda Errors (FunctionName TrainerFunction) of 3600 s > 0 in 1',
  'Stream drifted': 'Minimum of Weir Drift (service Weir-Detection) > 0.25 in 6 x 3600 s',
  'Channel fails':
    'FILL(failed, 0) + errors, Sum of Weir MessagesFailed (service Weir-Detection) of 300 s, Sum of AWS/Lambda Errors (FunctionName NotifierFunction) of 300 s > 0 in 3',
  'Messages were given up':
    'Maximum of AWS/SQS ApproximateNumberOfMessagesVisible (QueueName NotifierDeadLetters) > 0 in 1 x 300 s',
  'Sweeper fails': 'Sum of AWS/Lambda Errors (FunctionName SweeperFunction) > 0 in 2 x 300 s',
};

describe('the alarms', () => {
  it('watch what they say, and sound at its limit', () => {
    const found = alarms().map((alarm) => [headingOf(alarm), describeAlarm(alarm)]);
    expect(Object.fromEntries(found)).toEqual(ALARMS);
  });

  it('are the headings of the runbook, one each', () => {
    const headings = [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(alarms().map(headingOf)).toEqual(headings.sort());
  });

  it('say what they mean and link their heading', () => {
    for (const alarm of alarms()) {
      const anchor = headingOf(alarm).toLowerCase().replaceAll(' ', '-');
      expect(alarm.AlarmDescription).toMatch(new RegExp(`^[A-Z].{30,}\\. What to do: docs/runbook\\.md#${anchor}$`));
    }
  });

  it('stay as they are where nothing is measured, or take it for well, and none rings before anything was', () => {
    const treatments = new Map<string, string[]>();
    for (const alarm of alarms()) {
      const headings = treatments.get(alarm.TreatMissingData) ?? [];
      treatments.set(alarm.TreatMissingData, [...headings, headingOf(alarm)]);
    }
    // What happened and is not undone, and producers, who are refused or not.
    expect(treatments.get('notBreaching')).toEqual([
      'Alerts are not delivered',
      'Alerts are refused',
      'Past of sources has a gap',
      'Producers are refused',
      'Record breaks the consumer',
      'Records cannot be set aside',
      'Records were given up',
      'Records were lost',
      'Verdicts are not archived',
    ]);
    expect(treatments.get('breaching')).toBeUndefined();
  });

  it('tell that what measures has stopped, of what must run every minute or hour, and of the stream', () => {
    const told = alarms().filter(({ InsufficientDataActions }) => InsufficientDataActions !== undefined);
    expect(told.map((alarm) => [headingOf(alarm), alarm.TreatMissingData])).toEqual([
      ['Canary silent', 'missing'],
      ['No data comes', 'missing'],
      ['Old snapshots are kept', 'missing'],
      ['Sweeper fails', 'missing'],
      ['Training failed', 'missing'],
    ]);
    for (const { AlarmActions, InsufficientDataActions } of told) expect(InsufficientDataActions).toEqual(AlarmActions);
  });

  it('look back a day at most, as CloudWatch lets them', () => {
    for (const { EvaluationPeriods, Period, Metrics } of alarms()) {
      const seconds =
        Period ??
        Math.max(
          ...(Metrics ?? []).map(({ MetricStat }: { MetricStat?: { Period: number } }) => MetricStat?.Period ?? 0),
        );
      expect(EvaluationPeriods * seconds).toBeLessThanOrEqual(86_400);
    }
  });

  it('watch what our functions write under the name that they write', () => {
    detection.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Weir: Record breaks the consumer',
      Namespace: METRIC_NAMESPACE,
      MetricName: 'Unprocessable',
      Dimensions: [{ Name: 'service', Value: 'Weir-Detection' }],
    });
    detection.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ POWERTOOLS_SERVICE_NAME: 'Weir-Detection' }) },
    });
  });
});

describe('with noDataHours 0', () => {
  it('nobody is told that nothing comes', () => {
    expect(JSON.stringify(synthesise({ noDataHours: '0' }).detection.toJSON())).not.toContain('No data comes');
  });
});

describe('without learning, and without a canary', () => {
  const { detection: without } = synthesise({ learning: 'off', canary: 'off' });

  it('there is no trainer, no alarm about it and no graph', () => {
    const text = JSON.stringify(without.toJSON());
    for (const word of ['Trainer', 'Training failed', 'Stream drifted', 'Trained models']) {
      expect(text).not.toContain(word);
    }
  });

  it('nobody puts one, no alarm waits for it, and no graph shows it', () => {
    expect(JSON.stringify(without.toJSON().Resources)).not.toContain('Canar');
  });

  it('and by default, nothing is archived, nor is anything there that would be paid for it', () => {
    const text = JSON.stringify(without.toJSON());
    for (const word of ['Firehose', 'AWS::Glue', 'AWS::Athena', 'rchived']) expect(text).not.toContain(word);
  });
});

describe('without a past of sources', () => {
  const { detection: without } = synthesise({ sourceState: 'off' });

  it('there is neither an alarm about it nor a graph of it', () => {
    const text = JSON.stringify(without.toJSON());
    expect(text).toContain('Sweeper fails');
    for (const word of ['SourceStateTable', 'napshots', 'Too many sources']) expect(text).not.toContain(word);
  });
});

function alarms() {
  return Object.values(detection.findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties)
    .sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));
}
