import { floorToFloat32, GREATEST_FLOAT32 } from '../float32.ts';
import { seededRandom } from '../random.ts';
import { LEAF } from '../trees.ts';
import { depthLimitOf, type GrowTree, type TreeShape } from './contract.ts';

/** A row as float32. */
type Row = Float32Array;

/** A node's feature and the value that it splits at. */
interface Split {
  readonly feature: number;
  readonly threshold: number;
}

/**
 * Makes a grower of isolation trees in plain TypeScript: the same random numbers give the same trees as the kernel, to
 * the last bit.
 *
 * A node is split at a random place of a random feature that still varies among its rows, until a row is alone or the
 * tree is log2 of its sample deep.
 *
 * @param seed decides every draw
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM, algorithms 1 and 2.
 */
export function treeGrower(shape: TreeShape, seed: number): GrowTree {
  const { featureCount, sampleCount } = shape;
  const draws = new Draws(shape, seed);
  const depthLimit = depthLimitOf(sampleCount);
  return (rows, firstNode) => {
    const nodes = { feature: [] as number[], threshold: [] as number[], right: [] as number[], size: [] as number[] };
    const growNode = (sample: readonly Row[], depth: number): void => {
      const node = nodes.size.push(sample.length) - 1;
      const split = depth < depthLimit && sample.length > 1 ? draws.split(sample) : undefined;
      nodes.feature.push(split?.feature ?? LEAF);
      nodes.threshold.push(split?.threshold ?? 0);
      nodes.right.push(0);
      if (!split) return;
      const [left, right] = part(sample, split);
      growNode(left, depth + 1);
      nodes.right[node] = firstNode + nodes.size.length;
      growNode(right, depth + 1);
    };
    growNode(
      draws.rows().map((row) => Float32Array.from(rows.subarray(row * featureCount, (row + 1) * featureCount))),
      0,
    );
    return {
      feature: Int32Array.from(nodes.feature),
      threshold: Float32Array.from(nodes.threshold),
      right: Int32Array.from(nodes.right),
      size: Int32Array.from(nodes.size),
    };
  };
}

/** All that is left to chance, in the order of the kernel. */
class Draws {
  readonly #shape: TreeShape;
  readonly #random: () => number;
  /** Features in the order that earlier draws left; it goes on from tree to tree. */
  readonly #candidates: number[];

  constructor(shape: TreeShape, seed: number) {
    this.#shape = shape;
    this.#random = seededRandom(seed);
    this.#candidates = Array.from({ length: shape.featureCount }, (_, f) => f);
  }

  /** Draws row numbers; without replacement by Floyd's method, in which each set is equally likely. */
  rows(): number[] {
    const { rowCount, sampleCount, bootstrap } = this.#shape;
    const drawn = new Set<number>();
    for (let i = rowCount - sampleCount; i < rowCount; i++) {
      const row = this.#below(bootstrap ? rowCount : i + 1);
      // without replacement the last of those that may be drawn is new for sure
      drawn.add(drawn.has(row) && !bootstrap ? i : row);
    }
    return [...drawn];
  }

  /** Draws a feature that varies among the rows, and a place between its ends; undefined where none varies. */
  split(sample: readonly Row[]): Split | undefined {
    const candidates = this.#candidates;
    for (let left = candidates.length; left > 0; left--) {
      // a feature that turned out constant moves to the back, so that each is looked at once
      const pick = this.#below(left);
      const feature = candidates[pick];
      candidates[pick] = candidates[left - 1];
      candidates[left - 1] = feature;

      const [lowest, highest] = rangeOf(sample, feature);
      if (lowest === highest) continue;
      const threshold = floorToFloat32(lowest + this.#random() * (highest - lowest));
      // between neighbouring float32 the sum may round up, and nothing would go right
      return { feature, threshold: threshold === highest ? lowest : threshold };
    }
    return undefined;
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }
}

/** Parts rows into those that go left and those that go right. */
function part(sample: readonly Row[], { feature, threshold }: Split): [left: Row[], right: Row[]] {
  const goesLeft = (row: Row) => row[feature] <= threshold;
  return [sample.filter(goesLeft), sample.filter((row) => !goesLeft(row))];
}

/** Values beyond float32 count as the furthest that there are. */
function rangeOf(sample: readonly Row[], feature: number): [lowest: number, highest: number] {
  let lowest = GREATEST_FLOAT32;
  let highest = -GREATEST_FLOAT32;
  for (const row of sample) {
    lowest = Math.min(lowest, row[feature]);
    highest = Math.max(highest, row[feature]);
  }
  return [Math.max(lowest, -GREATEST_FLOAT32), Math.min(highest, GREATEST_FLOAT32)];
}
