import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { RunbookAlarmProps } from './runbook-alarm.ts';

/** One alarm of many, but for what they share. */
export interface AlarmRow extends Omit<RunbookAlarmProps, 'installation' | 'topic'> {
  readonly id: string;
}

/** The metric, measured over so many minutes. */
export function over(minutes: number, metric: Metric): Metric {
  return metric.with({ period: Duration.minutes(minutes) });
}
