import { LEAF } from './forest.ts';
import { type ThresholdRanks, thresholdRanks } from './threshold-ranks.ts';
import type { WeightedForest } from './weighted-forest.ts';

/** Leaves in a unit: the bits of a mask. A tree of more leaves is cut into several units. */
const UNIT_LEAVES = 64;
/** Units in a group, whose masks for one rank lie together. */
export const GROUP_UNITS = 16;

/**
 * For each value of each feature, which leaves of each tree are still within reach.
 *
 * A split rules out the leaves on the side that a row does not take, and all splits together rule out all but one. So each
 * (feature, rank) has, for every unit of 64 leaves, the mask of the leaves that the feature's splits leave; the masks of a row's
 * features, anded, have one bit: the leaf where it ends. A unit that the row's leaf is not in has none.
 *
 * Layout: the mask of (feature f, rank r, unit u) is word `(floor(u / 16) * ranks + first[f] + r) * 16 + u % 16` of 64 bits, lower half first;
 * the leaf that is bit b of unit u is worth `worth[u * 65 + b]`, and no leaf, b = 64, is worth 0.
 */
export interface MaskTables {
  readonly ranks: ThresholdRanks;
  /** By feature, where its ranks begin; the last entry is the number of ranks of all features. */
  readonly first: Int32Array;
  readonly groupCount: number;
  readonly masks: Uint32Array;
  readonly worth: Float64Array;
}

/** @see Lucchese et al. (2015), QuickScorer, SIGIR: masks by threshold; here summed up beforehand by rank. */
export function maskTables(forest: WeightedForest, ranks: ThresholdRanks = thresholdRanks(forest)): MaskTables {
  const { featureCount, roots } = forest;
  const first = new Int32Array(featureCount + 1);
  for (let f = 0; f < featureCount; f++) first[f + 1] = first[f] + ranks.starts[f + 1] - ranks.starts[f] + 1;

  const trees = Array.from({ length: roots.length - 1 }, (_, t) => numberLeaves(forest, ranks, t));
  const unitCount = trees.reduce((sum, { leaves }) => sum + unitsOf(leaves.length), 0);
  const groupCount = Math.ceil(unitCount / GROUP_UNITS);
  const masks = new Uint32Array(groupCount * first[featureCount] * GROUP_UNITS * 2);
  const worth = new Float64Array(groupCount * GROUP_UNITS * (UNIT_LEAVES + 1));

  let unit = 0;
  for (const { leaves, splits } of trees) {
    for (let from = 0; from < leaves.length; from += UNIT_LEAVES, unit++) {
      const leafCount = Math.min(UNIT_LEAVES, leaves.length - from);
      for (let bit = 0; bit < leafCount; bit++)
        worth[unit * (UNIT_LEAVES + 1) + bit] = forest.pathLength[leaves[from + bit]];
      const base = Math.floor(unit / GROUP_UNITS) * first[featureCount] * GROUP_UNITS + (unit % GROUP_UNITS);
      for (let f = 0; f < featureCount; f++) {
        const rankCount = first[f + 1] - first[f];
        fillMasks(masks, base + first[f] * GROUP_UNITS, rankCount, splits[f] ?? [], from, leafCount);
      }
    }
  }
  return { ranks, first, groupCount, masks, worth };
}

/** How large the masks would be: the price of the tables, known without making them. */
export function maskBytes({ featureCount, roots, feature }: WeightedForest, { starts }: ThresholdRanks): number {
  let units = 0;
  for (let t = 0; t < roots.length - 1; t++) {
    units += unitsOf((roots[t + 1] - roots[t] + 1) / 2);
  }
  return Math.ceil(units / GROUP_UNITS) * GROUP_UNITS * (starts[featureCount] + featureCount) * 8 + feature.length;
}

function unitsOf(leafCount: number): number {
  return Math.ceil(leafCount / UNIT_LEAVES);
}

/** A split as leaves: those from `start` to `middle` are on its left side, those up to `end` on its right. */
interface LeafSplit {
  readonly rank: number;
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

/** The leaves of a tree from left to right, and its splits by feature, each feature's by rank. */
function numberLeaves({ roots, feature, right }: WeightedForest, { ofNode }: ThresholdRanks, tree: number) {
  const leaves: number[] = [];
  const splits: LeafSplit[][] = [];
  const visit = (node: number) => {
    const f = feature[node];
    if (f === LEAF) {
      leaves.push(node);
      return;
    }
    const start = leaves.length;
    visit(node + 1);
    const middle = leaves.length;
    visit(right[node]);
    splits[f] ??= [];
    splits[f].push({ rank: ofNode[node], start, middle, end: leaves.length });
  };
  visit(roots[tree]);
  for (const ofFeature of splits) ofFeature?.sort((a, b) => a.rank - b.rank);
  return { leaves, splits };
}

/** Writes one unit's masks for all ranks of one feature: they change only from the rank of one of its splits to the next. */
function fillMasks(
  masks: Uint32Array,
  base: number,
  rankCount: number,
  splits: readonly LeafSplit[],
  from: number,
  leafCount: number,
): void {
  let rank = 0;
  for (let passed = 0; passed <= splits.length; passed++) {
    // ranks up to that of a split go left there, those above it go right
    const last = passed < splits.length ? splits[passed].rank : rankCount - 1;
    if (last < rank) continue;
    let low = lowBits(leafCount);
    let high = lowBits(leafCount - 32);
    for (const [i, { start, middle, end }] of splits.entries()) {
      const [outStart, outEnd] = i < passed ? [start - from, middle - from] : [middle - from, end - from];
      low &= ~(lowBits(outEnd) & ~lowBits(outStart));
      high &= ~(lowBits(outEnd - 32) & ~lowBits(outStart - 32));
    }
    for (; rank <= last; rank++) {
      const word = (base + rank * GROUP_UNITS) * 2;
      masks[word] = low;
      masks[word + 1] = high;
    }
  }
}

/** The lowest `count` of 32 bits; none for less than 0, all for more than 32. */
function lowBits(count: number): number {
  if (count <= 0) return 0;
  return count >= 32 ? -1 : (1 << count) - 1;
}
