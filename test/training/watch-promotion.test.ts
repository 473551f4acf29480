import { expect, test } from 'vitest';
import type { Model } from '../../model/model.ts';
import { sampleData } from '../../training/sample-data.ts';
import { trainCandidate } from '../../training/train-candidate.ts';
import { beginWatch, rollbackReason, watchOn } from '../../training/watch-promotion.ts';
import { sampledRows } from '../support/training/sampled-rows.ts';

const good = trainCandidate(sampleData(sampledRows({ count: 4000 }), {}).data);
/** Of another stream: everything here is strange to it. */
const foreign = trainCandidate(
  sampleData(sampledRows({ count: 4000, change: (row) => ({ ...row, features: otherScale(row.features) }) }), {}).data,
);

function otherScale(features: object) {
  const { heat, load } = features as Record<string, number>;
  return { heat: heat * 2, load: load - 30 };
}

const fresh = (count: number, seed = 9) => sampledRows({ count, seed, fromMs: 1e9 });
const watched = (model: Model, before: Model, count: number) =>
  watchOn(beginWatch(model.identity, before.identity, 0), fresh(count), model, before);

test('a version that leaves its budget is rolled back where the one before keeps its own on the same rows', () => {
  const watch = watched(foreign, good, 1000);
  expect(watch).toMatchObject({ rows: 1000, untilMs: 1e9 + 999 * 60_000 });
  expect(watch.flagged).toBeGreaterThan(500);
  expect(rollbackReason(watch, foreign, good)).toMatch(
    /^it flags \d+ % \(\d+ to \d+\) of 1,000 rows, its budget is 0\.1 %; the version before flags \S+ % \(.*\) of the same rows$/,
  );
});

test('where the version before leaves its budget, too, it is the stream, and nothing is rolled back', () => {
  expect(rollbackReason(watched(foreign, foreign, 1000), foreign, foreign)).toBeUndefined();
});

test('a version that keeps its budget stays', () => {
  expect(rollbackReason(watched(good, foreign, 1000), good, foreign)).toBeUndefined();
});

test('before twenty flags were expected or seen nothing is said', () => {
  expect(rollbackReason(watched(foreign, good, 15), foreign, good)).toBeUndefined();
  expect(rollbackReason(watched(foreign, good, 0), foreign, good)).toBeUndefined();
});

test('a version that has gone blind is rolled back once twenty flags were expected', () => {
  const watch = { model: 'a', before: 'b', untilMs: 0, rows: 2000, flagged: 0, flaggedBefore: 20 };
  const ofBudget = (askedShare: number): Model => ({ ...good, training: { ...good.training, askedShare } });
  expect(rollbackReason(watch, ofBudget(0.02), ofBudget(0.01))).toMatch(/^it flags 0 %/);
  expect(rollbackReason({ ...watch, rows: 900 }, ofBudget(0.02), ofBudget(0.01))).toBeUndefined();
});

test('a row counts once, however often the sample is read', () => {
  const once = watched(good, foreign, 100);
  expect(watchOn(once, fresh(100), good, foreign)).toEqual(once);
  expect(watchOn(once, fresh(150), good, foreign)).toMatchObject({ rows: 150 });
});
