import type { GradeScale } from './model.ts';

/**
 * Which quantiles of the training tail (the scores above the threshold) get which grade: chosen so that half is below
 * 0.25.
 */
const TAIL = [
  { quantile: 0.5, grade: 0.25 },
  { quantile: 0.75, grade: 0.5 },
  { quantile: 0.95, grade: 0.75 },
  { quantile: 1, grade: 0.9 },
] as const;

/** Fewer scores than this above the threshold have no quantiles worth the name. */
const SHORTEST_TAIL = 20;

/**
 * Builds the scale from score to grade: 0 at the threshold, 1 at the highest possible score, and between them through
 * the quantiles of the training scores above the threshold, so that what people see is spread over all grades.
 *
 * Where the tail is too short, the distances of the {@link SHORTEST_TAIL} highest scores from the threshold stand in
 * for it, on whichever side of it they lie. Where scores have no highest one, the grade is 1 twice as far from the
 * threshold as the longest of those distances.
 * @param sortedScores of the training rows, ascending
 * @param maxScore the highest score that the detector can give; undefined where there is no bound
 */
export function buildGradeScale(sortedScores: Float64Array, threshold: number, maxScore?: number): GradeScale {
  const firstAbove = sortedScores.findIndex((score) => score > threshold);
  const tailLength = firstAbove === -1 ? 0 : sortedScores.length - firstAbove;
  const excess = sortedScores
    .slice(-Math.max(tailLength, SHORTEST_TAIL))
    .map((score) => Math.abs(score - threshold))
    .sort();

  const longest = excess.at(-1) || Math.abs(threshold) || 1;
  const highest = maxScore ?? threshold + 2 * longest;

  let before = threshold;
  const scores = [threshold];
  const grades = [0];
  for (const { quantile, grade } of TAIL) {
    const score = threshold + excess[Math.round(quantile * (excess.length - 1))];
    if (score <= before || score >= highest) continue;
    scores.push(score);
    grades.push(grade);
    before = score;
  }
  // a threshold that no score can exceed has no grade above it
  if (highest > threshold) {
    scores.push(highest);
    grades.push(1);
  }
  return { scores, grades };
}

/**
 * Finds the grade of a score, 0 to 1: 0 at and below the threshold, 1 at and above the top of the scale, and straight
 * lines between the knots.
 */
export function gradeOf(score: number, { scores, grades }: GradeScale): number {
  const above = scores.findIndex((knot) => knot > score);
  if (above === 0) return 0;
  if (above === -1) return grades.at(-1)!;
  const [lowScore, lowGrade] = [scores[above - 1], grades[above - 1]];
  const share = (score - lowScore) / (scores[above] - lowScore);
  return lowGrade + share * (grades[above] - lowGrade);
}
