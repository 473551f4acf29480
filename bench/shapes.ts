import { generateRows } from '../scripts/generate/generate-rows.ts';

/** The data that speed is measured on: a linear trend with noise, and one value in a hundred spiked. */
export const SHAPES = [
  { name: '10,000 x 5', rows: 10_000, features: 5 },
  { name: '100,000 x 10', rows: 100_000, features: 10 },
  { name: '1,000,000 x 10', rows: 1_000_000, features: 10 },
] as const;

/** rows * features values, row-major. */
export function linearRows(rows: number, features: number, seed = 1): Float64Array {
  const values = new Float64Array(rows * features);
  let at = 0;
  for (const row of generateRows({ kind: 'linear', rows, features, sources: 1, seed })) {
    values.set(row.values, at);
    at += features;
  }
  return values;
}
