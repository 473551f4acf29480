import { LEAF } from '../../detectors/isolation-forest/forest/forest.ts';
import type { WeightedForest } from '../../detectors/isolation-forest/forest/scoring-forest.ts';
import type { ThresholdRanks } from '../../detectors/isolation-forest/score/threshold-ranks.ts';

/** Leaves in a unit: the bits of a mask. */
export const UNIT_LEAVES = 64;

/** Up to 64 neighbouring leaves of a tree, and the splits that decide between them. */
export interface MaskUnit {
  /** Nodes, from left to right. */
  readonly leaves: readonly number[];
  /** By feature; a feature that decides nothing here may have no entry. */
  readonly splits: readonly (readonly LeafSplit[] | undefined)[];
}

/** A split as places of leaves in the unit: those from `start` to `middle` are on its left side, those up to `end` on its right. */
export interface LeafSplit {
  readonly rank: number;
  readonly start: number;
  readonly middle: number;
  readonly end: number;
}

/** All trees, those of more than 64 leaves cut into several units. */
export function maskUnits(forest: WeightedForest, ranks: ThresholdRanks): MaskUnit[] {
  const units: MaskUnit[] = [];
  for (let t = 0; t < forest.roots.length - 1; t++) {
    const { leaves, splits } = numberLeaves(forest, ranks, t);
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
  return { leaves, splits };
}
