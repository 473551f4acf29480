import { seededRandom } from '../random.ts';
import { type Forest, LEAF } from './forest.ts';

export interface FitOptions {
  readonly trees: number;
  /** Rows per tree; all of them where there are fewer. */
  readonly samples: number;
  /** Draw rows with replacement; a row drawn twice counts once, as in scikit-learn. */
  readonly bootstrap: boolean;
  readonly seed: number;
}

const DEFAULT_FIT_OPTIONS: FitOptions = { trees: 100, samples: 256, bootstrap: false, seed: 0 };

/** Values beyond this have no float32: they count as this far out. */
const GREATEST_FLOAT32 = 3.4028234663852886e38;

/**
 * Grows isolation trees: each on its own random rows, each node split at a random place of a random feature that still
 * varies there, to a depth of log2 of the rows, rounded up.
 *
 * Values and thresholds are float32, as in scikit-learn.
 *
 * Shapes: rows: n * featureCount, row-major, finite.
 * Cost:   O(trees * samples * log samples), independent of n.
 * @throws {RangeError} when there is no row or an option is out of range
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM, algorithms 1 and 2.
 */
export function fitForest(rows: Float64Array, featureCount: number, options: Partial<FitOptions> = {}): Forest {
  const { trees, samples, bootstrap, seed } = { ...DEFAULT_FIT_OPTIONS, ...options };
  checkFit(rows, featureCount, trees, samples);
  const rowCount = rows.length / featureCount;
  const sampleCount = Math.min(samples, rowCount);
  const random = seededRandom(seed);
  const sampler = rowSampler(rowCount, sampleCount, bootstrap, random);
  const grower = treeGrower(featureCount, sampleCount, trees, random);

  const roots = new Int32Array(trees + 1);
  for (let t = 0; t < trees; t++) {
    const count = sampler.draw();
    roots[t + 1] = grower.grow(rows, sampler.chosen, count);
  }
  return { featureCount, sampleCount, roots, ...grower.nodes() };
}

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
  if (rows.length === 0) throw new RangeError('an isolation forest needs at least 1 row, got 0');
  if (rows.length % featureCount !== 0) {
    throw new RangeError(`rows must hold a multiple of ${featureCount} values, got ${rows.length}`);
  }
}

/** Draws row numbers into `chosen`, saying how many. Without replacement by Floyd's method: each set is equally likely. */
function rowSampler(rowCount: number, sampleCount: number, bootstrap: boolean, random: () => number) {
  // a bit for each row, so that those of a million stay in a near cache
  const taken = new Int32Array(Math.ceil(rowCount / 32));
  const chosen = new Int32Array(sampleCount);
  const draw = () => {
    let count = 0;
    for (let i = rowCount - sampleCount; i < rowCount; i++) {
      let row = Math.floor(random() * (bootstrap ? rowCount : i + 1));
      if ((taken[row >>> 5] & (1 << (row & 31))) !== 0) {
        if (bootstrap) continue;
        row = i;
      }
      taken[row >>> 5] |= 1 << (row & 31);
      chosen[count++] = row;
    }
    for (let i = 0; i < count; i++) taken[chosen[i] >>> 5] = 0;
    return count;
  };
  return { chosen, draw };
}

function treeGrower(featureCount: number, sampleCount: number, trees: number, random: () => number) {
  const depthLimit = Math.ceil(Math.log2(Math.max(sampleCount, 2)));
  // a tree that isolates every row of its sample has 2 * sampleCount - 1 nodes
  const capacity = trees * (2 * sampleCount - 1);
  const feature = new Int32Array(capacity);
  const threshold = new Float32Array(capacity);
  const right = new Int32Array(capacity);
  const size = new Int32Array(capacity);
  let nodeCount = 0;

  // the sample as float32, row-major; `order` holds where its rows begin, and is partitioned in their place
  const values = new Float32Array(sampleCount * featureCount);
  const order = new Int32Array(sampleCount);
  const candidates = Int32Array.from({ length: featureCount }, (_, f) => f);
  let lowest = 0;
  let highest = 0;

  /** A random feature that varies among `order[start..end)`, its range left in `lowest` and `highest`; LEAF when none does. */
  const drawFeature = (start: number, end: number) => {
    for (let left = featureCount; left > 0; left--) {
      // a feature that turned out constant moves to the back, so that each is looked at once
      const pick = Math.floor(random() * left);
      const f = candidates[pick];
      candidates[pick] = candidates[left - 1];
      candidates[left - 1] = f;

      let least = values[order[start] + f];
      let most = least;
      for (let i = start + 1; i < end; i++) {
        const value = values[order[i] + f];
        least = value < least ? value : least;
        most = value > most ? value : most;
      }
      lowest = Math.max(least, -GREATEST_FLOAT32);
      highest = Math.min(most, GREATEST_FLOAT32);
      if (lowest < highest) return f;
    }
    return LEAF;
  };

  /** A node of rows that may differ: a split with the subtrees below it, or a leaf if they do not. */
  const growSplit = (start: number, end: number, depth: number) => {
    const node = nodeCount++;
    const f = drawFeature(start, end);
    feature[node] = f;
    size[node] = end - start;
    if (f === LEAF) return;

    let split = floorToFloat32(lowest + random() * (highest - lowest));
    // between neighbouring float32 the sum may round up, and nothing would go right
    if (split === highest) split = lowest;
    threshold[node] = split;

    // rows at or below the split to the front; swapped either way and counted by a number, so that no branch depends on data
    let middle = start;
    for (let i = start; i < end; i++) {
      const row = order[i];
      order[i] = order[middle];
      order[middle] = row;
      middle += Number(values[row + f] <= split);
    }
    growNode(start, middle, depth + 1);
    right[node] = nodeCount;
    growNode(middle, end, depth + 1);
  };

  /** The subtree of `order[start..end)`, whose root is the next node. Half of all nodes are leaves by size or depth alone. */
  const growNode = (start: number, end: number, depth: number) => {
    if (depth < depthLimit && end - start > 1) {
      growSplit(start, end, depth);
      return;
    }
    feature[nodeCount] = LEAF;
    size[nodeCount++] = end - start;
  };

  /** Grows one tree on `count` rows; returns the number of nodes so far. */
  const grow = (rows: Float64Array, chosen: Int32Array, count: number) => {
    for (let i = 0; i < count; i++) order[i] = i * featureCount;
    // column by column: the first one fetches all rows from far memory at once, the others find them near
    for (let f = 0; f < featureCount; f++) {
      // values beyond float32 become infinite here, and the greatest there are where a split is drawn
      for (let i = 0; i < count; i++) values[i * featureCount + f] = rows[chosen[i] * featureCount + f];
    }
    growNode(0, count, 0);
    return nodeCount;
  };

  const nodes = () => ({
    feature: feature.slice(0, nodeCount),
    threshold: threshold.slice(0, nodeCount),
    right: right.slice(0, nodeCount),
    size: size.slice(0, nodeCount),
  });
  return { grow, nodes };
}

const asFloat = new Float32Array(1);
const asBits = new Int32Array(asFloat.buffer);

/**
 * The greatest float32 that is not above `value`. For a float32 x, `x <= value` is exactly `x <= floorToFloat32(value)`,
 * so thresholds lose nothing by being kept in four bytes.
 */
export function floorToFloat32(value: number): number {
  asFloat[0] = value;
  if (asFloat[0] <= value) return asFloat[0];
  // one float32 down: away from zero the bits grow with the magnitude
  if (asFloat[0] === 0) return -1.401298464324817e-45;
  asBits[0] += asFloat[0] > 0 ? -1 : 1;
  return asFloat[0];
}
