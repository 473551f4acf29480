import type { MetricStore } from '../metrics/metric-store.ts';
import { statistic } from '../metrics/statistic.ts';
import type { AlarmState, MetricAlarm } from './metric-alarm.ts';

/** A value of a period, the youngest period first; undefined where nothing was measured. */
export type Datapoints = readonly (number | undefined)[];

/** Where points are missing CloudWatch looks at older ones, too; by its tables, at two more than are asked for. */
const MORE_PERIODS = 2;

/** What an alarm sees at a moment: windows that end then, as CloudWatch moves them on each minute. */
export function datapointsOf(alarm: MetricAlarm, store: Pick<MetricStore, 'values'>, nowMs: number): Datapoints {
  const { periodMs, periods, metrics, value } = alarm;
  return Array.from({ length: periods + MORE_PERIODS }, (_, i) => {
    const endMs = nowMs - i * periodMs;
    const seen = Object.entries(metrics).map(([id, watched]) => {
      const values = store.values(watched.metric, endMs - periodMs, endMs).map((datum) => datum.value);
      return [id, values.length === 0 ? undefined : statistic(watched.statistic, values)];
    });
    return value(Object.fromEntries(seen));
  });
}

/**
 * Which state follows, by the tables of CloudWatch's documentation: the youngest points that there are decide, and
 * missing ones are filled in where those do not suffice.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function nextState(
  alarm: Pick<MetricAlarm, 'periods' | 'datapointsToAlarm' | 'missing' | 'breaches'>,
  points: Datapoints,
  current: AlarmState,
): AlarmState {
  const { periods, datapointsToAlarm: wanted, missing, breaches } = alarm;
  const known = points.flatMap((value, age) => (value === undefined ? [] : { age, breaching: breaches(value) }));
  const used = known.slice(0, periods);
  const filled = periods - used.length;
  if (used.length === 0) return withoutData(missing, current);
  const breaching = used.filter((point) => point.breaching).length;
  if (breaching + (missing === 'breaching' ? filled : 0) >= wanted) return 'ALARM';
  if (breaching < used.length || breaching === 0 || missing === 'notBreaching') return 'OK';
  if (missing === 'ignore') return current;
  // All that is known breaches, and is too little: it sounds when that is old enough to have decided.
  return used.at(-1)!.age >= wanted - 1 ? 'ALARM' : current;
}

function withoutData(missing: MetricAlarm['missing'], current: AlarmState): AlarmState {
  if (missing === 'ignore') return current;
  if (missing === 'missing') return 'INSUFFICIENT_DATA';
  return missing === 'breaching' ? 'ALARM' : 'OK';
}
