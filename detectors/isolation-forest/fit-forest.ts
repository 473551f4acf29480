import { mostNodesOf } from '../../kernels/grow/contract.ts';
import { treeGrower } from '../../kernels/grow/kernel.ts';
import type { Forest } from '../forest/forest.ts';

/** How a forest is grown. */
export interface FitOptions {
  readonly trees: number;
  /** Rows per tree; all of them where there are fewer. */
  readonly samples: number;
  /** Draw rows with replacement; a row drawn twice counts once, as in scikit-learn. */
  readonly bootstrap: boolean;
  readonly seed: number;
}

const DEFAULT_FIT_OPTIONS: FitOptions = { trees: 100, samples: 256, bootstrap: false, seed: 0 };

/**
 * Grows isolation trees: each on its own random rows, each node split at a random place of a random feature that still
 * varies there, to a depth of log2 of the rows, rounded up.
 *
 * Values and thresholds are float32, as in scikit-learn.
 *
 * Shapes: rows: n * featureCount, row-major, finite.
 * Cost:   O(trees * samples * log samples), independent of n.
 * @throws {RangeError} when there is no row, an option is out of range, or a tree's sample takes more than 2 GiB
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM, algorithms 1 and 2.
 */
export function fitForest(rows: Float64Array, featureCount: number, options: Partial<FitOptions> = {}): Forest {
  const { trees, samples, bootstrap, seed } = { ...DEFAULT_FIT_OPTIONS, ...options };
  checkFit(rows, featureCount, trees, samples);
  const rowCount = rows.length / featureCount;
  const sampleCount = Math.min(samples, rowCount);
  const growTree = treeGrower({ featureCount, rowCount, sampleCount, bootstrap }, seed);

  const capacity = trees * mostNodesOf(sampleCount);
  const feature = new Int32Array(capacity);
  const threshold = new Float32Array(capacity);
  const right = new Int32Array(capacity);
  const size = new Int32Array(capacity);
  const roots = new Int32Array(trees + 1);
  for (let t = 0; t < trees; t++) {
    const root = roots[t];
    const nodes = growTree(rows, root);
    feature.set(nodes.feature, root);
    threshold.set(nodes.threshold, root);
    right.set(nodes.right, root);
    size.set(nodes.size, root);
    roots[t + 1] = root + nodes.size.length;
  }
  const nodeCount = roots[trees];
  return {
    featureCount,
    sampleCount,
    roots,
    feature: feature.slice(0, nodeCount),
    threshold: threshold.slice(0, nodeCount),
    right: right.slice(0, nodeCount),
    size: size.slice(0, nodeCount),
  };
}

/** A row has a number of 31 bits in the kernel. */
const MOST_ROWS = 2 ** 31 - 1;
/** Room for so many sampled rows takes a few gigabytes while fitting. */
const MOST_SAMPLED_ROWS = 100_000_000;

function checkFit(rows: Float64Array, featureCount: number, trees: number, samples: number): void {
  const wantPositive = { featureCount, trees, samples };
  for (const [name, value] of Object.entries(wantPositive)) {
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`${name} must be a whole number from 1, got ${value}`);
  }
  if (trees * samples > MOST_SAMPLED_ROWS) {
    throw new RangeError(
      `trees times samples must be at most ${MOST_SAMPLED_ROWS}, got ${trees} times ${samples}; 100 trees of 256 are usual`,
    );
  }
  if (rows.length / featureCount > MOST_ROWS) {
    throw new RangeError(
      `there may be at most ${MOST_ROWS} rows, got ${rows.length / featureCount}; train on a sample of them`,
    );
  }
  if (rows.length === 0) throw new RangeError('an isolation forest needs at least 1 row, got 0');
  if (rows.length % featureCount !== 0) {
    throw new RangeError(`rows must hold a multiple of ${featureCount} values, got ${rows.length}`);
  }
}
