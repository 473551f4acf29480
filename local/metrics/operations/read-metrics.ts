import { ServiceError } from '../../gateway/service.ts';
import type { CloudWatchOperations } from '../cloudwatch-service.ts';
import type { MetricId, MetricStore } from '../metric-store.ts';
import { statistic } from '../statistic.ts';

interface MetricJson {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface GetMetricDataInput {
  readonly MetricDataQueries: readonly {
    readonly Id: string;
    readonly Label?: string;
    readonly ReturnData?: boolean;
    readonly MetricStat?: { readonly Metric: MetricJson; readonly Period: number; readonly Stat: string };
  }[];
  /** Seconds since the epoch. */
  readonly StartTime: number;
  readonly EndTime: number;
  readonly ScanBy?: 'TimestampAscending' | 'TimestampDescending';
}

interface GetMetricStatisticsInput extends MetricJson {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly Period: number;
  readonly Statistics?: readonly string[];
  readonly ExtendedStatistics?: readonly string[];
}

interface ListMetricsInput {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value?: string }[];
}

/** GetMetricData, GetMetricStatistics and ListMetrics, as far as our own scripts and people read metrics. */
export function metricOperations(store: MetricStore): CloudWatchOperations {
  return {
    GetMetricData: (input: GetMetricDataInput) => getMetricData(store, input),
    GetMetricStatistics: (input: GetMetricStatisticsInput) => getMetricStatistics(store, input),
    ListMetrics: (input: ListMetricsInput) => listMetrics(store, input),
  };
}

function getMetricData(
  store: MetricStore,
  { MetricDataQueries, StartTime, EndTime, ScanBy }: GetMetricDataInput,
): object {
  const results = MetricDataQueries.filter(({ ReturnData }) => ReturnData !== false).map(
    ({ Id, Label, MetricStat }) => {
      if (!MetricStat)
        throw new ServiceError('InvalidParameterValue', `the local CloudWatch does no metric math (${Id})`);
      const { Metric, Period, Stat } = MetricStat;
      const periods = byPeriod(store, idOf(Metric), StartTime, EndTime, Period);
      if (ScanBy !== 'TimestampAscending') periods.reverse();
      return {
        Id,
        Label: Label ?? Metric.MetricName,
        StatusCode: 'Complete',
        Timestamps: periods.map(([startSeconds]) => new Date(startSeconds * 1000)),
        Values: periods.map(([, values]) => statistic(Stat, values)),
      };
    },
  );
  return { MetricDataResults: results };
}

function getMetricStatistics(store: MetricStore, input: GetMetricStatisticsInput): object {
  const { StartTime, EndTime, Period, Statistics = [], ExtendedStatistics = [] } = input;
  const Datapoints = byPeriod(store, idOf(input), StartTime, EndTime, Period).map(([startSeconds, values]) => ({
    Timestamp: new Date(startSeconds * 1000),
    Unit: 'None',
    ...Object.fromEntries(Statistics.map((name) => [name, statistic(name, values)])),
    ExtendedStatistics: Object.fromEntries(ExtendedStatistics.map((name) => [name, statistic(name, values)])),
  }));
  return { Label: input.MetricName, Datapoints };
}

/** A dimension without a value stands for each. */
function listMetrics(store: MetricStore, { Namespace, MetricName, Dimensions = [] }: ListMetricsInput): object {
  const Metrics = store
    .list()
    .filter(({ namespace, name }) => (Namespace ?? namespace) === namespace && (MetricName ?? name) === name)
    .filter(({ dimensions }) =>
      Dimensions.every(
        ({ Name, Value }) => dimensions[Name] !== undefined && (Value ?? dimensions[Name]) === dimensions[Name],
      ),
    )
    .map(({ namespace, name, dimensions }) => ({
      Namespace: namespace,
      MetricName: name,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    }));
  return { Metrics };
}

/** The values of each period that has some, by the period's start in seconds since the epoch, ascending. */
function byPeriod(store: MetricStore, id: MetricId, startSeconds: number, endSeconds: number, periodSeconds: number) {
  const periods = new Map<number, number[]>();
  for (const { timestampMs, value } of store.values(id, startSeconds * 1000, endSeconds * 1000)) {
    const start = Math.floor(timestampMs / 1000 / periodSeconds) * periodSeconds;
    const values = periods.get(start) ?? [];
    values.push(value);
    periods.set(start, values);
  }
  return [...periods].sort(([a], [b]) => a - b);
}

function idOf({ Namespace, MetricName, Dimensions = [] }: MetricJson): MetricId {
  return {
    namespace: Namespace,
    name: MetricName,
    dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value])),
  };
}
