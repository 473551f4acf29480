import type { TrainingData } from '../contracts/training-data.ts';

/** Takes of rows the features that are named, in that order; one that the rows do not have is missing in all. */
export function pickFeatures(data: TrainingData, names: readonly string[]): TrainingData {
  const at = names.map((name) => data.features.indexOf(name));
  const width = data.features.length;
  const count = data.rows.length / width;
  const rows = new Float64Array(count * names.length).fill(Number.NaN);
  for (let row = 0; row < count; row++) {
    for (const [i, from] of at.entries()) if (from >= 0) rows[row * names.length + i] = data.rows[row * width + from];
  }
  return { ...data, features: names, rows };
}
