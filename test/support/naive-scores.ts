import { type Forest, LEAF, treeCountOf } from '../../detectors/forest/forest.ts';
import { averagePathLength } from '../../detectors/forest/scoring-forest.ts';

/** Scores straight from the paper, one row and one tree at a time: slow, and easy to believe. */
export function naiveScores(forest: Forest, rows: Float64Array): number[] {
  const { featureCount, sampleCount, roots, feature, threshold, right, size } = forest;
  const pathLength = (row: Float64Array, node: number, depth: number): number => {
    const f = feature[node];
    if (f === LEAF) return depth + averagePathLength(size[node]);
    return pathLength(row, Math.fround(row[f]) <= threshold[node] ? node + 1 : right[node], depth + 1);
  };
  return Array.from({ length: rows.length / featureCount }, (_, i) => {
    const row = rows.subarray(i * featureCount, (i + 1) * featureCount);
    let mean = 0;
    for (let t = 0; t < treeCountOf(forest); t++) mean += pathLength(row, roots[t], 0) / treeCountOf(forest);
    return 2 ** -(mean / averagePathLength(sampleCount));
  });
}
