import { expect, test } from 'vitest';
import type { SampledRow } from '../../contracts/row-sample.ts';
import { streamDrift, type TrainedOn } from '../../training/stream-drift.ts';
import { sampledRows } from '../support/training/sampled-rows.ts';

const DAY_MS = 86_400_000;

function quantilesOf(rows: readonly SampledRow[], name: string): number[] {
  const sorted = rows.map(({ features }) => (features as Record<string, number>)[name]).sort((a, b) => a - b);
  return Array.from({ length: 21 }, (_, i) => sorted[Math.round((i / 20) * (sorted.length - 1))]);
}

const training = sampledRows({ count: 4000, seed: 3 });
const trained: TrainedOn = {
  version: 'abcdefabcdef',
  features: ['heat', 'load'],
  quantiles: [quantilesOf(training, 'heat'), quantilesOf(training, 'load')],
  rows: 4000,
  budget: 0.001,
  spanMs: DAY_MS,
};
const dayOf = (change?: (row: SampledRow, i: number) => SampledRow) =>
  sampledRows({ count: 1400, seed: 4, fromMs: 10 * DAY_MS, change });
const NOW_MS = 11 * DAY_MS;

test('a stream that stays as it was has not drifted', () => {
  const { reason, features, rows, imputedShare } = streamDrift(dayOf(), trained, NOW_MS);
  expect(reason).toBeUndefined();
  expect(features.map(({ hasDrifted }) => hasDrifted)).toEqual([false, false]);
  expect(rows).toBe(1400);
  expect(imputedShare).toBe(0);
});

test('the feature that drifted is named, with how far', () => {
  const hotter = dayOf((row) => {
    const { heat, load } = row.features as Record<string, number>;
    return { ...row, features: { heat: heat + 8, load } };
  });
  const { reason, features } = streamDrift(hotter, trained, NOW_MS);
  expect(reason).toMatch(/^heat has drifted \(PSI \d\.\d\d, KS 0\.\d\d\)$/);
  expect(features.map(({ feature, hasDrifted }) => [feature, hasDrifted])).toEqual([
    ['heat', true],
    ['load', false],
  ]);
});

test('values without names are those of the model’s features', () => {
  const asArrays = dayOf((row) => {
    const { heat, load } = row.features as Record<string, number>;
    return { ...row, features: [heat + 8, load] };
  });
  expect(streamDrift(asArrays, trained, NOW_MS).reason).toMatch(/^heat has drifted/);
});

test('only the last day counts, or as long as the training took', () => {
  const before = dayOf((row) => ({ ...row, features: { heat: 500, load: 500 } }));
  const later = sampledRows({ count: 1400, seed: 5, fromMs: 11.5 * DAY_MS });
  expect(streamDrift([...before, ...later], trained, 12.5 * DAY_MS).reason).toBeUndefined();
});

test('with few rows nothing is said', () => {
  const few = dayOf((row) => ({ ...row, features: { heat: 500, load: 500 } })).slice(0, 100);
  expect(streamDrift(few, trained, NOW_MS)).toEqual({ rows: 100, features: [], imputedShare: 0 });
});

test('that far more is flagged than the budget is a drift, too', () => {
  const flagging = (every: number) =>
    dayOf((row, i) => ({
      ...row,
      modelVersion: trained.version,
      ...(i % every === 0 && { anomalous: true as const }),
    }));
  const { reason, flagged } = streamDrift(flagging(50), trained, NOW_MS);
  expect(flagged?.share).toBe(0.02);
  expect(reason).toBe('2 % (1.4 to 2.9) of the rows are flagged, the budget is 0.1 %');
  expect(streamDrift(flagging(700), trained, NOW_MS).reason).toBeUndefined();
  const byOthers = flagging(50).map((row) => ({ ...row, modelVersion: 'none' }));
  expect(streamDrift(byOthers, trained, NOW_MS)).not.toHaveProperty('flagged');
});

test('the share of cells that were assumed is counted', () => {
  const gappy = dayOf((row, i) => (i % 2 === 0 ? { ...row, imputed: ['heat'] } : row));
  expect(streamDrift(gappy, trained, NOW_MS).imputedShare).toBe(0.25);
});
