import { expect, test } from 'vitest';
import { slowCadence } from '../../../model/cautions/slow-cadence.ts';

const START_MS = Date.UTC(2026, 10, 1);

/** Rows of so many sources in turns, each with a reading every so many seconds. */
function told(seconds: number, count = 1, rows = 200) {
  const at = (i: number) => START_MS + Math.floor(i / count) * seconds * 1000 + (i % count);
  return slowCadence({
    timestampsMs: Float64Array.from({ length: rows }, (_, i) => at(i)),
    ...(count > 1 && { sources: Uint32Array.from({ length: rows }, (_, i) => i % count) }),
  });
}

test('readings by the hour make an incident of each strange one, which is said with the setting that mends it', () => {
  const sentence =
    'a source has a reading about every 3,600 s: an incident ends after cooldownSeconds (300) without an anomaly, so that ' +
    'each strange reading would be one of its own: npm run settings -- set cooldownSeconds 10800';
  expect(told(3600)).toBe(sentence);
  expect(told(3600, 7)).toBe(sentence);
});

test('readings every five minutes are at the edge of the default', () => {
  expect(told(300)).toContain(
    'each strange reading would be one of its own: npm run settings -- set cooldownSeconds 900',
  );
  expect(told(240)).toMatch(/a late reading .* makes two of it: .* set cooldownSeconds 720$/);
});

test('nothing is said of sources that come often enough, however many there are', () => {
  expect(told(200)).toBeUndefined();
  expect(told(60, 50)).toBeUndefined();
  expect(told(201)).toContain('cooldownSeconds 603');
});

test('the setting is never larger than it may be', () => {
  expect(told(43_200)).toMatch(/set cooldownSeconds 86400$/);
  expect(told(86_400)).toMatch(/set cooldownSeconds 86400, its largest, which is not longer$/);
});

test('the order of rows, gaps and repeated times change nothing', () => {
  const times = Array.from({ length: 100 }, (_, i) => START_MS + i * 3_600_000).filter((_, i) => i % 10 !== 3);
  const shuffled = [...times, ...times].sort((a, b) => Math.sin(a) - Math.sin(b));
  expect(slowCadence({ timestampsMs: Float64Array.from(shuffled) })).toContain('every 3,600 s');
});

test('a few rows, or sources of one row each, say nothing', () => {
  expect(told(3600, 1, 10)).toBeUndefined();
  expect(told(3600, 200, 200)).toBeUndefined();
});
