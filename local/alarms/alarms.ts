import type { MetricStore } from '../metrics/metric-store.ts';
import type { AlarmChange } from './alarm-change.ts';
import type { AlarmState, MetricAlarm } from './metric-alarm.ts';
import { type Datapoints, datapointsOf, nextState } from './next-state.ts';

/** How an alarm is. */
export interface AlarmStatus {
  readonly state: AlarmState;
  readonly reason: string;
  /** Since when, milliseconds since the epoch. */
  readonly sinceMs: number;
}

/** The alarms of the templates, by their metrics and the minutes that go by. */
export interface Alarms {
  readonly all: readonly MetricAlarm[];
  status(name: string): AlarmStatus;
  /** Looks at all, as CloudWatch does once a minute, and tells of each that is in another state. */
  evaluate(nowMs: number): readonly AlarmChange[];
}

/**
 * Alarms begin without data, as on AWS.
 *
 * @param onChange hears of each change of a state
 */
export function watchAlarms(
  all: readonly MetricAlarm[],
  store: Pick<MetricStore, 'values'>,
  startedAtMs: number,
  onChange: (change: AlarmChange) => void,
): Alarms {
  const initial = { state: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', sinceMs: startedAtMs };
  const statuses = new Map(all.map(({ name }) => [name, initial as AlarmStatus]));
  return {
    all,
    status: (name) => statuses.get(name)!,
    evaluate(nowMs) {
      const changes = all.flatMap((alarm): AlarmChange[] => {
        const { state: from } = statuses.get(alarm.name)!;
        const points = datapointsOf(alarm, store, nowMs);
        const to = nextState(alarm, points, from);
        return to === from ? [] : [{ alarm, from, to, reason: reasonOf(alarm, points, to), atMs: nowMs }];
      });
      for (const change of changes) {
        const { alarm, to: state, reason } = change;
        statuses.set(alarm.name, { state, reason, sinceMs: nowMs });
        onChange(change);
      }
      return changes;
    },
  };
}

function reasonOf({ periods, properties }: MetricAlarm, points: Datapoints, to: AlarmState): string {
  const known = points.filter((value) => value !== undefined).slice(0, periods);
  if (known.length === 0) return `no datapoints were received for ${periods} periods`;
  const { ComparisonOperator, Threshold } = properties;
  const verb = to === 'ALARM' ? 'crossed' : 'not crossed';
  return `Threshold ${verb}: datapoints [${known.join(', ')}], ${ComparisonOperator} ${Threshold}`;
}
