import { cleanSeries, type Kind } from './clean-series.ts';
import { type RandomDraws, randomDraws } from './random-draws.ts';

export interface Generation {
  readonly kind: Kind;
  readonly rows: number;
  readonly features: number;
  /** Spikes per feature; for `uniform` the rows with values out of range. Absent: {@link usualAnomalies}. */
  readonly anomalies?: number;
  readonly sources: number;
  readonly seed: number;
}

export interface GeneratedRow {
  readonly timestampMs: number;
  /** From 0; rows take turns. */
  readonly sourceIndex: number;
  readonly values: readonly number[];
  /** Features that were changed, with what they would have been. */
  readonly changes: readonly { readonly featureIndex: number; readonly clean: number }[];
}

const START_MS = Date.UTC(2024, 0, 1);
const MINUTE_MS = 60_000;

/** 5 % of the rows for `uniform`, else one spike in a hundred rows of each feature. */
function usualAnomalies(kind: Kind, rows: number): number {
  return Math.round(rows * (kind === 'uniform' ? 0.05 : 0.01));
}

/** Rows of labelled data, one a minute; the same for the same arguments. Memory grows with the anomalies only. */
export function* generateRows(generation: Generation): Generator<GeneratedRow> {
  const { kind, rows, features, sources, seed } = generation;
  // Two seeds, so that the clean values are the same whatever is done to them.
  const draws = randomDraws(2 * seed);
  const planned = planAnomalies(generation, randomDraws(2 * seed + 1));
  const series = Array.from({ length: sources }, () =>
    Array.from({ length: features }, (_, featureIndex) => cleanSeries(kind, featureIndex, rows, draws)),
  );
  for (let rowIndex = 0; rowIndex < rows; rowIndex++) {
    const sourceIndex = rowIndex % sources;
    const clean = series[sourceIndex].map((valueAt) => round(valueAt(rowIndex)));
    const values = [...clean];
    const changes = [];
    for (const { featureIndex, change } of planned.get(rowIndex) ?? []) {
      values[featureIndex] = round(change(clean[featureIndex]));
      changes.push({ featureIndex, clean: clean[featureIndex] });
    }
    yield { timestampMs: START_MS + rowIndex * MINUTE_MS, sourceIndex, values, changes };
  }
}

interface PlannedChange {
  readonly featureIndex: number;
  readonly change: (clean: number) => number;
}

/** What happens to which row. */
function planAnomalies(generation: Generation, draws: RandomDraws): Map<number, PlannedChange[]> {
  const { kind, rows, features, anomalies = usualAnomalies(kind, rows) } = generation;
  const planned = new Map<number, PlannedChange[]>();
  const plan = (rowIndex: number, change: PlannedChange) => {
    planned.set(rowIndex, [...(planned.get(rowIndex) ?? []), change]);
  };
  if (kind === 'uniform') {
    for (const rowIndex of draws.distinct(anomalies, rows)) {
      const changed = Math.floor(draws.uniform(1, features + 1));
      for (const featureIndex of draws.distinct(changed, features)) {
        const value = draws.uniform(4, 10);
        plan(rowIndex, { featureIndex, change: () => value });
      }
    }
    return planned;
  }
  for (let featureIndex = 0; featureIndex < features; featureIndex++) {
    for (const rowIndex of draws.distinct(anomalies, rows)) {
      const height = draws.uniform(50, 200) * (draws.uniform(0, 1) < 0.5 ? -1 : 1);
      plan(rowIndex, { featureIndex, change: (clean) => clean + height });
    }
  }
  return planned;
}

/** Six decimals: more would only make files larger. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
