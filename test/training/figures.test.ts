import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { featureDrift } from '../../training/feature-drift.ts';
import { rankCorrelation } from '../../training/rank-correlation.ts';
import { besideBudget, shareInterval, shareWords } from '../../training/share-interval.ts';

interface Golden {
  readonly quantiles: number[];
  readonly cases: Record<
    string,
    { readonly values: number[]; readonly psi: number; readonly ks: number; readonly p: number }
  >;
  readonly wilson: [number, number, number, number][];
  readonly spearman: { readonly a: number[]; readonly b: number[]; readonly rho: number };
}

// numpy and scipy, by test/golden/make_drift_golden.py
const golden: Golden = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'golden', 'drift.json'), 'utf8'));

describe('drift of a feature', () => {
  test.each(Object.entries(golden.cases))('%s: is what numpy and scipy make of it', (_, { values, psi, ks, p }) => {
    const drift = featureDrift(Float64Array.from(values), golden.quantiles, 400);
    expect(drift.psi).toBeCloseTo(psi, 10);
    expect(drift.ks).toBeCloseTo(ks, 10);
    expect(drift.p).toBeCloseTo(p, 10);
  });

  test('a shift of one and a half spreads is beyond the bound, chance is not', () => {
    expect(golden.cases.same.psi).toBeLessThan(0.1);
    expect(golden.cases.shifted.psi).toBeGreaterThan(0.25);
  });

  test('a value that most rows have is a bin of its own, so that leaving it on either side shows', () => {
    const mostlyZero = [...Array(12).fill(0), ...Array.from({ length: 9 }, (_, i) => i + 1)];
    const same = Float64Array.from({ length: 1000 }, (_, i) => (i % 20 < 11 ? 0 : (i % 20) - 10.5));
    expect(featureDrift(same, mostlyZero, 1000).psi).toBeLessThan(0.01);
    for (const side of [-1, 0.5]) {
      const left = same.map((value) => (value === 0 ? side : value));
      expect(featureDrift(left, mostlyZero, 1000).psi).toBeGreaterThan(1);
    }
  });

  test('a feature that never varied in training drifts as soon as it does', () => {
    const constant = Array(21).fill(5);
    expect(featureDrift(new Float64Array(300).fill(5), constant, 1000)).toEqual({ psi: 0, ks: 0, p: 1 });
    for (const value of [4, 6]) {
      const drift = featureDrift(new Float64Array(300).fill(value), constant, 1000);
      expect(drift.psi).toBeGreaterThan(5);
      expect(drift.ks).toBe(1);
    }
  });
});

test.each(golden.wilson)('%d of %d lies in the interval that scipy has', (hits, rows, low, high) => {
  const interval = shareInterval(hits, rows);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test('a share is beside its budget only where the whole interval is, by more than twice', () => {
  expect(besideBudget(shareInterval(30, 10_000), 0.001)).toBe('above');
  expect(besideBudget(shareInterval(19, 10_000), 0.001)).toBe('within');
  expect(besideBudget(shareInterval(1, 100), 0.001)).toBe('within');
  expect(besideBudget(shareInterval(0, 10_000), 0.001)).toBe('below');
  expect(shareWords(shareInterval(12, 10_000))).toBe('0.12 % (0.069 to 0.21)');
});

test('the rank correlation with ties is what scipy makes of it', () => {
  const { a, b, rho } = golden.spearman;
  expect(rankCorrelation(a, b)).toBeCloseTo(rho, 12);
  expect(rankCorrelation(a, a)).toBe(1);
  expect(
    rankCorrelation(
      a,
      a.map((value) => -value),
    ),
  ).toBe(-1);
  expect(
    rankCorrelation(
      a,
      a.map(() => 1),
    ),
  ).toBeUndefined();
});
