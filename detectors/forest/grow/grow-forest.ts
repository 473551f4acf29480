import type { GrowTree, TreeNodes } from '../../../kernels/grow/contract.ts';
import type { Forest } from '../forest.ts';

/** How large a forest is to be. */
export interface ForestSize {
  readonly trees: number;
  /** Rows per tree; all of them where there are fewer. */
  readonly samples: number;
}

/** A row has a number of 31 bits. */
const MOST_ROWS = 2 ** 31 - 1;
/** Room for so many sampled rows takes a few gigabytes while fitting. */
const MOST_SAMPLED_ROWS = 100_000_000;

/**
 * Says how many rows there are, and how many a tree is grown on.
 *
 * @param rows n * featureCount, row-major
 * @throws {RangeError} when there is no row, too many, or a size is out of range
 */
export function sampleCounts(rows: Float64Array, featureCount: number, { trees, samples }: ForestSize) {
  for (const [name, value] of Object.entries({ featureCount, trees, samples })) {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name} must be a whole number from 1, got ${value}`);
  }
  if (trees * samples > MOST_SAMPLED_ROWS) {
    throw new RangeError(
      `trees times samples must be at most ${MOST_SAMPLED_ROWS}, got ${trees} times ${samples}; 100 trees of 256 are usual`,
    );
  }
  const rowCount = rows.length / featureCount;
  if (rowCount > MOST_ROWS)
    throw new RangeError(`there may be at most ${MOST_ROWS} rows, got ${rowCount}; train on a sample of them`);
  if (rows.length === 0) throw new RangeError('a forest needs at least 1 row, got 0');
  if (rows.length % featureCount !== 0)
    throw new RangeError(`rows must hold a multiple of ${featureCount} values, got ${rows.length}`);
  return { rowCount, sampleCount: Math.min(samples, rowCount) };
}

/** Grows the trees of a forest one after the other, each on rows of its own draw. */
export function growForest(
  rows: Float64Array,
  { featureCount, sampleCount, trees }: Pick<Forest, 'featureCount' | 'sampleCount'> & { readonly trees: number },
  growTree: GrowTree,
): Forest {
  const grown: TreeNodes[] = [];
  const roots = new Int32Array(trees + 1);
  for (let t = 0; t < trees; t++) {
    const { feature, threshold, right, size } = growTree(rows, roots[t]);
    // a grower may use the same arrays again
    grown.push({ feature: feature.slice(), threshold: threshold.slice(), right: right.slice(), size: size.slice() });
    roots[t + 1] = roots[t] + size.length;
  }
  const forest = {
    featureCount,
    sampleCount,
    roots,
    feature: new Int32Array(roots[trees]),
    threshold: new Float32Array(roots[trees]),
    right: new Int32Array(roots[trees]),
    size: new Int32Array(roots[trees]),
  };
  for (const [t, nodes] of grown.entries()) {
    forest.feature.set(nodes.feature, roots[t]);
    forest.threshold.set(nodes.threshold, roots[t]);
    forest.right.set(nodes.right, roots[t]);
    forest.size.set(nodes.size, roots[t]);
  }
  return forest;
}
