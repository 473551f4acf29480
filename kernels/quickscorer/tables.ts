import { LEAF } from '../trees.ts';
import type { LeafValuedTrees, ThresholdRanks } from './contract.ts';

/** Units in a group, whose masks for one rank lie together. */
export const GROUP_UNITS = 8;
const PLACE_BYTES = GROUP_UNITS * 8;
/** So many places 16 bits tell apart, in bytes. */
const MOST_PLACES = 2 ** 16 / PLACE_BYTES;

/**
 * For each value of each feature, which leaves of each tree are still within reach.
 *
 * A split rules out the leaves on the side that a row does not take, and all splits together rule out all but one. So
 * each (feature, rank) has, for every unit of 64 leaves, the mask of the leaves that the feature's splits leave; the
 * masks of a row's features, anded, have one bit: the leaf where it ends. A unit that the row's leaf is not in has
 * none.
 *
 * Units are taken in groups of 8. Most ranks differ by a threshold of some other group's trees, so that a group has far
 * fewer different masks than there are ranks, few enough for a near cache: by rank it only says which.
 *
 * Layout: the masks of (feature f, rank r) in group g are the 8 from `masks[2 * 8 * place]`, 64 bits each, lower half
 * first, with place = `groupStarts[g] + places[g * ranks + first[f] + r] / 64`: places are in bytes, which 16 bits hold
 * for 500 splits and 500 features; a unit far down in a deep tree has all splits above it, too. The leaf that is bit b
 * of unit u has the value `leafValues[u * 65 + b]`; no leaf, b = 64, has 0.
 */
export interface MaskTables {
  /** By feature, where its ranks begin; the last entry is the number of ranks of all features. */
  readonly first: Int32Array;
  readonly places: Uint16Array;
  readonly groupStarts: Int32Array;
  readonly masks: Uint32Array;
  readonly leafValues: Float64Array;
}

/**
 * Makes the tables of all trees.
 *
 * @param mostBytes that the masks and places may take
 * @returns undefined if they would take more, or a group has more places than 16 bits tell apart
 * @see Lucchese et al. (2015), QuickScorer, SIGIR: masks by threshold; here summed up beforehand by rank.
 */
export function maskTables(
  trees: LeafValuedTrees,
  ranks: ThresholdRanks,
  mostBytes = Number.POSITIVE_INFINITY,
): MaskTables | undefined {
  const { featureCount, pathLength } = trees;
  const first = new Int32Array(featureCount + 1);
  for (let f = 0; f < featureCount; f++) first[f + 1] = first[f] + ranks.starts[f + 1] - ranks.starts[f] + 1;

  const units = maskUnits(trees, ranks);
  const groups = Array.from({ length: Math.ceil(units.length / GROUP_UNITS) }, (_, g) =>
    groupOf(units.slice(g * GROUP_UNITS, (g + 1) * GROUP_UNITS), featureCount),
  );
  if (groups.some(({ placeCount }) => placeCount > MOST_PLACES)) return undefined;
  const groupStarts = new Int32Array(groups.length + 1);
  for (const [g, { placeCount }] of groups.entries()) groupStarts[g + 1] = groupStarts[g] + placeCount;
  if (tableBytes(first, groupStarts) > mostBytes) return undefined;

  const places = new Uint16Array(groups.length * first[featureCount]);
  const masks = new Uint32Array(groupStarts[groups.length] * GROUP_UNITS * 2);
  for (const [g, group] of groups.entries()) {
    fillPlaces(places.subarray(g * first[featureCount], (g + 1) * first[featureCount]), group, first);
    fillMasks(masks.subarray(groupStarts[g] * GROUP_UNITS * 2), group);
  }
  const leafValues = new Float64Array(groups.length * GROUP_UNITS * (UNIT_LEAVES + 1));
  for (const [u, { leaves }] of units.entries()) {
    for (const [bit, leaf] of leaves.entries()) leafValues[u * (UNIT_LEAVES + 1) + bit] = pathLength[leaf];
  }
  return { first, places, groupStarts, masks, leafValues };
}

/** Says how large the masks and places are together, in bytes. */
export function tableBytes(first: Int32Array, groupStarts: Int32Array): number {
  return (groupStarts.length - 1) * first[first.length - 1] * 2 + groupStarts[groupStarts.length - 1] * PLACE_BYTES;
}

interface MaskGroup {
  readonly units: readonly MaskUnit[];
  /** By feature: the ranks of the thresholds that the group's units split at, ascending. */
  readonly splitRanks: readonly Int32Array[];
  /** One for the ranks up to each of these, and one for those above them all. */
  readonly placeCount: number;
}

function groupOf(units: readonly MaskUnit[], featureCount: number): MaskGroup {
  const splitRanks = Array.from({ length: featureCount }, (_, f) => {
    const all = units.flatMap(({ splits }) => splits[f]?.map(({ rank }) => rank) ?? []);
    return Int32Array.from(new Set(all)).sort();
  });
  return { units, splitRanks, placeCount: splitRanks.reduce((sum, { length }) => sum + length + 1, 0) };
}

/** By rank of each feature: where in the group's masks. */
function fillPlaces(places: Uint16Array, { splitRanks }: MaskGroup, first: Int32Array): void {
  let place = 0;
  for (const [f, splitsAt] of splitRanks.entries()) {
    let from = first[f];
    for (const rank of splitsAt) {
      // ranks up to that of a split go left there
      places.fill(PLACE_BYTES * place++, from, first[f] + rank + 1);
      from = first[f] + rank + 1;
    }
    places.fill(PLACE_BYTES * place++, from, first[f + 1]);
  }
}

function fillMasks(masks: Uint32Array, { units, splitRanks }: MaskGroup): void {
  for (const [slot, { leaves, splits }] of units.entries()) {
    let word = slot * 2;
    for (const [f, splitsAt] of splitRanks.entries()) {
      const ownSplits = splits[f] ?? [];
      const ownRanks = new Set(ownSplits.map(({ rank }) => rank));
      for (let i = 0; i <= splitsAt.length; i++) {
        // from one place to the next a unit's mask changes only where it has a split of its own
        if (i === 0 || ownRanks.has(splitsAt[i - 1])) {
          writeMask(masks, word, leaves.length, ownSplits, splitsAt[i] ?? Number.POSITIVE_INFINITY);
        } else {
          masks[word] = masks[word - GROUP_UNITS * 2];
          masks[word + 1] = masks[word - GROUP_UNITS * 2 + 1];
        }
        word += GROUP_UNITS * 2;
      }
    }
  }
}

/** The leaves that a value of this rank can reach, as two halves of a mask. */
function writeMask(
  masks: Uint32Array,
  word: number,
  leafCount: number,
  splits: readonly LeafSplit[],
  valueRank: number,
): void {
  let low = lowBits(leafCount);
  let high = lowBits(leafCount - 32);
  for (const { rank, start, middle, end } of splits) {
    const left = valueRank <= rank;
    const outStart = left ? middle : start;
    const outEnd = left ? end : middle;
    low &= ~(lowBits(outEnd) & ~lowBits(outStart));
    high &= ~(lowBits(outEnd - 32) & ~lowBits(outStart - 32));
  }
  masks[word] = low;
  masks[word + 1] = high;
}

/** The lowest `count` of 32 bits; none for less than 0, all for more than 32. */
function lowBits(count: number): number {
  if (count <= 0) return 0;
  return count >= 32 ? -1 : (1 << count) - 1;
}

/** Leaves in a unit: the bits of a mask. */
const UNIT_LEAVES = 64;

/** Up to 64 neighbouring leaves of a tree, and the splits that decide between them. */
interface MaskUnit {
  /** Nodes, from left to right. */
  readonly leaves: readonly number[];
  /** By feature; a feature that decides nothing here may have no entry. */
  readonly splits: readonly (readonly LeafSplit[] | undefined)[];
}

/**
 * A split as places of leaves in the unit: those from `start` to `middle` are on its left side, those up to `end` on
 * its right.
 */
interface LeafSplit {
  readonly rank: number;
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

/** All trees, those of more than 64 leaves cut into several units. */
function maskUnits(trees: LeafValuedTrees, ranks: ThresholdRanks): MaskUnit[] {
  const units: MaskUnit[] = [];
  for (let t = 0; t < trees.roots.length - 1; t++) {
    const { leaves, splits } = numberLeaves(trees, ranks, t);
    for (let from = 0; from < leaves.length; from += UNIT_LEAVES) {
      const unitLeaves = leaves.slice(from, from + UNIT_LEAVES);
      const to = from + unitLeaves.length;
      const meets = ({ start, end }: LeafSplit) => start < to && end > from;
      const unitSplits = splits.map((ofFeature) => ofFeature?.filter(meets).map((split) => moved(split, from)));
      units.push({ leaves: unitLeaves, splits: unitSplits });
    }
  }
  return units;
}

function moved({ rank, start, middle, end }: LeafSplit, from: number): LeafSplit {
  return { rank, start: start - from, middle: middle - from, end: end - from };
}

/** The leaves of a tree from left to right, and its splits by feature. */
function numberLeaves({ roots, feature, right }: LeafValuedTrees, { ofNode }: ThresholdRanks, tree: number) {
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
  return { leaves, splits };
}
