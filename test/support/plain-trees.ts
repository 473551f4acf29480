import type { Forest } from '../../detectors/forest/forest.ts';
import { seededRandom } from '../../kernels/random.ts';

/** How the oracle grows trees. */
export interface PlainGrowth {
  readonly trees: number;
  readonly samples: number;
  readonly seed: number;
  readonly depthLimit: number;
  /** @param points value and weight of each row that has the feature */
  readonly cut: (points: readonly Point[], random: () => number) => number;
}

export interface Point {
  readonly value: number;
  readonly weight: number;
}

interface PlainNode {
  readonly weight: number;
  readonly cut?: { readonly feature: number; readonly threshold: number; readonly sides: readonly PlainNode[] };
}

/**
 * Grows trees as their sources describe them, with maps of whole rows and no thought of speed. It draws its random
 * numbers in the order of the real one, so that the two can be compared tree by tree.
 */
export function plainTrees(
  rows: Float64Array,
  featureCount: number,
  { trees, samples, seed, depthLimit, cut }: PlainGrowth,
): PlainNode[] {
  const random = seededRandom(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  const rowCount = rows.length / featureCount;
  const cellOf = (row: number, feature: number) => Math.fround(rows[row * featureCount + feature]);
  let features = Array.from({ length: featureCount }, (_, f) => f);

  const drawFeature = (weights: ReadonlyMap<number, number>): number | undefined => {
    for (let left = featureCount; left > 0; left--) {
      const at = below(left);
      const feature = features[at];
      features = features.with(at, features[left - 1]).with(left - 1, feature);
      const seen = new Set([...weights.keys()].map((row) => cellOf(row, feature)));
      seen.delete(Number.NaN);
      if (seen.size > 1) return feature;
    }
    return undefined;
  };
  const grow = (weights: ReadonlyMap<number, number>, depth: number): PlainNode => {
    const weight = [...weights.values()].reduce((sum, each) => sum + each, 0);
    const feature = depth === depthLimit || weight <= 1 ? undefined : drawFeature(weights);
    if (feature === undefined) return { weight };
    const has = [...weights.keys()].filter((row) => !Number.isNaN(cellOf(row, feature)));
    const points = has.map((row) => ({ value: cellOf(row, feature), weight: weights.get(row)! }));
    const threshold = cut(points, random);
    const total = (some: readonly Point[]) => some.reduce((sum, point) => sum + point.weight, 0);
    const leftShare = total(points.filter(({ value }) => value <= threshold)) / total(points);
    const sides = [true, false].map((isLeft) => {
      const kept = has.filter((row) => cellOf(row, feature) <= threshold === isLeft);
      const both = [...weights.keys()].filter((row) => !has.includes(row));
      const share = isLeft ? leftShare : 1 - leftShare;
      const parts = [
        ...kept.map((row) => [row, weights.get(row)!] as const),
        ...both.map((row) => [row, weights.get(row)! * share] as const),
      ];
      return new Map(parts.filter(([, part]) => part >= 0.05));
    });
    return { weight, cut: { feature, threshold, sides: sides.map((side) => grow(side, depth + 1)) } };
  };

  return Array.from({ length: trees }, () => {
    const drawn = new Set<number>();
    for (let i = rowCount - Math.min(samples, rowCount); i < rowCount; i++) {
      const row = below(i + 1);
      drawn.add(drawn.has(row) ? i : row);
    }
    return grow(new Map([...drawn].map((row) => [row, 1])), 0);
  });
}

/** The cuts and leaves of a plain tree in preorder, as {@link nodesOf} has those of a forest. */
export function plainNodes({ weight, cut }: PlainNode): (readonly number[])[] {
  if (!cut) return [[Math.max(1, Math.round(weight))]];
  return [[cut.feature, cut.threshold], ...cut.sides.flatMap(plainNodes)];
}

/** By tree: of each node the feature and the threshold, or the size of a leaf. */
export function nodesOf({ roots, feature, threshold, size }: Forest): (readonly number[])[][] {
  const nodes = Array.from(feature, (f, node) => (f < 0 ? [size[node]] : [f, threshold[node]]));
  return Array.from(roots.subarray(0, -1), (root, t) => nodes.slice(root, roots[t + 1]));
}
