import { beforeEach, describe, expect, it } from 'vitest';
import { binOf, learnInterval, spanOf } from '../../streams/clock.ts';
import { judgeAndLearn } from '../../streams/judge-and-learn.ts';
import { createSourceState } from '../../streams/source-state.ts';
import { header } from '../../streams/workspace.ts';

const MINUTE = 60_000;
const START_MS = Date.UTC(2024, 0, 1);

beforeEach(() => {
  header.bytes.fill(0);
});

it('a verdict says what is usual between two observations, once two have come', () => {
  const state = createSourceState(1);
  const usual = Array.from({ length: 60 }, (_, i) => {
    const timestampMs = START_MS + i * 5 * MINUTE + (i % 2) * 1000;
    return judgeAndLearn(state, { timestampMs, values: [i % 7] }).usualIntervalMs;
  });
  expect(usual[0]).toBeUndefined();
  expect(usual[1]).toBe(301_000);
  expect(usual.at(-1)).toBeGreaterThan(299_000);
  expect(usual.at(-1)).toBeLessThan(301_000);
});

describe('a third of a day', () => {
  const spanAfter = (timesMs: readonly number[]) => {
    timesMs.forEach(learnInterval);
    return spanOf();
  };
  const every = (minutes: number, count: number, fromMs = START_MS) =>
    Array.from({ length: count }, (_, i) => fromMs + i * minutes * MINUTE);

  it('has as many observations as the usual interval makes it, 6 to 128, and 96 while none is known', () => {
    expect(spanAfter([START_MS])).toBe(96);
    expect(spanAfter(every(15, 50, START_MS + 15 * MINUTE))).toBeCloseTo(32, 4);
    header.bytes.fill(0);
    expect(spanAfter(every(1, 50))).toBe(128);
    header.bytes.fill(0);
    expect(spanAfter(every(600, 50))).toBe(6);
  });

  it('is moved little by one gap, and not at all by what is late, told twice or without a time', () => {
    const known = spanAfter(every(15, 100));
    expect(spanAfter([START_MS, START_MS + 99 * 15 * MINUTE, Number.NaN])).toBe(known);
    const afterGap = spanAfter([START_MS + 1000 * 15 * MINUTE]);
    expect(afterGap).toBeLessThan(known);
    expect(afterGap).toBeGreaterThan(0.97 * known);
  });
});

it('the bin is the hour, 24 more at weekends, of the clock that is so far ahead', () => {
  expect(binOf(Date.UTC(2024, 0, 5, 23, 59, 59, 999), 0)).toBe(23);
  expect(binOf(Date.UTC(2024, 0, 6), 0)).toBe(24);
  expect(binOf(Date.UTC(2024, 0, 7, 23, 59), 0)).toBe(47);
  expect(binOf(Date.UTC(2024, 0, 8), 0)).toBe(0);
  expect(binOf(Date.UTC(2024, 0, 5, 23, 59), 1)).toBe(24);
  expect(binOf(Date.UTC(2024, 0, 8), -1)).toBe(47);
  expect(binOf(Date.UTC(1969, 11, 27, 5), 0)).toBe(29);
  expect(binOf(Number.NaN, 0)).toBe(-1);
});
