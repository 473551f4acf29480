import { type GrowTree, mostNodesOf, type TreeNodes } from '../../../kernels/grow/contract.ts';
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
  const roots = new Int32Array(trees + 1);
  let nodes = roomFor(trees * mostNodesOf(sampleCount));
  for (let t = 0; t < trees; t++) {
    const root = roots[t];
    const grown = growTree(rows, root);
    roots[t + 1] = root + grown.size.length;
    // rows in parts make larger trees
    if (roots[t + 1] > nodes.size.length) nodes = copied(nodes, roomFor(2 * roots[t + 1]), 0);
    copied(grown, nodes, root);
  }
  return {
    featureCount,
    sampleCount,
    roots,
    feature: nodes.feature.slice(0, roots[trees]),
    threshold: nodes.threshold.slice(0, roots[trees]),
    right: nodes.right.slice(0, roots[trees]),
    size: nodes.size.slice(0, roots[trees]),
  };
}

function roomFor(nodeCount: number): TreeNodes {
  return {
    feature: new Int32Array(nodeCount),
    threshold: new Float32Array(nodeCount),
    right: new Int32Array(nodeCount),
    size: new Int32Array(nodeCount),
  };
}

function copied(from: TreeNodes, to: TreeNodes, at: number): TreeNodes {
  to.feature.set(from.feature, at);
  to.threshold.set(from.threshold, at);
  to.right.set(from.right, at);
  to.size.set(from.size, at);
  return to;
}
