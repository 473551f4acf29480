import type { Lanes } from '../../contracts/lanes.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { trainModel } from '../../model/train-model.ts';
import type { Series } from './series.ts';

/**
 * Adds up the lanes of a verdict, in decades. @param rarity the row's; a forest's score is ranked among those it knows
 */
export function laneSum(rarity: number, { stream, step }: Lanes = { stream: 0, step: 0 }): number {
  return rarity + stream + step;
}

/** Scores of an Isolation Forest that was fitted on the rows before `from`, for all rows. */
export function forestScores(series: Pick<Series, 'features' | 'values'>, from: number, seed: number): Float64Array {
  const { features: width, values } = series;
  const features = Array.from({ length: width }, (_, i) => `f${i}`);
  // No model is made of rows in which nothing varies: then the forest has nothing to say.
  if (values.subarray(width, from * width).every((value, i) => value === values[i])) {
    return new Float64Array(values.length / width);
  }
  const model = trainModel(
    { features, rows: values.slice(0, from * width) },
    { detector: 'isolation-forest', seed, threshold: { kind: 'auto' } },
  );
  const rows = Array.from({ length: values.length / width }, (_, row) =>
    values.subarray(row * width, (row + 1) * width),
  );
  const scored = scoreFeatures(model, rows, { explain: false });
  return Float64Array.from(scored, (each) => (each.ok ? each.value.score : 0));
}

/**
 * -log10 of the share of the rows before `from` that score at least as high, from `from` on. Above all of those it
 * grows by log10(1 + excess), in distances of the highest from the ninetieth percentile, so that their order is kept.
 */
export function tailsOf(scores: Float64Array, from: number): Float64Array {
  const known = scores.slice(0, from).sort();
  const highest = known[from - 1];
  const unit = Math.max(highest - known[Math.floor(0.9 * from)], 1e-9);
  return scores.slice(from).map((score) => {
    const rank = -Math.log10((from - countBelow(known, score) + 1) / (from + 1));
    return rank + Math.log10(1 + Math.max(0, score - highest) / unit);
  });
}

function countBelow(sorted: Float64Array, score: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < score) low = middle + 1;
    else high = middle;
  }
  return low;
}
