import { expect, test } from 'vitest';
import { collectRows } from '../../report/collect-rows.ts';
import { encodePageData } from '../../report/encode-page-data.ts';
import { reportEvents } from '../../report/events.ts';
import { decodeRows, MARK } from '../../report/page/rows.ts';

test('the page marks what was flagged by its label and its lane, and what was missed, but not within an event that was found', () => {
  const collector = collectRows([]);
  // labels and verdicts: s strange, u usual; capital letters are flagged
  for (const [i, letter] of [...'usSsuUss'].entries()) {
    const anomalous = letter === letter.toUpperCase();
    const strange = letter.toLowerCase() === 's';
    const lane = i === 2 ? 'step' : 'row';
    const verdict = { score: 1, threshold: 2, grade: anomalous ? 0.5 : 0, anomalous, lane } as const;
    collector.add({ features: [], source: 'pump', timestampMs: 1000 * i, strange, ...verdict });
  }
  const rows = collector.rows();
  const alarm = { source: 'pump', fromMs: 2000, toMs: 2000, severity: 'high', anomalies: 1 } as const;
  const data = { title: '', subject: '', madeAtMs: 0, figures: { rows: 8, anomalies: 2 }, rows };
  const page = encodePageData(
    { ...data, events: reportEvents(rows, [alarm]) },
    Uint32Array.from({ length: 8 }, (_, i) => i),
  );
  const { mark, lane } = decodeRows(page);
  const { none, strange, falseAlarm, missed, within } = MARK;
  expect([...mark]).toEqual([none, within, strange, within, none, falseAlarm, missed, missed]);
  expect([...lane]).toEqual([0, 0, 3, 0, 0, 1, 0, 0]);
});
