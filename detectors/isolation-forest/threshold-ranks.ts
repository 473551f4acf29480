import { type Forest, LEAF } from './forest.ts';

/**
 * The distinct thresholds of each feature in the whole forest, ascending: a value's place among them decides every split on it.
 *
 * A row goes left at threshold k of a feature exactly when its value's rank is at most k.
 * Layout: feature f has `thresholds[starts[f]]` up to `thresholds[starts[f + 1]]`.
 */
export interface ThresholdRanks {
  readonly starts: Int32Array;
  readonly thresholds: Float32Array;
  /** By node: the rank of a split's threshold among its feature's; 0 for leaves. */
  readonly ofNode: Int32Array;
}

export function thresholdRanks({ featureCount, feature, threshold }: Forest): ThresholdRanks {
  const byFeature = Array.from({ length: featureCount }, () => [] as number[]);
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] !== LEAF) byFeature[feature[node]].push(threshold[node]);
  }
  const distinct = byFeature.map((values) => Float32Array.from(new Set(values)).sort());

  const starts = new Int32Array(featureCount + 1);
  for (let f = 0; f < featureCount; f++) starts[f + 1] = starts[f] + distinct[f].length;
  const thresholds = new Float32Array(starts[featureCount]);
  for (let f = 0; f < featureCount; f++) thresholds.set(distinct[f], starts[f]);

  const ofNode = new Int32Array(feature.length);
  for (let node = 0; node < feature.length; node++) {
    const f = feature[node];
    if (f !== LEAF) ofNode[node] = countBelow(thresholds, starts[f], starts[f + 1], threshold[node]);
  }
  return { starts, thresholds, ofNode };
}

/** How many of `thresholds[start..end)` the value is not at or below; all for NaN. Same steps whatever the value. */
export function countBelow(thresholds: Float32Array, start: number, end: number, value: number): number {
  let from = start;
  let length = end - start;
  if (length === 0) return 0;
  while (length > 1) {
    const half = length >>> 1;
    // by a number and not by a branch, which could not be predicted
    from += half & -Number(!(value <= thresholds[from + half - 1]));
    length -= half;
  }
  return from - start + Number(!(value <= thresholds[from]));
}
