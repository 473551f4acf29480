import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { METRIC_NAMESPACE } from '../../contracts/metrics.ts';
import { type AlarmProperties, describeAlarm } from '../support/describe-alarm.ts';
import { synthesise } from '../support/synthesise.ts';

const { detection } = synthesise({ channels: '[{"name":"bus","kind":"eventbridge"}]', archive: 'on' });

/**
 * What each alarm watches and when it sounds: statistic, metric and whose it is, then limit and periods. The limits are
 * in the units in which AWS counts: iterator age in milliseconds, model latency in microseconds, the rest are counts.
 */
const ALARMS = {
  'Endpoint answers with errors':
    'Sum of AWS/SageMaker Invocation5XXErrors (EndpointName weirdetection-endpoint, VariantName AllTraffic) > 0 in 3 x 60 s',
  'Endpoint is slow':
    'p90 of AWS/SageMaker ModelLatency (EndpointName weirdetection-endpoint, VariantName AllTraffic) > 1000000 in 5 x 60 s',
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
  'Alerts are not delivered': 'Sum of AWS/SNS NumberOfNotificationsFailed (TopicName Alerts) > 0 in 1 x 300 s',
  'Alerts are refused': 'Sum of Weir AlertsRefused (service Weir-Detection) > 0 in 1 x 300 s',
  'Archive is late':
    'Maximum of AWS/Firehose DeliveryToS3.DataFreshness (DeliveryStreamName ArchiveDelivery) > 3600 in 3 x 300 s',
  'Archive takes a detour': 'Sum of Weir ArchiveDetours (service Weir-Detection) > 0 in 2 x 300 s',
  'Verdicts are not archived': 'Sum of Weir ArchiveLost (service Weir-Detection) > 0 in 1 x 300 s',
  'Canary silent': 'Minimum of Weir CanariesSilent (service Weir-Detection) > 0 in 1 x 900 s',
  'Rules cannot be read': 'Sum of Weir RulesUnreadable (service Weir-Detection) > 0 in 2 x 300 s',
  'Past of sources has a gap': 'Sum of Weir SourceStateGaps (service Weir-Detection) > 0 in 1 x 300 s',
  'Snapshots fail': 'Sum of Weir SnapshotsFailed (service Weir-Detection) > 0 in 3 x 300 s',
  // nine tenths of 100,000 features of 1,400 bytes
  'Too many sources': 'Maximum of Weir SourceStateBytes (service Weir-Detection) > 126000000 in 1 x 300 s',
  'Sources come through several shards': 'Maximum of Weir SourcesDivided (service Weir-Detection) > 0 in 1 x 3600 s',
  'Old snapshots are kept': 'Sum of AWS/Lambda Errors (FunctionName SnapshotCleanerFunction) > 0 in 3 x 3600 s',
  'Training failed':
    'FILL(failed, 0) + FILL(errors, 0), Sum of Weir TrainingFailed (service Weir-Detection) of 3600 s, Sum of AWS/Lambda Errors (FunctionName TrainerFunction) of 3600 s > 0 in 1',
  'Stream drifted': 'Minimum of Weir Drift (service Weir-Detection) > 0.25 in 6 x 3600 s',
  'Channel fails':
    'FILL(failed, 0) + FILL(errors, 0), Sum of Weir MessagesFailed (service Weir-Detection) of 300 s, Sum of AWS/Lambda Errors (FunctionName NotifierFunction) of 300 s > 0 in 3',
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

  it('tell the topic, also when it is over', () => {
    for (const alarm of alarms()) {
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(JSON.stringify(alarm.AlarmActions)).toMatch(/"Alerts\w+"/);
      expect(alarm.OKActions).toEqual(alarm.AlarmActions);
    }
  });

  it('stay silent while the stream is idle, except about what must run every minute or hour', () => {
    const silent = alarms().filter(({ TreatMissingData }) => TreatMissingData === 'notBreaching');
    const others = alarms().filter((alarm) => !silent.includes(alarm));
    expect(others.map(({ AlarmName, TreatMissingData }) => [AlarmName, TreatMissingData])).toEqual([
      ['Weir: Canary silent', 'breaching'],
      ['Weir: Old snapshots are kept', 'breaching'],
      ['Weir: Sweeper fails', 'breaching'],
    ]);
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

describe('the dashboard', () => {
  it('shows every alarm', () => {
    const [first] = widgets();
    expect(first).toMatchObject({ type: 'alarm', width: 24, height: 4, properties: { title: 'Alarms' } });
    expect(first?.properties.alarms).toHaveLength(alarms().length);
  });

  it('follows the data: what came in, what was found, how late, and what is wrong', () => {
    const graphs = widgets().slice(1);
    const shown = graphs.map(({ properties: { title, metrics = [] } }) => [
      title,
      metrics.map((metric) => {
        const { stat, period } = metric.at(-1) as { stat: string; period: number };
        return `${metric[0]} ${metric[1]} ${stat} ${period}`;
      }),
    ]);
    expect(Object.fromEntries(shown)).toEqual({
      'Observations a minute': ['AWS/Kinesis IncomingRecords Sum 60', 'Weir Observations Sum 60', 'Weir Done Sum 60'],
      'Anomalies and alerts': ['Weir Anomalies Sum 60', 'Weir Alerts Sum 60'],
      'Not judged': [
        'Weir Quarantined Sum 60',
        'Weir Unprocessable Sum 60',
        'AWS/Lambda OnFailureDestinationDeliveredEventCount Sum 60',
        'AWS/Lambda DroppedEventCount Sum 60',
      ],
      'How late, ms': [
        'Weir ArrivalToVerdict p99 60',
        'AWS/Lambda IteratorAge Maximum 60',
        'Weir CanaryLatency Maximum 60',
      ],
      Scoring: ['Weir ScoringLatency p99 60', 'AWS/SageMaker Invocations Sum 60'],
      Trouble: [
        'Weir Unavailable Sum 60',
        'AWS/SageMaker Invocation5XXErrors Sum 60',
        'Weir ScoredByFunction Sum 60',
        'AWS/Lambda Errors Sum 60',
        'AWS/Lambda Throttles Sum 60',
        'AWS/Kinesis WriteProvisionedThroughputExceeded Sum 60',
        'AWS/SNS NumberOfNotificationsFailed Sum 60',
      ],
      'Messages to channels': [
        'Weir MessagesSent Sum 60',
        'Weir MessagesFailed Sum 60',
        'AWS/SQS ApproximateNumberOfMessagesVisible Maximum 60',
      ],
      'Drift of the stream': ['Weir Drift Minimum 60'],
      'Flagged and assumed, percent': ['Weir FlaggedPercent Maximum 60', 'Weir ImputedCellsPercent Maximum 60'],
      'Trained models': [
        'Weir CandidatesPromoted Sum 60',
        'Weir CandidatesWaiting Sum 60',
        'Weir CandidatesRefused Sum 60',
        'Weir RolledBack Sum 60',
        'Weir TrainingFailed Sum 60',
      ],
      'Sources of a shard': ['Weir Sources Maximum 60', 'Weir SourceStateBytes Maximum 60'],
      'Past of sources read again': ['Weir RecordsReadAgain Sum 60', 'Weir CommitsRefused Sum 60'],
      'Past of sources lost': [
        'Weir SourceStateGaps Sum 60',
        'Weir SnapshotsFailed Sum 60',
        'Weir SourcesEvicted Sum 60',
      ],
    });
    for (const { type, width, height } of graphs) expect([type, width, height]).toEqual(['metric', 8, 6]);
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
    expect(JSON.stringify(without.toJSON())).not.toContain('Canar');
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

describe('the saved queries', () => {
  const queries = Object.values(detection.findResources('AWS::Logs::QueryDefinition')).map(
    ({ Properties }) => Properties,
  );

  it('look for lines that the consumer writes, in its log', () => {
    for (const { QueryString, LogGroupNames } of queries) {
      const [, message] = /message = "(\w+)"/.exec(QueryString) ?? [];
      expect(Object.values(LOG_MESSAGES)).toContain(message);
      expect(JSON.stringify(LogGroupNames)).toContain('"ConsumerLogs');
    }
  });

  it('ask what people want to know', () => {
    const asked = queries.map(({ Name, QueryString }) => [Name, QueryString.split('\n| ')]);
    expect(Object.fromEntries(asked)).toEqual({
      'Weir/Latest anomalies': [
        'fields observedAt, source, severity, decision, verdict.score, verdict.grade, verdict.explanation',
        'filter message = "anomaly"',
        'sort @timestamp desc',
        'limit 100',
      ],
      'Weir/Strangest sources': [
        'filter message = "anomaly"',
        'stats count(*) as anomalies, max(verdict.grade) as highestGrade by source',
        'sort anomalies desc',
        'limit 50',
      ],
      'Weir/Alerts published': [
        'fields @timestamp, kind, severity, source, alertId',
        'filter message = "alert"',
        'sort @timestamp desc',
        'limit 100',
      ],
      'Weir/Why nobody was told': [
        'fields observedAt, source, severity, decision, evidence, rule, because, incidentId, identity',
        'filter message = "anomaly"',
        'filter not ispresent(alertId)',
        'sort @timestamp desc',
        'limit 100',
      ],
      'Weir/Why observations are quarantined': [
        'filter message = "quarantined"',
        'stats count(*) as observations, latest(reason.message) as example by reason.code, reason.path',
        'sort observations desc',
        'limit 50',
      ],
      'Weir/Throughput by shard': [
        'filter message = "batch"',
        'stats sum(observations), sum(done), sum(quarantined), sum(anomalous) by shardId, bin(5m)',
      ],
      'Weir/Batches that ended early': [
        'fields @timestamp, shardId, records, done, retryFrom',
        'filter message = "batch"',
        'filter ispresent(retryFrom)',
        'sort @timestamp desc',
        'limit 100',
      ],
      'Weir/What was unavailable': [
        'filter message = "unavailable"',
        'stats count(*) as times, latest(reason) as example by port, bin(5m)',
      ],
      'Weir/When the function stood in': [
        'fields @timestamp, decision, awaySince, reason',
        'filter message = "fallback"',
        'sort @timestamp desc',
        'limit 100',
      ],
    });
  });
});

function alarms() {
  return Object.values(detection.findResources('AWS::CloudWatch::Alarm'))
    .map(({ Properties }) => Properties)
    .sort((a, b) => (a.AlarmName < b.AlarmName ? -1 : 1));
}

function headingOf({ AlarmName }: Pick<AlarmProperties, 'AlarmName'>): string {
  return AlarmName.replace('Weir: ', '');
}

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly [...string[], { readonly stat: string; readonly period: number }])[];
  };
}

/** The widgets of the dashboard, references between resources as text. */
function widgets(): Widget[] {
  const [dashboard] = Object.values(detection.findResources('AWS::CloudWatch::Dashboard'));
  const parts: readonly unknown[] = dashboard?.Properties.DashboardBody['Fn::Join'][1];
  const text = parts.map((part) => (typeof part === 'string' ? part : 'reference')).join('');
  return JSON.parse(text).widgets;
}
