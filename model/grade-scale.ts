/**
 * Score to grade, of a model that knows nothing of its training rows: piecewise linear through `(scores[i],
 * grades[i])`, both ascending, from (threshold, 0) to where it is 1.
 */
export interface GradeScale {
  readonly scores: readonly number[];
  readonly grades: readonly number[];
}

/**
 * Finds the grade of a score, 0 to 1: 0 at and below the threshold, 1 at and above the top of the scale, and straight
 * lines between the knots.
 */
export function gradeOfScore(score: number, { scores, grades }: GradeScale): number {
  const above = scores.findIndex((knot) => knot > score);
  if (above === 0) return 0;
  if (above === -1) return grades.at(-1)!;
  const [lowScore, lowGrade] = [scores[above - 1], grades[above - 1]];
  const share = (score - lowScore) / (scores[above] - lowScore);
  return lowGrade + share * (grades[above] - lowGrade);
}
