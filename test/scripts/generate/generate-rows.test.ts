import { describe, expect, test } from 'vitest';
import { KINDS, type Kind } from '../../../scripts/generate/clean-series.ts';
import { type Generation, generateRows } from '../../../scripts/generate/generate-rows.ts';

const rowsOf = (kind: Kind, changes: Partial<Generation> = {}) => [
  ...generateRows({ kind, rows: 2000, features: 3, sources: 1, seed: 7, ...changes }),
];
const column = (rows: ReturnType<typeof rowsOf>, featureIndex: number) => rows.map((row) => row.values[featureIndex]);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

describe.each(KINDS)('generated rows of kind %s', (kind) => {
  test('are the same for the same seed and others for another', () => {
    expect(rowsOf(kind)).toEqual(rowsOf(kind));
    expect(column(rowsOf(kind, { seed: 8 }), 0)).not.toEqual(column(rowsOf(kind), 0));
  });

  test('keep their clean values whatever is done to them', () => {
    const clean = column(rowsOf(kind, { anomalies: 0 }), 1);
    const restored = rowsOf(kind, { anomalies: 300 }).map(
      ({ values, changes }) => changes.find(({ featureIndex }) => featureIndex === 1)?.clean ?? values[1],
    );
    expect(restored).toEqual(clean);
  });

  test('come one a minute, sources taking turns', () => {
    const rows = rowsOf(kind, { sources: 3 });
    expect(rows.slice(0, 4).map(({ sourceIndex }) => sourceIndex)).toEqual([0, 1, 2, 0]);
    expect(rows[1999].timestampMs - rows[0].timestampMs).toBe(1999 * 60_000);
  });
});

describe.each(['linear', 'random-walk', 'exponential'] as const)('generated rows of kind %s', (kind) => {
  test('have as many spikes of 50 to 200 per feature as asked for, up and down', () => {
    const heights = [0, 1, 2].map((feature) =>
      rowsOf(kind, { anomalies: 40 }).flatMap(({ values, changes }) =>
        changes.filter(({ featureIndex }) => featureIndex === feature).map(({ clean }) => values[feature] - clean),
      ),
    );
    expect(heights.map((list) => list.length)).toEqual([40, 40, 40]);
    const sizes = heights.flat().map(Math.abs);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(49.999);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200.001);
    expect(new Set(heights.flat().map(Math.sign)).size).toBe(2);
  });
});

describe('the usual values', () => {
  test('of linear run from 0 to 100 + 20 i with a deviation of 5', () => {
    for (const i of [0, 1, 2]) {
      const noise = column(rowsOf('linear', { anomalies: 0 }), i).map(
        (value, row) => value - ((100 + 20 * i) * row) / 1999,
      );
      expect(mean(noise)).toBeCloseTo(0, 0);
      expect(deviation(noise)).toBeCloseTo(5, 0);
    }
  });

  test('of random-walk take steps of N(0.1, 1), each source its own', () => {
    const rows = rowsOf('random-walk', { anomalies: 0, sources: 2 }).filter(({ sourceIndex }) => sourceIndex === 1);
    const steps = column(rows, 0).map((value, row, all) => value - (all[row - 1] ?? 0));
    expect(Math.abs(mean(steps) - 0.1)).toBeLessThan(0.1);
    expect(deviation(steps)).toBeCloseTo(1, 0);
  });

  test('of exponential grow to exp(5 + i) with a deviation of 100', () => {
    for (const i of [0, 2]) {
      const noise = column(rowsOf('exponential', { anomalies: 0 }), i).map(
        (value, row) => value - Math.exp(((5 + i) * row) / 1999),
      );
      expect(Math.abs(mean(noise))).toBeLessThan(10);
      expect(Math.abs(deviation(noise) - 100)).toBeLessThan(5);
    }
  });

  test('of uniform lie in [0, 1], and in 5 % of the rows one or more lie in [4, 10]', () => {
    const rows = rowsOf('uniform');
    const strange = rows.filter(({ changes }) => changes.length > 0);
    expect(strange).toHaveLength(100);
    expect(new Set(strange.map(({ changes }) => changes.length))).toEqual(new Set([1, 2, 3]));
    for (const { values, changes } of rows) {
      const changed = new Set(changes.map(({ featureIndex }) => featureIndex));
      for (const [i, value] of values.entries()) {
        expect(value).toBeGreaterThanOrEqual(changed.has(i) ? 4 : 0);
        expect(value).toBeLessThanOrEqual(changed.has(i) ? 10 : 1);
      }
    }
  });
});
