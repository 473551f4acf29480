import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { PipelineMetrics } from './pipeline-metrics.ts';
import type { RunbookAlarmProps } from './runbook-alarm.ts';

/** One alarm of many, but for what they share. */
export interface AlarmRow extends Omit<RunbookAlarmProps, 'installation' | 'topic'> {
  readonly id: string;
}

/** The metric, measured over so many minutes. */
export function over(minutes: number, metric: Metric): Metric {
  return metric.with({ period: Duration.minutes(minutes) });
}

/**
 * What is measured only where something is wrong, as 0 where batches come and nothing is, and as nothing where none
 * come: silence is no sign that it is mended.
 */
export function whileBatchesCome(metric: Metric, { observations }: Pick<PipelineMetrics, 'observations'>): IMetric {
  const { period } = metric;
  return new MathExpression({
    expression: 'FILL(troubles, 0) + 0 * observations',
    usingMetrics: { troubles: metric, observations: observations.with({ period }) },
    label: metric.metricName,
    period,
  });
}
