import type { MetricId } from '../metrics/metric-store.ts';
import type { JsonObject } from '../template/assembly.ts';
import type { Resource } from '../template/resolve-assembly.ts';
import { type MetricMath, metricMath } from './metric-math.ts';

/** What an alarm watches and when it sounds, as CloudWatch goes by it. */
export interface MetricAlarm {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** By their ids. */
  readonly metrics: Readonly<Record<string, WatchedMetric>>;
  /** Makes one value of those of the metrics. */
  readonly value: MetricMath;
  readonly periodMs: number;
  readonly breaches: (value: number) => boolean;
  /** Periods that are looked at, and how many of them must breach. */
  readonly periods: number;
  readonly datapointsToAlarm: number;
  readonly missing: MissingData;
  /** ARNs of topics. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
  /** As the template has it. */
  readonly properties: JsonObject;
}

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
export type MissingData = 'missing' | 'ignore' | 'breaching' | 'notBreaching';

export interface WatchedMetric {
  readonly metric: MetricId;
  /** `Sum`, `p90`, ... */
  readonly statistic: string;
}

interface MetricJson {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface AlarmProperties extends MetricJson {
  readonly AlarmDescription?: string;
  readonly Statistic?: string;
  readonly ExtendedStatistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly {
    readonly Id: string;
    readonly Expression?: string;
    readonly MetricStat?: { readonly Metric: MetricJson; readonly Stat: string; readonly Period: number };
  }[];
  readonly ComparisonOperator: string;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData?: MissingData;
  readonly AlarmActions?: readonly string[];
  readonly OKActions?: readonly string[];
  readonly InsufficientDataActions?: readonly string[];
}

const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  GreaterThanOrEqualToThreshold: (value, threshold) => value >= threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/**
 * Reads an alarm of the templates.
 *
 * @throws for what the local cloud would evaluate otherwise than CloudWatch: another comparison, several expressions
 */
export function readAlarm({ ref, attributes, properties }: Resource): MetricAlarm {
  const read = properties as unknown as AlarmProperties;
  const compare = COMPARISONS[read.ComparisonOperator];
  if (compare === undefined)
    throw new Error(`the local CloudWatch does not know ${read.ComparisonOperator} of alarm ${ref}`);
  return {
    name: ref,
    arn: attributes.Arn!,
    description: read.AlarmDescription ?? '',
    ...watched(ref, read),
    breaches: (value) => compare(value, read.Threshold),
    periods: read.EvaluationPeriods,
    datapointsToAlarm: read.DatapointsToAlarm ?? read.EvaluationPeriods,
    missing: read.TreatMissingData ?? 'missing',
    actions: {
      ALARM: read.AlarmActions ?? [],
      OK: read.OKActions ?? [],
      INSUFFICIENT_DATA: read.InsufficientDataActions ?? [],
    },
    properties,
  };
}

function watched(name: string, alarm: AlarmProperties): Pick<MetricAlarm, 'metrics' | 'value' | 'periodMs'> {
  const { Metrics = [], Period, Statistic, ExtendedStatistic } = alarm;
  if (Metrics.length === 0) {
    const metrics = { metric: { metric: metricOf(alarm), statistic: Statistic ?? ExtendedStatistic! } };
    return { metrics, value: ({ metric }) => metric, periodMs: Period! * 1000 };
  }
  const expressions = Metrics.flatMap(({ Expression }) => Expression ?? []);
  const stats = Metrics.flatMap(({ Id, MetricStat }) => (MetricStat ? { Id, MetricStat } : []));
  const periods = new Set(stats.map(({ MetricStat }) => MetricStat.Period));
  if (expressions.length !== 1 || periods.size !== 1)
    throw new Error(`the local CloudWatch wants one expression and one period of alarm ${name}`);
  const entries = stats.map(({ Id, MetricStat: { Metric, Stat } }) => [
    Id,
    { metric: metricOf(Metric), statistic: Stat },
  ]);
  const [seconds] = [...periods];
  return { metrics: Object.fromEntries(entries), value: metricMath(expressions[0]!), periodMs: seconds! * 1000 };
}

function metricOf({ Namespace, MetricName, Dimensions = [] }: MetricJson): MetricId {
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { namespace: Namespace, name: MetricName, dimensions };
}
