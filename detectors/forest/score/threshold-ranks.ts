import type { ThresholdRanks } from '../../../kernels/quickscorer/contract.ts';
import { LEAF, type Trees } from '../../../kernels/trees.ts';

/** Sorts the distinct thresholds of each feature in the whole forest, and ranks those of all splits. */
export function thresholdRanks({ featureCount, feature, threshold }: Trees): ThresholdRanks {
  const byFeature = Array.from({ length: featureCount }, () => [] as number[]);
  for (let node = 0; node < feature.length; node++) {
    if (feature[node] !== LEAF) byFeature[feature[node]].push(threshold[node]);
  }
  const distinct = byFeature.map((values) => Float32Array.from(new Set(values)).sort());

  const starts = new Int32Array(featureCount + 1);
  for (let f = 0; f < featureCount; f++) starts[f + 1] = starts[f] + distinct[f].length;
  const thresholds = new Float32Array(starts[featureCount]);
  for (let f = 0; f < featureCount; f++) thresholds.set(distinct[f], starts[f]);

  const ranks = distinct.map((values) => new Map(Array.from(values, (value, rank) => [value, rank])));
  const ofNode = feature.map((f, node) => (f === LEAF ? 0 : (ranks[f].get(threshold[node]) ?? 0)));
  return { starts, thresholds, ofNode };
}

/**
 * Counts by value how many of `thresholds[start..end)` it is not at or below; all for NaN.
 *
 * It takes the same steps whatever the value, without a branch that depends on it, and eight values side by side, so
 * that one does not wait for the loads of another.
 *
 * @param count of values, a multiple of eight
 */
export function countBelowEach(
  thresholds: Float32Array,
  start: number,
  end: number,
  values: Float32Array,
  count: number,
  out: Int32Array,
): void {
  if (start === end) {
    out.fill(0, 0, count);
    return;
  }
  for (let i = 0; i < count; i += 8) {
    const valueA = values[i];
    const valueB = values[i + 1];
    const valueC = values[i + 2];
    const valueD = values[i + 3];
    const valueE = values[i + 4];
    const valueF = values[i + 5];
    const valueG = values[i + 6];
    const valueH = values[i + 7];
    let a = start;
    let b = start;
    let c = start;
    let d = start;
    let e = start;
    let f = start;
    let g = start;
    let h = start;
    let length = end - start;
    while (length > 1) {
      const half = length >>> 1;
      const last = half - 1;
      a += half & -Number(!(valueA <= thresholds[a + last]));
      b += half & -Number(!(valueB <= thresholds[b + last]));
      c += half & -Number(!(valueC <= thresholds[c + last]));
      d += half & -Number(!(valueD <= thresholds[d + last]));
      e += half & -Number(!(valueE <= thresholds[e + last]));
      f += half & -Number(!(valueF <= thresholds[f + last]));
      g += half & -Number(!(valueG <= thresholds[g + last]));
      h += half & -Number(!(valueH <= thresholds[h + last]));
      length -= half;
    }
    out[i] = a - start + Number(!(valueA <= thresholds[a]));
    out[i + 1] = b - start + Number(!(valueB <= thresholds[b]));
    out[i + 2] = c - start + Number(!(valueC <= thresholds[c]));
    out[i + 3] = d - start + Number(!(valueD <= thresholds[d]));
    out[i + 4] = e - start + Number(!(valueE <= thresholds[e]));
    out[i + 5] = f - start + Number(!(valueF <= thresholds[f]));
    out[i + 6] = g - start + Number(!(valueG <= thresholds[g]));
    out[i + 7] = h - start + Number(!(valueH <= thresholds[h]));
  }
}
