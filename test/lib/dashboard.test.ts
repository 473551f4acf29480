import { describe, expect, it } from 'vitest';
import { synthesise, synthesiseAndResolve } from '../support/synthesise.ts';

type Metric = readonly [...string[], { readonly stat?: string; readonly expression?: string }];

interface Widget {
  readonly type: string;
  readonly width: number;
  readonly properties: {
    readonly title: string;
    readonly markdown?: string;
    readonly query?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly Metric[];
  };
}

const app = synthesiseAndResolve({ channels: '[{"name":"bus","kind":"eventbridge"}]' });
const [dashboard] = app.resourcesOf('AWS::CloudWatch::Dashboard');
const widgets: readonly Widget[] = JSON.parse(String(dashboard!.properties.DashboardBody)).widgets;

describe('the dashboard', () => {
  it('begins with what good looks like, and with every alarm', () => {
    const [text, alarms] = widgets;
    expect(text).toMatchObject({ type: 'text', width: 24 });
    expect(alarms).toMatchObject({ type: 'alarm', width: 24, properties: { title: 'Alarms' } });
    const names = app.resourcesOf('AWS::CloudWatch::Alarm').map(({ attributes }) => attributes.Arn);
    expect(alarms!.properties.alarms?.toSorted()).toEqual(names.toSorted());
    const titles = widgets.flatMap(({ properties: { title } }) => title ?? []);
    const named = [...text!.properties.markdown!.matchAll(/(?<!\*)\*([A-Z][^*]+)\*(?!\*)/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(5);
    for (const name of named)
      expect(titles.filter((title) => title.startsWith(name) || name === 'Drift')).not.toEqual([]);
  });

  it('follows the data: what came in, what was found, what was told, how late, and what is wrong', () => {
    const graphs = widgets.filter(({ type }) => type === 'metric');
    const shown = graphs.map(({ properties: { title, metrics = [] } }) => [title, metrics.flatMap(shortMetric)]);
    expect(Object.fromEntries(shown)).toEqual({
      'Records a minute': ['Kinesis IncomingRecords Sum', 'Weir Observations Sum', 'Weir Done Sum'],
      'Not judged': [
        'Weir Quarantined Sum',
        'Weir Unprocessable Sum',
        'Lambda OnFailureDestinationDeliveredEventCount Sum',
        'Lambda DroppedEventCount Sum',
      ],
      Messages: [
        'Weir Alerts Sum',
        'Weir AlertsRefused Sum',
        'Weir MessagesSent Sum',
        'Weir MessagesFailed Sum',
        'SQS ApproximateNumberOfMessagesVisible Maximum',
      ],
      'From arrival to verdict, ms': [
        'Weir ArrivalToVerdict p50',
        'Weir ArrivalToVerdict p95',
        'Weir ArrivalToVerdict p99',
        'Weir CanaryLatency Maximum',
      ],
      'From arrival to message, ms': [
        'Weir ArrivalToMessage p50',
        'Weir ArrivalToMessage p95',
        'Weir ArrivalToMessage p99',
      ],
      'Oldest record that waits, ms': ['Lambda IteratorAge Maximum'],
      'Scoring, ms': [
        'Weir ScoringLatency p50',
        'Weir ScoringLatency p95',
        'Weir ScoringLatency p99',
        'SageMaker Invocations Sum',
      ],
      'Consumers at work': ['Lambda ConcurrentExecutions Maximum', 'Lambda Throttles Sum'],
      Trouble: [
        'Weir Unavailable Sum',
        'SageMaker Invocation5XXErrors Sum',
        'Weir ScoredByFunction Sum',
        'Lambda Errors Sum',
        'Kinesis WriteProvisionedThroughputExceeded Sum',
        'SNS NumberOfNotificationsFailed Sum',
        'SNS NumberOfNotificationsFailed Sum',
      ],
      'Missing and assumed, percent': ['Weir ImputedPercent Average', 'Weir ImputedCellsPercent Maximum'],
      'Drift; flagged, percent': ['Weir Drift Minimum', 'Weir FlaggedPercent Maximum'],
      'Trained models': [
        'Weir CandidatesPromoted Sum',
        'Weir CandidatesWaiting Sum',
        'Weir CandidatesRefused Sum',
        'Weir RolledBack Sum',
        'Weir TrainingFailed Sum',
      ],
      'Sources of a shard': ['Weir Sources Maximum', 'Weir SourceStateBytes Maximum'],
      'Past of sources read again': ['Weir RecordsReadAgain Sum', 'Weir CommitsRefused Sum'],
      'Past of sources lost': ['Weir SourceStateGaps Sum', 'Weir SnapshotsFailed Sum', 'Weir SourcesEvicted Sum'],
    });
  });

  it('asks the log what no metric has, by the saved queries', () => {
    const saved = app.resourcesOf('AWS::Logs::QueryDefinition').map(({ properties }) => String(properties.QueryString));
    const asked = widgets.filter(({ type }) => type === 'log');
    expect(asked.map(({ properties: { title } }) => title)).toEqual([
      'Anomalies by severity',
      'What became of anomalies',
      'What was held back, and why',
      'Why observations are quarantined',
      'Sources with most anomalies',
      'The last 20 anomalies',
    ]);
    for (const { properties } of asked) {
      const [, groups, query] = /^((?:SOURCE '[^']+' \| )+)(.+)$/s.exec(properties.query!) ?? [];
      expect(groups?.match(/ConsumerLogs|SweeperLogGroup/g)).toEqual(['ConsumerLogs', 'SweeperLogGroup']);
      const withoutLimit = query!.replace(/\n\| limit \d+$/, '');
      expect(saved.map((one) => one.replace(/\n\| limit \d+$/, ''))).toContain(withoutLimit);
    }
  });

  it('fills its rows', () => {
    const width = widgets.reduce((sum, widget) => sum + widget.width, 0);
    expect(width % 24).toBe(0);
  });
});

describe('the dashboard of an installation that scores in the function, without learning and past', () => {
  it('shows nothing of what is not there', () => {
    const { detection } = synthesise({ learning: 'off', sourceState: 'off', scoring: 'function' });
    const text = JSON.stringify(detection.findResources('AWS::CloudWatch::Dashboard'));
    expect(text).toContain('Records a minute');
    for (const word of ['Trained models', 'Past of sources', 'AWS/SageMaker', 'MessagesSent', 'ScoredByFunction'])
      expect(text).not.toContain(word);
  });
});

/** `Weir Done Sum`; nothing of an expression, whose metrics stand beside it. The average is what CloudWatch takes. */
function shortMetric(metric: Metric): string[] {
  const options = metric.at(-1) as { readonly stat?: string; readonly expression?: string };
  if (options.expression !== undefined) return [];
  return [`${String(metric[0]).replace('AWS/', '')} ${metric[1]} ${options.stat ?? 'Average'}`];
}
