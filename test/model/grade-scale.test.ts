import { expect, test } from 'vitest';
import { DEFAULT_SEVERITY_BANDS, gradeOfDecades, severityOf } from '../../contracts/verdict.ts';
import { gradeOfScore } from '../../model/grade-scale.ts';

test('the grade is 0 up to the threshold, rises with every decade, and is never 1', () => {
  expect([-3, 0].map(gradeOfDecades)).toEqual([0, 0]);
  let before = 0;
  for (let above = 0.01; above < 300; above *= 1.5) {
    expect(gradeOfDecades(above)).toBeGreaterThan(before);
    before = gradeOfDecades(above);
  }
  expect(before).toBeLessThan(1);
});

test('half as rare again as the threshold is medium, three times is high, thirty times is critical', () => {
  const severityAt = (times: number) => severityOf(gradeOfDecades(Math.log10(times)), DEFAULT_SEVERITY_BANDS);
  expect([1.4, 1.6, 3, 3.3, 30, 33].map(severityAt)).toEqual(['low', 'medium', 'medium', 'high', 'high', 'critical']);
});

test('without training rows the grade lies on straight lines through the knots of the score', () => {
  const scale = { scores: [0.6, 0.7, 0.9], grades: [0, 0.5, 1] };
  expect([0.1, 0.6, 0.65, 0.8, 0.9, 1].map((score) => gradeOfScore(score, scale))).toEqual([
    0,
    0,
    expect.closeTo(0.25, 12),
    expect.closeTo(0.75, 12),
    1,
    1,
  ]);
});
