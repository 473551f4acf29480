import { expect, test } from 'vitest';
import { extentOf, type TrainedBefore, whenToTrain } from '../../training/when-to-train.ts';
import { sampledRows } from '../support/training/sampled-rows.ts';

const HOUR_MS = 3_600_000;
const ENOUGH = { rows: 5000, spanMs: HOUR_MS, sources: 20, newSources: 4 };
const NOW_MS = 100 * HOUR_MS;

const turn = (extent: Partial<typeof ENOUGH>, before: TrainedBefore = {}, drift?: string, nowMs = NOW_MS) =>
  whenToTrain({ ...ENOUGH, ...extent }, before, drift, nowMs);
const waits = (...sentences: string[]) => ({ trains: false, waitsFor: sentences });

test('the first model waits for rows, time and sources, and says for how long', () => {
  const seconds = { rows: 412, spanMs: 2 * HOUR_MS };
  expect(turn(seconds)).toEqual(waits('rows: 412 of 1,000, 3 hours at this pace'));
  expect(turn({ spanMs: 600_000 })).toEqual(waits('time: they span 10 minutes of 30 minutes'));
  expect(turn({ newSources: 5 })).toEqual(
    waits('sources: 5 of 20 sources came in the second half of that time: until it is a fifth, or for 23 hours'),
  );
  expect(turn({ rows: 0, spanMs: 0, sources: 0, newSources: 0 })).toEqual(
    waits('rows: 0 of 1,000', 'time: they span 0 s of 30 minutes'),
  );
});

test('the first model comes as soon as all is there', () => {
  expect(turn({})).toEqual({ trains: true, why: 'the first model' });
});

test('where new sources come all the time, nobody waits for longer than a day', () => {
  expect(turn({ sources: 5000, newSources: 2500, spanMs: 24 * HOUR_MS })).toMatchObject({ trains: true });
});

test('a first model that was refused is tried again with twice the rows’ time, or after two hours', () => {
  const lastTry = { atMs: NOW_MS - HOUR_MS, spanMs: 0.6 * HOUR_MS };
  expect(turn({}, { lastTry })).toEqual(waits('the next training, in 60 minutes at the latest'));
  expect(turn({ spanMs: 1.2 * HOUR_MS }, { lastTry })).toMatchObject({ trains: true });
  expect(turn({}, { lastTry: { ...lastTry, atMs: NOW_MS - 2 * HOUR_MS } })).toMatchObject({ trains: true });
});

test('a model that saw less than a day is trained again whenever the rows span twice as long', () => {
  const current = { trainedAtMs: NOW_MS - HOUR_MS, spanMs: HOUR_MS };
  expect(turn({ spanMs: 1.9 * HOUR_MS }, { current })).toMatchObject({ trains: false });
  expect(turn({ spanMs: 2 * HOUR_MS }, { current })).toMatchObject({ why: 'the rows span twice as long as before' });
  const ofHalf = { current: { ...current, spanMs: 16 * HOUR_MS } };
  expect(turn({ spanMs: 23 * HOUR_MS }, ofHalf)).toMatchObject({ trains: false });
  expect(turn({ spanMs: 24 * HOUR_MS }, ofHalf)).toMatchObject({ why: 'the rows span a day' });
  const ofADay = { current: { ...current, spanMs: 24 * HOUR_MS } };
  expect(turn({ spanMs: 90 * HOUR_MS }, ofADay)).toEqual(waits('the next training, in 23 hours at the latest'));
});

test('each model is trained anew after a day', () => {
  const current = { trainedAtMs: NOW_MS - 24 * HOUR_MS, spanMs: 24 * HOUR_MS };
  expect(turn({}, { current })).toMatchObject({ why: 'a day has passed' });
  const lastTry = { atMs: NOW_MS - HOUR_MS, spanMs: HOUR_MS };
  expect(turn({}, { current, lastTry })).toMatchObject({ trains: false });
});

test('drift is a reason, but not within two hours of the last training, whatever came of that', () => {
  const current = { trainedAtMs: NOW_MS - 5 * HOUR_MS, spanMs: 24 * HOUR_MS };
  expect(turn({}, { current }, 'heat has drifted')).toEqual({ trains: true, why: 'heat has drifted' });
  const lastTry = { atMs: NOW_MS - HOUR_MS, spanMs: HOUR_MS };
  expect(turn({}, { current, lastTry }, 'heat has drifted')).toMatchObject({ trains: false });
});

test('what there is to train on is counted', () => {
  const rows = sampledRows({ count: 10, change: (row, i) => (i === 7 ? { ...row, source: 'late' } : row) });
  expect(extentOf(rows)).toEqual({ rows: 10, spanMs: 540_000, sources: 5, newSources: 1 });
  expect(extentOf([])).toEqual({ rows: 0, spanMs: 0, sources: 0, newSources: 0 });
});
