import { describe, expect, test } from 'vitest';
import type { ReportEvent } from '../../../report/events.ts';
import { storyOf, storyText } from '../../../scripts/demo/story.ts';

const START_MS = Date.UTC(2024, 0, 10, 10, 15);
const MINUTE_MS = 60_000;

function event(minute: number, over: Partial<ReportEvent> = {}): ReportEvent {
  const fromMs = START_MS + minute * MINUTE_MS;
  const alarm = { source: 'pump-1', fromMs, toMs: fromMs, severity: 'low', anomalies: 1 } as const;
  return { source: 'pump-1', fromMs, toMs: fromMs, outcome: 'told', alarms: [alarm], ...over };
}
const worse = { ...event(0).alarms[0], severity: 'high', explanation: 'pressure is 0; now it is usually 5' } as const;

describe('the story of a replay', () => {
  test('says when what happened to whom, whether it was found and how soon, and why, in the order of time', () => {
    const story = storyOf(
      [
        event(0, {
          name: 'outage',
          toMs: START_MS + 20 * MINUTE_MS,
          outcome: 'found',
          foundAfterMs: 2 * MINUTE_MS,
          alarms: [event(0).alarms[0], worse],
        }),
        event(90, { outcome: 'missed', alarms: [] }),
        event(95, { outcome: 'false alarm' }),
      ],
      [{ source: 'press-2', atMs: START_MS + 30 * MINUTE_MS, reason: 'got only missing values' }],
    );
    expect(storyText(story).split('\n')).toEqual([
      'Wed 10 Jan 10:15  pump-1   outage, 20 min: found after 2 min, high, told 2 times',
      '                  pressure is 0; now it is usually 5',
      'Wed 10 Jan 10:45  press-2  a row: quarantined',
      '                  got only missing values',
      'Wed 10 Jan 11:45  pump-1   labelled as anomaly: missed',
      'Wed 10 Jan 11:50  pump-1   unexpected: false alarm, low',
      '',
    ]);
  });

  test('of more than a person reads tells the worst, and how many are left', () => {
    const many = Array.from({ length: 40 }, (_, i) => event(i, i % 4 === 0 ? { alarms: [worse] } : {}));
    const lines = storyText(storyOf(many, [])).split('\n');
    expect(lines.filter((line) => line.includes(': told, high'))).toHaveLength(10);
    expect(lines.filter((line) => line.includes('pump-1'))).toHaveLength(12);
    expect(lines.at(-2)).toBe('and 28 more, in the report');
  });

  test('takes what somebody else wrote for text', () => {
    const [line] = storyText(storyOf([event(0, { source: 'a\u001b[31m\nb' })], [])).split('\n');
    expect(line).toContain('b  unexpected: told, low');
    expect(line).not.toContain('\u001b');
  });

  test('says so where nothing happened', () => {
    expect(storyText([])).toBe('Nothing happened: no row was strange.\n');
  });
});
