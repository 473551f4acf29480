import { expect, test } from 'vitest';
import { DEFAULT_SEVERITY_BANDS, severityOf } from '../../contracts/verdict.ts';
import { buildGradeScale, gradeOf } from '../../model/grade-scale.ts';

/** 10,000 scores, the upper 1000 evenly in (0.6, 0.7]. */
const sortedScores = Float64Array.from({ length: 10_000 }, (_, i) =>
  i < 9000 ? 0.4 : 0.6 + ((i - 8999) / 1000) * 0.1,
);

test('the grade is 0 up to the threshold, 1 at the highest score, and rises between', () => {
  const scale = buildGradeScale(sortedScores, 0.6, 0.9);
  expect(gradeOf(0.1, scale)).toBe(0);
  expect(gradeOf(0.6, scale)).toBe(0);
  expect(gradeOf(0.9, scale)).toBe(1);
  let before = 0;
  for (let score = 0.601; score < 0.9; score += 0.001) {
    expect(gradeOf(score, scale)).toBeGreaterThan(before);
    before = gradeOf(score, scale);
  }
});

test('the quantiles of the tail spread training anomalies over all severities', () => {
  const scale = buildGradeScale(sortedScores, 0.6, 0.9);
  const counts = { low: 0, medium: 0, high: 0, critical: 0 };
  for (const score of sortedScores.subarray(9000)) counts[severityOf(gradeOf(score, scale), DEFAULT_SEVERITY_BANDS)]++;
  expect(counts.low).toBeCloseTo(500, -1);
  expect(counts.medium).toBeCloseTo(250, -1);
  expect(counts.high).toBeCloseTo(200, -1);
  expect(counts.critical).toBeCloseTo(50, -1);
});

test('without a tail the highest scores below the threshold say how wide the scale is', () => {
  const scale = buildGradeScale(sortedScores, 0.7, 0.9);
  // the 20 highest lie within 0.0019 of the threshold: three times that above it is already critical
  expect(gradeOf(0.706, scale)).toBeGreaterThan(0.75);
});

test('half the tail is below 0.25, three quarters below 0.5, 95 % below 0.75, all of it below 0.9', () => {
  // 21 scores above 0.5, so that each of these shares falls on one of them; in steps that add up exactly
  const scores = Float64Array.from({ length: 121 }, (_, i) => (i < 100 ? 0.25 : 0.5 + (i - 99) / 64));
  const at = (rank: number) => 0.5 + (rank + 1) / 64;
  expect(buildGradeScale(scores, 0.5, 1)).toEqual({
    scores: [0.5, at(10), at(15), at(19), at(20), 1],
    grades: [0, 0.25, 0.5, 0.75, 0.9, 1],
  });
});

test('where the tail has one score only, it gets the lowest grade of the tail', () => {
  const scale = buildGradeScale(
    Float64Array.from({ length: 100 }, (_, i) => (i < 70 ? 0.4 : 0.65)),
    0.6,
    0.9,
  );
  expect(scale).toEqual({ scores: [0.6, 0.65, 0.9], grades: [0, 0.25, 1] });
  expect(gradeOf(0.65, scale)).toBe(0.25);
});

test('equal scores and a threshold at the highest score still give a scale', () => {
  const constant = new Float64Array(50).fill(0.5);
  expect(gradeOf(0.5, buildGradeScale(constant, 0.5, 0.5))).toBe(0);
  expect(gradeOf(0.6, buildGradeScale(constant, 0.5, 0.5))).toBe(0);
  expect(gradeOf(0.7, buildGradeScale(constant, 0.5, 0.9))).toBeCloseTo(0.5, 12);
});

test('without a highest score the grade is 1 twice as far from the threshold as any training score', () => {
  const scale = buildGradeScale(sortedScores, 0.6);
  expect(gradeOf(0.7, scale)).toBeLessThan(1);
  expect(gradeOf(0.79, scale)).toBeLessThan(1);
  expect(gradeOf(0.8 + 1e-9, scale)).toBe(1);
  expect(gradeOf(2, buildGradeScale(new Float64Array(50), 0))).toBe(1);
});
