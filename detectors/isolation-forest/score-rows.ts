import { type Forest, LEAF } from './forest.ts';
import { type PathLengths, pathLengthsOf } from './path-lengths.ts';

/** Scores `count` rows (count * featureCount, row-major) into `out`. */
export type RowScorer = (rows: Float64Array, count: number, out: Float64Array) => void;

/**
 * The plain scorer, and what every faster one is held against: `2 ** -(sum of path lengths / expected sum)`.
 *
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM, equation 2.
 */
export function plainScorer(forest: Forest, lengths: PathLengths = pathLengthsOf(forest)): RowScorer {
  const { featureCount, roots, feature, threshold, right } = forest;
  const { ofLeaf, expectedTotal } = lengths;
  return (rows, count, out) => {
    for (let i = 0; i < count; i++) {
      const row = i * featureCount;
      let total = 0;
      for (let t = 0; t < roots.length - 1; t++) {
        let node = roots[t];
        let f = feature[node];
        while (f !== LEAF) {
          node = Math.fround(rows[row + f]) <= threshold[node] ? node + 1 : right[node];
          f = feature[node];
        }
        total += ofLeaf[node];
      }
      out[i] = scoreOf(total, expectedTotal);
    }
  };
}

/** One training row isolates nothing: no path has a length to compare, and every score is 0.5. */
export function scoreOf(total: number, expectedTotal: number): number {
  return 2 ** -(expectedTotal === 0 ? 1 : total / expectedTotal);
}
