import { describe, expect, it } from 'vitest';
import { CALM, START_MS, STEP_MS, verdictsOf } from './made-streams.ts';
import { PlainTwin } from './plain-twin.ts';

const LENGTH = 3000;

describe.each(Object.entries(CALM))('%s with a shift and a spike, packed and in plain doubles', (_, make) => {
  const values = make(LENGTH, 1);
  for (let row = 2000; row < 2100; row++) values[row] += 8;
  values[2500] += 40;
  const ours = verdictsOf(values);
  const twin = new PlainTwin();
  const plain = values.map((value, row) => twin.judge(START_MS + row * STEP_MS, value));
  const tailOf = (row: number, expert: keyof (typeof plain)[number]['tails']) => ours[row].features[0]?.tails[expert];

  it.each(['point', 'oneStep', 'slow', 'shift', 'extreme'] as const)(
    '%s: the tails are those of the formula',
    (expert) => {
      const off = plain.map(({ tails }, row) => Math.abs(tails[expert] - (tailOf(row, expert) ?? Number.NaN)));
      expect(Math.max(...off)).toBeLessThan(0.001);
    },
  );

  it('shape: where a step is rounded to the other side another prototype may be the nearest, and seldom is', () => {
    const alike = plain.filter(({ tails }, row) => Math.abs(tails.shape - (tailOf(row, 'shape') ?? Number.NaN)) < 0.05);
    expect(alike.length / LENGTH).toBeGreaterThan(0.94);
  });

  it('the same values are expected, and the same rows alarm', () => {
    const expected = ours.map(({ features }) => features[0]?.expected ?? Number.NaN);
    const off = plain.map(
      (verdict, row) => Math.abs(verdict.expected - expected[row]) / (1 + Math.abs(verdict.expected)),
    );
    expect(Math.max(...off)).toBeLessThan(1e-4);
    expect(ours.map(({ isAlarm }) => isAlarm)).toEqual(plain.map(({ isAlarm }) => isAlarm));
  });

  it('the score is the surprise less what is usual, to what 16 bits can count', () => {
    const less = (verdict: { surprise: number; score: number }) => verdict.surprise - verdict.score;
    const off = plain.map((verdict, row) => Math.abs(less(verdict) - less(ours[row])));
    expect(off.toSorted((a, b) => a - b)[Math.floor(0.95 * LENGTH)]).toBeLessThan(0.001);
  });
});

it('without a clock the level stands in for the profile', () => {
  const values = CALM.autoregression(LENGTH, 2);
  const ours = verdictsOf(values, Number.NaN);
  const twin = new PlainTwin();
  const off = values.map((value, row) => {
    const { tails } = twin.judge(Number.NaN, value);
    return Math.max(
      ...(['point', 'slow', 'oneStep'] as const).map((e) =>
        Math.abs(tails[e] - (ours[row].features[0]?.tails[e] ?? 9)),
      ),
    );
  });
  expect(Math.max(...off)).toBeLessThan(0.001);
});
