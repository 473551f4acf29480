import { expect, test } from 'vitest';
import { blockedTraversal } from '../../../../detectors/forest/score/blocked-traversal.ts';
import { scoringForest } from '../../../../detectors/forest/scoring-forest.ts';
import { fitForest } from '../../../../detectors/isolation-forest/fit-forest.ts';
import { referenceScorer } from '../../../../kernels/quickscorer/twin.ts';
import { naiveScores } from '../../../support/naive-scores.ts';
import { normalRows } from '../../../support/streams.ts';
import { tieRows } from '../../../support/tie-rows.ts';

test('scores are those of the paper, for every shape of forest, on thresholds and on values that are no numbers', () => {
  for (const [d, trees, samples] of [
    [1, 7, 256],
    [2, 100, 2],
    [5, 100, 256],
    [40, 20, 300],
    [300, 10, 64],
    [3, 5, 5000],
    // more thresholds than a column has ranks for: 2 and 9 columns
    [1, 100, 256],
    [3, 400, 512],
    // so many columns that the highest bit of a node is set
    [700, 40, 64],
    // too large, and too wide, for nodes of 32 bits
    [1, 400, 6000],
    [1100, 30, 64],
  ] as const) {
    const forest = fitForest(normalRows(6000, d, d), d, { trees, samples, seed: trees });
    const rows = Float64Array.from([...normalRows(301, d, 99), ...tieRows(forest, 301, 7)]);
    const out = new Float64Array(602);
    const weighted = scoringForest(forest);
    blockedTraversal(weighted)(rows, 602, out);
    const stepped = new Float64Array(602);
    referenceScorer(weighted)(rows, 602, stepped);
    expect(out).toEqual(stepped);
    // rounding adds up with the trees
    const tolerance = 1e-16 * Math.max(100, trees);
    for (const [i, score] of naiveScores(forest, rows).entries()) {
      expect(Math.abs(out[i] - score)).toBeLessThan(tolerance);
    }
  }
});

test('splits between leaves of equal value are dropped, and nothing else', () => {
  const forest = fitForest(normalRows(1000, 3, 1), 3, { trees: 10 });
  const { feature, pathLength, right, roots } = scoringForest(forest);
  expect(feature.length).toBeLessThan(forest.feature.length);
  expect(roots.at(-1)).toBe(feature.length);
  for (const [node, f] of feature.entries()) {
    if (f === -1) continue;
    const children = [node + 1, right[node]] as const;
    expect(
      children.every((child) => feature[child] === -1) && pathLength[children[0]] === pathLength[children[1]],
    ).toBe(false);
  }
});
