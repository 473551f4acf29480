import { describe, expect, test } from 'vitest';
import { collectRows } from '../../report/collect-rows.ts';
import { rowsToShow } from '../../report/thin-rows.ts';

function rowsOf(count: number, at: (row: number) => { value: number; timestampMs?: number; anomalous?: boolean }) {
  const collector = collectRows(['a']);
  for (let row = 0; row < count; row++) {
    const { value, timestampMs = row, anomalous = false } = at(row);
    collector.add({ features: { a: value }, timestampMs, score: 0.4, threshold: 0.6, grade: 0, anomalous });
  }
  return collector.rows();
}

describe('rowsToShow', () => {
  test('shows all rows in the order of time when they fit', () => {
    const rows = rowsOf(5, (row) => ({ value: 0, timestampMs: [30, 10, 20, 10, 0][row] }));
    expect([...rowsToShow(rows)]).toEqual([4, 1, 3, 2, 0]);
  });

  test('keeps every spike and every anomaly when it must leave rows out', () => {
    const spikes = new Map([
      [123, -50],
      [4_567, 50],
      [9_876, -50],
    ]);
    const anomalies = new Set([77, 5_000]);
    const rows = rowsOf(10_000, (row) => ({
      value: spikes.get(row) ?? Math.sin(row),
      anomalous: anomalies.has(row),
    }));
    const shown = new Set(rowsToShow(rows, 2_000));
    expect(shown.size).toBeLessThan(500);
    for (const row of [...spikes.keys(), ...anomalies]) expect(shown).toContain(row);
  });

  test('stays within its limit when everything is anomalous', () => {
    const rows = rowsOf(10_000, (row) => ({ value: row, anomalous: true }));
    expect(rowsToShow(rows, 2_000).length).toBeLessThanOrEqual(400);
  });

  test('has nothing to show of nothing', () => {
    expect(rowsToShow(rowsOf(0, () => ({ value: 0 })))).toHaveLength(0);
  });

  test('shows a stretch in which a column is missing throughout', () => {
    const rows = rowsOf(1_000, () => ({ value: Number.NaN }));
    expect(rowsToShow(rows, 100).length).toBeGreaterThan(0);
  });
});
