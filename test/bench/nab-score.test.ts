import { describe, expect, it } from 'vitest';
import { countDetections, normalised } from '../../bench/streams/nab-score.ts';

const STANDARD = { tpWeight: 1, fpWeight: 0.11, fnWeight: 1 };
const LOW_FN = { ...STANDARD, fnWeight: 2 };
/** A thousand minutes, of which 400 to 499 and 800 to 899 are windows. */
const file = {
  timesMs: Float64Array.from({ length: 1000 }, (_, minute) => 60_000 * minute),
  windows: [
    [60_000 * 400, 60_000 * 499],
    [60_000 * 800, 60_000 * 899],
  ],
} as const;
const scored = (detections: readonly number[], profile = STANDARD) =>
  normalised([countDetections(file, detections, profile)], profile);
const worth = (position: number) => 2 / (1 + Math.exp(5 * position)) - 1;

describe("the benchmark's score", () => {
  it('is 0 for silence and 100 for a detection at the start of each window', () => {
    expect(scored([])).toBe(0);
    expect(scored([], LOW_FN)).toBe(0);
    expect(scored([400, 800])).toBeCloseTo(100, 9);
    expect(scored([400, 800], LOW_FN)).toBeCloseTo(100, 9);
  });

  it('counts the first detection in a window alone, and less the later it is', () => {
    expect(scored([450, 470, 499, 800])).toBeCloseTo(25 * (3 + worth(-0.5) / worth(-1)), 9);
    expect(scored([450, 800])).toBe(scored([450, 470, 800]));
  });

  it('takes away for what is outside: all of it before the first window and far behind one, little right behind it', () => {
    expect(100 - scored([300, 400, 800])).toBeCloseTo(25 * 0.11, 9);
    expect(100 - scored([400, 505, 800])).toBeCloseTo(25 * 0.11 * -worth(6 / 99), 9);
    expect(100 - scored([400, 799, 800])).toBeCloseTo(25 * 0.11, 9);
  });

  it('does not look at the first 15 % of a file', () => {
    expect(scored([10, 149, 400, 800])).toBeCloseTo(100, 9);
    expect(scored([150, 400, 800])).toBeLessThan(100);
  });

  it('says what it counted', () => {
    expect(countDetections(file, [300, 420, 430, 700], STANDARD)).toMatchObject({
      windows: 2,
      found: 1,
      falseDetections: 2,
    });
  });
});
