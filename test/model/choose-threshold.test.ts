import { describe, expect, it } from 'vitest';
import { chooseThreshold, type ThresholdRule } from '../../model/choose-threshold.ts';

/** A thousand scores, 0.001 apart, the highest 1. */
const SCORES = Float64Array.from({ length: 1000 }, (_, i) => (i + 1) / 1000);

function rowsAbove(rule: ThresholdRule, rowsPerDay?: number, scores = SCORES): number {
  const { threshold } = chooseThreshold(scores, rule, rowsPerDay);
  return scores.filter((score) => score > threshold).length;
}

describe('the rows above a threshold', () => {
  it.each([
    [0.001, 1],
    [0.001_49, 1],
    [0.0015, 2],
    [0.0025, 3],
    [0.003_49, 3],
  ])('are the share %d of a thousand to the nearest row, half a row counting as one: %d', (share, rows) => {
    expect(rowsAbove({ kind: 'budget', share })).toBe(rows);
    expect(rowsAbove({ kind: 'contamination', share })).toBe(rows);
    // as many a day, of a thousand rows a day
    expect(rowsAbove({ kind: 'budget', perDay: share * 1000 }, 1000)).toBe(rows);
  });

  it('are one in a thousand when nobody sets a budget', () => {
    expect(rowsAbove({ kind: 'budget' })).toBe(1);
  });

  it.each([
    // as many below as above what was asked: fewer
    [0.2, 1],
    [0.3, 1],
    [0.4, 5],
    [0.5, 5],
    [0.6, 6],
  ])('are, of the share %d, the nearest number at which equal scores are not divided: %d', (share, rows) => {
    const scores = Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.9, 0.9, 0.9, 0.9, 1);
    expect(rowsAbove({ kind: 'budget', share }, undefined, scores)).toBe(rows);
  });

  it('are up to five times as many as asked rather than none, where the highest scores are equal', () => {
    const tied = (count: number) => Float64Array.from({ length: 100 }, (_, i) => (i >= 100 - count ? 1 : i / 100));
    expect(rowsAbove({ kind: 'budget', share: 0.02 }, undefined, tied(10))).toBe(10);
    expect(rowsAbove({ kind: 'budget', share: 0.02 }, undefined, tied(11))).toBe(0);
  });

  it('are none when there is one row, or all are equal', () => {
    expect(chooseThreshold(Float64Array.of(0.7), { kind: 'budget' }, undefined).threshold).toBe(0.7);
    expect(rowsAbove({ kind: 'contamination', share: 0.5 }, undefined, new Float64Array(9).fill(0.4))).toBe(0);
  });
});

describe('a threshold', () => {
  it('lies half way between the two scores that it divides', () => {
    const threshold = (share: number) => chooseThreshold(SCORES, { kind: 'budget', share }, undefined).threshold;
    expect(threshold(0.001)).toBeCloseTo(0.9995, 12);
    expect(threshold(0.25)).toBeCloseTo(0.7505, 12);
  });
});

describe('a budget below one row', () => {
  const few = SCORES.subarray(0, 300);
  const chosen = (rule: ThresholdRule, rowsPerDay?: number) => () => chooseThreshold(few, rule, rowsPerDay);

  it('is refused with the words and with what could keep it', () => {
    expect(chosen({ kind: 'budget', share: 0.001 })).toThrow(
      'the alert budget 0.1 % of rows asks for 0.30 of 300 training rows, less than one, so no threshold of theirs can ' +
        'keep it; ask for more, or give 1,000 rows at least',
    );
    expect(chosen({ kind: 'budget', perDay: 5 }, 86_400)).toThrow(
      'the alert budget 5/day asks for 0.017 of 300 training rows, less than one, so no threshold of theirs can keep ' +
        'it; ask for more, or give 17,280 rows at least',
    );
    expect(chosen({ kind: 'contamination', share: 0.003 })).toThrow('the contamination 0.003 asks for 0.90 of 300');
    expect(chosen({ kind: 'contamination', share: 1 / 300 })).not.toThrow();
  });

  it('is one row where nobody asked for it, and said', () => {
    const { threshold, description } = chosen({ kind: 'budget' })();
    expect(few.filter((score) => score > threshold)).toHaveLength(1);
    expect(description).toBe('alert budget one row, as 0.1 % of them is less');
  });
});

describe('a rule', () => {
  const refuse = (rule: ThresholdRule, rowsPerDay?: number) =>
    expect(() => chooseThreshold(SCORES, rule, rowsPerDay), JSON.stringify(rule));

  it('takes a contamination above 0, up to a half', () => {
    expect(rowsAbove({ kind: 'contamination', share: 0.5 })).toBe(500);
    for (const share of [0, -0.1, 0.500_001, Number.NaN]) {
      refuse({ kind: 'contamination', share }).toThrow(`contamination must be in (0, 0.5], got ${share}`);
    }
  });

  it('takes a budget of some rows, not of none or all', () => {
    for (const share of [0, 1, -0.1, Number.NaN]) {
      refuse({ kind: 'budget', share }).toThrow(`as a share of the rows must be in (0, 1), got ${share}`);
    }
    for (const perDay of [0, -1, Number.NaN]) {
      refuse({ kind: 'budget', perDay }, 100).toThrow(`must be more than 0 a day, got ${perDay}`);
    }
    refuse({ kind: 'budget', perDay: 100 }, 100.4).not.toThrow();
    refuse({ kind: 'budget', perDay: 100 }, 100).toThrow('100 a day is not below the 100 rows a day');
  });

  it('is named with the threshold', () => {
    const description = (rule: ThresholdRule) => chooseThreshold(SCORES, rule, 1000).description;
    expect(description({ kind: 'contamination', share: 0.05 })).toBe('contamination 0.05');
    expect(description({ kind: 'budget', share: 0.07 })).toBe('alert budget 7 % of rows');
    expect(description({ kind: 'budget', perDay: 5 })).toBe('alert budget 5/day');
  });
});
