import { expect, test } from 'vitest';
import { fastestScorer } from '../../../../detectors/forest/score/fastest-scorer.ts';
import { scoringForest } from '../../../../detectors/forest/scoring-forest.ts';
import { fitForest } from '../../../../detectors/isolation-forest/fit-forest.ts';
import { referenceScorer } from '../../../../kernels/quickscorer/twin.ts';
import { normalRows } from '../../../support/streams.ts';

test.each([
  ['few features', 5, 100],
  ['so many that larger blocks are walked', 100, 200],
  ['more than the kernel takes', 129, 20],
])('whoever scores, the bits are the same: %s', (_, d, trees) => {
  const rows = normalRows(400, d, d);
  const forest = scoringForest(fitForest(rows, d, { trees }));
  const score = fastestScorer(forest);
  for (const count of [0, 1, 15, 16, 17, 400]) {
    const [got, wanted] = [new Float64Array(count), new Float64Array(count)];
    score(rows, count, got);
    referenceScorer(forest)(rows, count, wanted);
    expect(got).toEqual(wanted);
  }
});
