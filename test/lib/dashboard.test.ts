import { describe, expect, it } from 'vitest';
import { synthesise } from '../support/synthesise.ts';

const { detection } = synthesise({ channels: '[{"name":"bus","kind":"eventbridge"}]' });

describe('the dashboard', () => {
  it('shows every alarm', () => {
    const [first] = widgets();
    expect(first).toMatchObject({ type: 'alarm', width: 24, height: 4, properties: { title: 'Alarms' } });
    const alarms = Object.keys(detection.findResources('AWS::CloudWatch::Alarm'));
    expect(first?.properties.alarms).toHaveLength(alarms.length);
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
      'How late, ms': ['Weir ArrivalToVerdict p99 60', 'AWS/Lambda IteratorAge Maximum 60'],
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
