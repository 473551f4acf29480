import { type CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import { stackNames } from '../../contracts/installation.ts';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS } from '../../contracts/metrics.ts';
import type { Installation } from '../installation/find-installation.ts';

/** What went through in some time, as CloudWatch has counted it. Its counts are a minute or two behind. */
export interface PipelineSums {
  /** Records that the stream took. */
  readonly records: number;
  /** Observations that the consumer finished with. */
  readonly observations: number;
  readonly judged: number;
  readonly quarantined: number;
  readonly anomalies: number;
  readonly alerts: number;
  /** Batches for which something was unavailable: they ended early, or the function scored in the endpoint's place. */
  readonly unavailable: number;
  /** Observations that the function scored in the endpoint's place. */
  readonly scoredByFunction: number;
  /** Observations whose time cannot be. */
  readonly implausibleTimes: number;
}

const OURS = {
  observations: METRICS.observations,
  judged: METRICS.done,
  quarantined: METRICS.quarantined,
  anomalies: METRICS.anomalies,
  alerts: METRICS.alerts,
  unavailable: METRICS.unavailable,
  scoredByFunction: METRICS.scoredByFunction,
  implausibleTimes: METRICS.implausibleTimes,
} as const;

/**
 * Asks CloudWatch what came in and what became of it between two times, in milliseconds since 1970.
 *
 * @throws what CloudWatch answers
 */
export async function pipelineSums(
  client: CloudWatchClient,
  { name, streamName }: Pick<Installation, 'name' | 'streamName'>,
  fromMs: number,
  toMs: number,
): Promise<PipelineSums> {
  const service = [{ Name: METRIC_DIMENSION, Value: stackNames(name).detection }];
  const queries = [
    sumOf('records', 'AWS/Kinesis', 'IncomingRecords', [{ Name: 'StreamName', Value: streamName }]),
    ...Object.entries(OURS).map(([id, metricName]) => sumOf(id, METRIC_NAMESPACE, metricName, service)),
  ];
  const { MetricDataResults = [] } = await client.send(
    new GetMetricDataCommand({ MetricDataQueries: queries, StartTime: new Date(fromMs), EndTime: new Date(toMs) }),
  );
  const sums = MetricDataResults.map(({ Id, Values = [] }) => [Id, Values.reduce((sum, value) => sum + value, 0)]);
  return Object.fromEntries(sums) as PipelineSums;
}

function sumOf(
  id: string,
  Namespace: string,
  MetricName: string,
  Dimensions: { Name: string; Value: string }[],
): MetricDataQuery {
  return { Id: id, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: 60, Stat: 'Sum' } };
}
