import { type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { type AlarmRow, over } from './alarm-row.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

/**
 * What wakes people about the stream itself.
 *
 * @param noDataHours hours without a record after which people are told; 0: never
 */
export function streamAlarms(metrics: PipelineMetrics, noDataHours: number): AlarmRow[] {
  const noData: AlarmRow = {
    id: 'NoDataComes',
    heading: 'No data comes',
    meaning: `The stream had data, and nothing has been put on it for ${noDataHours} hours: what is strange is not seen.`,
    metric: withoutRecords(metrics),
    above: 0,
    periods: noDataHours,
    silence: 'told',
  };
  return [
    {
      id: 'StreamIsNotRead',
      heading: 'Stream is not read',
      meaning:
        'For a quarter of an hour records have come and the consumer has seen no observation: nothing is judged, and nothing else would tell.',
      metric: unreadRecords(metrics),
      above: 0,
      periods: 3,
      silence: 'unchanged',
    },
    ...(noDataHours > 0 ? [noData] : []),
    {
      id: 'ProducersAreRefused',
      heading: 'Producers are refused',
      meaning: 'The stream refused records for ten minutes, because they come faster than its shards take.',
      metric: over(5, metrics.recordsRefused),
      above: 0,
      periods: 2,
    },
  ];
}

/** Records that came while no observation was seen: a consumer that is never invoked measures nothing. */
function unreadRecords({ recordsIn, observations, canariesCame }: PipelineMetrics): IMetric {
  const canaries = canariesCame && { canaries: over(5, canariesCame) };
  return new MathExpression({
    expression: `IF(FILL(observations, 0)${canaries ? ' + FILL(canaries, 0)' : ''} > 0, 0, records)`,
    usingMetrics: { observations: over(5, observations), records: over(5, recordsIn), ...canaries },
    label: 'Records that are not read',
    period: over(5, recordsIn).period,
  });
}

/** 1 for each hour that is measured and has no record but canaries. */
function withoutRecords({ recordsIn, canariesPut }: PipelineMetrics): IMetric {
  const canaries = canariesPut && { canaries: over(60, canariesPut) };
  return new MathExpression({
    expression: `IF(records${canaries ? ' - FILL(canaries, 0)' : ''} > 0, 0, 1)`,
    usingMetrics: { records: over(60, recordsIn), ...canaries },
    label: 'Hours without data',
    period: over(60, recordsIn).period,
  });
}
