import { describe, expect, it } from 'vitest';
import type { AlarmState, MissingData } from '../../../local/alarms/metric-alarm.ts';
import { nextState } from '../../../local/alarms/next-state.ts';

const TREATMENTS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];
/** Stands for the state that the alarm is in. */
const KEPT = 'kept';

/**
 * The tables of CloudWatch's documentation, the youngest point on the right: X breaches, 0 does not, - is missing.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
const TABLES: readonly [wanted: number, points: string, ...states: string[]][] = [
  [3, '0-X-X', 'OK', 'OK', 'OK', 'OK'],
  [3, '----0', 'OK', 'OK', 'OK', 'OK'],
  [3, '-----', 'INSUFFICIENT_DATA', KEPT, 'ALARM', 'OK'],
  [3, '0XX-X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [3, '--X--', 'ALARM', KEPT, 'ALARM', 'OK'],
  [2, '0-X-X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [2, '00X0X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
  [2, '0-X--', 'OK', 'OK', 'ALARM', 'OK'],
  [2, '----0', 'OK', 'OK', 'ALARM', 'OK'],
  [2, '---X-', 'ALARM', KEPT, 'ALARM', 'OK'],
];

describe.each(TABLES)('%i of 3 points: %s', (datapointsToAlarm, text, ...states) => {
  it.each(TREATMENTS.map((missing, i) => [missing, states[i]!] as const))('%s: %s', (missing, expected) => {
    const points = [...text].reverse().map((point) => ({ X: 1, '0': 0 })[point]);
    const alarm = { periods: 3, datapointsToAlarm, missing, breaches: (value: number) => value > 0 };
    for (const current of ['OK', 'ALARM'] satisfies AlarmState[]) {
      expect(nextState(alarm, points, current)).toBe(expected === KEPT ? current : expected);
    }
  });
});
