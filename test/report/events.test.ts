import { describe, expect, test } from 'vitest';
import { collectRows } from '../../report/collect-rows.ts';
import { type Alarm, type ReportEvent, reportEvents } from '../../report/events.ts';

/** One row a second of each source; `x` is labelled strange, `X` flagged, too, `.` usual; a space has no label. */
function rowsOf(labels: Readonly<Record<string, string>>) {
  const collector = collectRows([]);
  for (const [source, text] of Object.entries(labels)) {
    for (const [i, letter] of [...text].entries()) {
      const strange = letter === ' ' ? undefined : /x/i.test(letter);
      const verdict = { score: 0, threshold: 1, grade: 0, anomalous: letter === 'X' };
      collector.add({ features: [], source, timestampMs: 1000 * i, strange, ...verdict });
    }
  }
  return collector.rows();
}

const alarm = (source: string, from: number, to = from): Alarm => ({
  source,
  fromMs: 1000 * from,
  toMs: 1000 * to,
  severity: 'low',
  anomalies: 1,
});
const inShort = ({ source, fromMs, toMs, outcome, foundAfterMs, alarms }: ReportEvent) =>
  `${source} ${fromMs / 1000}-${toMs / 1000} ${outcome}${foundAfterMs === undefined ? '' : ` after ${foundAfterMs / 1000}`}, ${alarms.length}`;

describe('reportEvents', () => {
  test('holds alarms against runs of labelled rows: found, how soon, missed, and false, in the order of time', () => {
    const rows = rowsOf({ pump: '..xXXX....xx...', fan: 'x..............' });
    const alarms = [alarm('pump', 13, 14), alarm('pump', 3, 6), alarm('fan', 11)];
    expect(reportEvents(rows, alarms).map(inShort)).toEqual([
      'fan 0-0 missed, 0',
      'pump 2-5 found after 1, 1',
      'pump 10-11 missed, 0',
      'fan 11-11 false alarm, 1',
      'pump 13-14 false alarm, 1',
    ]);
  });

  test('an event may be told several times, also by an alarm that was there before', () => {
    const events = reportEvents(rowsOf({ pump: '...XxxXxx..' }), [alarm('pump', 6), alarm('pump', 1, 3)]);
    expect(events.map(inShort)).toEqual(['pump 3-8 found after 0, 2']);
    expect(events[0].alarms.map(({ fromMs }) => fromMs)).toEqual([1000, 6000]);
  });

  test('an alarm that goes on over an event without any row of it did not find it, nor does a row that nobody told', () => {
    const rows = rowsOf({ pump: 'X..xx..X', fan: '.X......' });
    expect(reportEvents(rows, [alarm('pump', 0, 7)]).map(inShort)).toEqual([
      'pump 0-0 found after 0, 1',
      'fan 1-1 missed, 0',
      'pump 3-4 missed, 0',
      'pump 7-7 found after 0, 1',
    ]);
  });

  test('a row without a label ends no event, and an alarm of a source without any is neither right nor wrong', () => {
    const events = reportEvents(rowsOf({ pump: '.xx xx.', fan: '       ' }), [alarm('fan', 2)]);
    expect(events.map(inShort)).toEqual(['pump 1-5 missed, 0', 'fan 2-2 told, 1']);
  });

  test('what is known to have happened names the event, and says from when to when it was', () => {
    const outage = { source: 'pump', fromMs: 1500, toMs: 5500, name: 'outage' };
    const stop = { source: 'pump', fromMs: 8500, toMs: 9500, name: 'planned stop' };
    const events = reportEvents(rowsOf({ pump: '..xXxx.....' }), [alarm('pump', 3), alarm('pump', 9)], [outage, stop]);
    expect(events.map(({ name, ...event }) => `${name} ${inShort(event)}`)).toEqual([
      'outage pump 1.5-5.5 found after 1.5, 1',
      'planned stop pump 8.5-9.5 false alarm, 1',
    ]);
  });

  test('nothing is known of rows without times', () => {
    const collector = collectRows([]);
    collector.add({ features: [], score: 2, threshold: 1, grade: 0.5, anomalous: true, strange: true });
    expect(reportEvents(collector.rows(), [])).toEqual([]);
  });
});
