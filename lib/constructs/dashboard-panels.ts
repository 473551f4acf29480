import { type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { LOG_QUERIES } from './log-queries.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

/** One picture of the dashboard: metrics over time, or what a query finds in the log. */
export type Panel = GraphPanel | QueryPanel;

export interface GraphPanel {
  readonly title: string;
  readonly left: readonly IMetric[];
  readonly right?: readonly IMetric[];
}

export interface QueryPanel {
  readonly title: string;
  readonly query: keyof typeof LOG_QUERIES;
  readonly view: 'table' | 'stacked';
  /** The youngest only; as many as the query finds when absent. */
  readonly limit?: number;
  /** Of the row's: a third when absent. */
  readonly width?: 'third' | 'half' | 'whole';
}

/** What an installation has to show beside what all have. */
export interface Shown {
  /** Whether sources have a past. */
  readonly hasPast: boolean;
  /** Whether there are channels. */
  readonly tells: boolean;
  /** Whether models are trained. */
  readonly learns: boolean;
  /** Whether the function scores while the endpoint is away. */
  readonly hasFallback: boolean;
}

/** The rows of the dashboard, in the order of the data: what came in, what was found, how late, and what is wrong. */
export function dashboardPanels(metrics: PipelineMetrics, shown: Shown): readonly (readonly Panel[])[] {
  return [
    [
      { title: 'Records a minute', left: [metrics.recordsIn, metrics.observations, metrics.done] },
      { title: 'Anomalies by severity', query: 'Anomalies by severity', view: 'stacked' },
      {
        title: 'Not judged',
        left: [metrics.quarantined, metrics.unprocessable, metrics.givenUp, metrics.dropped],
      },
    ],
    [
      messages(metrics, shown),
      { title: 'What became of anomalies', query: 'What became of anomalies', view: 'table' },
      { title: 'What was held back, and why', query: 'What was held back', view: 'table' },
    ],
    [
      {
        title: 'From arrival to verdict, ms',
        left: [...percentiles(metrics.arrivalToVerdictMs), ...present([metrics.canaryLatencyMs])],
      },
      { title: 'From arrival to message, ms', left: percentiles(metrics.arrivalToMessageMs) },
      { title: 'Oldest record that waits, ms', left: [metrics.iteratorAgeMs] },
    ],
    [
      { title: 'Scoring, ms', left: percentiles(metrics.scoringMs), right: present([metrics.invocations]) },
      { title: 'Consumers at work', left: [metrics.consumerConcurrency, metrics.consumerThrottles] },
      { title: 'Trouble', left: troubles(metrics, shown) },
    ],
    [
      { title: 'Missing and assumed, percent', left: [metrics.imputedPercent, metrics.imputedCellsPercent] },
      ...(shown.learns ? learning(metrics) : []),
    ],
    ...(shown.hasPast ? [past(metrics)] : []),
    [
      {
        title: 'Why observations are quarantined',
        query: 'Why observations are quarantined',
        view: 'table',
        width: 'half',
      },
      { title: 'Sources with most anomalies', query: 'Strangest sources', view: 'table', limit: 10, width: 'half' },
    ],
    [{ title: 'The last 20 anomalies', query: 'Latest anomalies', view: 'table', limit: 20, width: 'whole' }],
  ];
}

function messages(metrics: PipelineMetrics, { tells }: Shown): GraphPanel {
  const { alerts, alertsRefused, messagesSent, messagesFailed, messagesGivenUp } = metrics;
  const channels = tells ? present([messagesSent, messagesFailed, messagesGivenUp]) : [];
  return { title: 'Messages', left: [alerts, alertsRefused, ...channels] };
}

function troubles(metrics: PipelineMetrics, { hasFallback }: Shown): IMetric[] {
  return [
    metrics.unavailable,
    ...present([metrics.endpointErrors, hasFallback ? metrics.scoredByFunction : undefined]),
    metrics.consumerErrors,
    metrics.recordsRefused,
    metrics.notificationsFailed,
  ];
}

function learning(metrics: PipelineMetrics): GraphPanel[] {
  const { candidatesPromoted, candidatesWaiting, candidatesRefused, rolledBack, trainingFailed } = metrics;
  return [
    { title: 'Drift; flagged, percent', left: [metrics.drift], right: [metrics.flaggedPercent] },
    {
      title: 'Trained models',
      left: [candidatesPromoted, candidatesWaiting, candidatesRefused, rolledBack, trainingFailed],
    },
  ];
}

function past(metrics: PipelineMetrics): GraphPanel[] {
  return [
    { title: 'Sources of a shard', left: [metrics.sources], right: [metrics.sourceStateBytes] },
    { title: 'Past of sources read again', left: [metrics.recordsReadAgain, metrics.commitsRefused] },
    {
      title: 'Past of sources lost',
      left: [metrics.sourceStateGaps, metrics.snapshotsFailed, metrics.sourcesEvicted],
    },
  ];
}

function percentiles(metric: PipelineMetrics['scoringMs']): IMetric[] {
  return [50, 95, 99].map((percent) =>
    metric.with({ statistic: Stats.percentile(percent), label: `${metric.metricName} p${percent}` }),
  );
}

function present(metrics: readonly (IMetric | undefined)[]): IMetric[] {
  return metrics.filter((metric) => metric !== undefined);
}
