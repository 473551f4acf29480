import type { NamedFeatures } from '../../../contracts/observation.ts';
import type { SampledRow } from '../../../contracts/row-sample.ts';
import { NO_MODEL } from '../../../contracts/verdict.ts';
import { seededRandom } from '../../../kernels/random.ts';

const MINUTE_MS = 60_000;

/** Normal numbers, the same for the same seed. */
export function normalNumbers(seed: number): () => number {
  const random = seededRandom(seed);
  return () => {
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return radius * Math.cos(2 * Math.PI * random());
  };
}

export interface RowsToSample {
  readonly count: number;
  readonly seed?: number;
  readonly fromMs?: number;
  readonly everyMs?: number;
  readonly sources?: number;
  /** Makes one of a row as it would be; by default nothing is changed. */
  readonly change?: (row: SampledRow, i: number) => SampledRow;
  /** In place of load and heat, which hold together. */
  readonly features?: (i: number) => SampledRow['features'];
}

/** Rows of machines whose heat follows their load, as a consumer would have sampled them. */
export function sampledRows(options: RowsToSample): SampledRow[] {
  const { count, seed = 1, fromMs = 0, everyMs = MINUTE_MS, sources = 4, change = (row) => row } = options;
  const next = normalNumbers(seed);
  const { features = () => loadAndHeat(next) } = options;
  return Array.from({ length: count }, (_, i) => {
    const arrivalMs = fromMs + i * everyMs;
    const row: SampledRow = {
      identity: `shardId-000000000000:${seed}${String(i).padStart(8, '0')}:0`,
      source: `machine-${i % sources}`,
      arrivalMs,
      timestampMs: arrivalMs,
      features: features(i),
      lanes: { stream: Math.max(0, 0.3 * next()), step: 0 },
      modelVersion: NO_MODEL,
      score: 0.5,
    };
    return change(row, i);
  });
}

/** One row of a machine at its usual work. */
export function loadAndHeat(next: () => number): NamedFeatures {
  const load = 50 + 10 * next();
  return { heat: 20 + 0.5 * load + next(), load };
}
