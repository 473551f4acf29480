import { describe, expect, it } from 'vitest';
import { type Decay, decay, weightOf } from '../../streams/decaying-counts.ts';
import { tailOf, tailThenCount } from '../../streams/octave-histogram.ts';
import { ALARM_SURPRISE, log10TailOf, surpriseOfMany } from '../../streams/surprise.ts';

describe('an octave histogram', () => {
  const octaves = { bins: 21, lowest: -6 };

  /** Counts each value as often as it says, and then tells the tail of another. */
  const tailAfter = (counted: readonly (readonly [number, number])[], statistic: number) => {
    const counts = new Uint16Array(23);
    for (const [value, times] of counted) for (let i = 0; i < times; i++) tailThenCount(counts, 1, octaves, value);
    expect([counts[0], counts[22]]).toEqual([0, 0]);
    return -Math.log10(tailOf(counts, 1, octaves, statistic));
  };

  it('says how many were as large', () => {
    expect(tailAfter([], 7)).toBeCloseTo(-Math.log10(1 / 2), 9);
    expect(
      tailAfter(
        [
          [0, 30],
          [5, 2],
        ],
        1,
      ),
    ).toBeCloseTo(-Math.log10(3 / 34), 9);
    // 3 is .585 of its octave, of which the two others are thought to be spread over it.
    expect(
      tailAfter(
        [
          [0, 30],
          [2.1, 2],
        ],
        3,
      ),
    ).toBeCloseTo(-Math.log10((1 + 2 * (1 - Math.log2(1.5))) / 34), 4);
  });

  it('goes on beyond the largest with a tail of power 2, but from 1 on', () => {
    expect(tailAfter([[3, 100]], 64)).toBeCloseTo(Math.log10(102) + 2 * Math.log10(64 / 4), 9);
    expect(tailAfter([[0, 100]], 0.9)).toBeCloseTo(Math.log10(102), 9);
    expect(tailAfter([[0, 100]], 8)).toBeCloseTo(Math.log10(102) + 2 * Math.log10(8), 9);
    expect(tailAfter([[0, 10]], 8)).toBeCloseTo(Math.log10(12), 9);
    expect(tailAfter([[0, 100]], 1e30)).toBe(6);
  });

  it('halves when it is full, keeps what was seen once, and leaves its neighbours alone', () => {
    const counts = new Uint16Array(23);
    counts[0] = counts[22] = 9;
    tailThenCount(counts, 1, octaves, 1000);
    for (let i = 0; i < 65_535; i++) tailThenCount(counts, 1, octaves, 1);
    expect([counts[0], counts[1], counts[22]]).toEqual([9, 32_769, 9]);
    expect(tailOf(counts, 1, octaves, 500)).toBeGreaterThan(tailOf(counts, 1, octaves, 1500));
    expect(tailOf(counts, 1, octaves, 500)).toBeGreaterThan(1 / 32_771);
  });
});

describe('counts that decay', () => {
  const slow: Decay = { halfLife: 100, unit: 256 };

  it('are half after a half-life, wherever in it they begin', () => {
    for (const start of [1, 37, 99, 100, 250]) {
      const counts = new Uint16Array(1);
      counts[0] = 10 * weightOf(slow, start);
      const left = () => counts[0] / weightOf(slow, start + 100);
      for (let tick = start + 1; tick <= start + 100; tick++) decay(slow, tick, counts, 0, 1);
      expect(left()).toBeCloseTo(5, 1);
    }
  });

  it('come to nothing', () => {
    const counts = Uint16Array.of(256);
    for (let tick = 1; tick <= 1000; tick++) decay(slow, tick, counts, 0, 1);
    expect(counts[0]).toBe(0);
  });
});

it('a surprise is as rare as it was among streams without anomalies', () => {
  expect(10 ** log10TailOf(ALARM_SURPRISE)).toBeCloseTo(1 / 606, 4);
  expect(10 ** log10TailOf(2)).toBeCloseTo(7.6e-6, 6);
  expect(log10TailOf(0)).toBe(0);
  expect(log10TailOf(1.5) - log10TailOf(1.5 - surpriseOfMany(10))).toBeCloseTo(-1, 9);
});
