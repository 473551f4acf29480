import { DRIFTED_PSI } from '../contracts/metrics.ts';
import type { SampledRow } from '../contracts/row-sample.ts';
import { type FeatureDrift, featureDrift } from './feature-drift.ts';
import {
  besideBudget,
  NEARLY_CERTAIN,
  percentWords,
  type ShareInterval,
  shareInterval,
  shareWords,
} from './share-interval.ts';
import { DAY_MS } from './when-to-train.ts';

/** What of a model's training the stream is held against. */
export interface TrainedOn {
  readonly version: string;
  readonly features: readonly string[];
  /** By feature, at equal steps from the least value to the largest; empty where none is known. */
  readonly quantiles: readonly (readonly number[])[];
  readonly rows: number;
  /** The share of rows that the model was made to flag. */
  readonly budget: number;
  /** How long its rows took. */
  readonly spanMs: number;
}

/** How far the stream has moved away from what the model that judges was trained on. */
export interface StreamDrift {
  readonly rows: number;
  /** By feature, those with the largest index first; none where there are too few rows. */
  readonly features: readonly (FeatureDrift & { readonly feature: string; readonly hasDrifted: boolean })[];
  /** Of what the model itself judged; absent where that is too little. */
  readonly flagged?: ShareInterval;
  /** Of all cells, those that were missing and assumed, 0 to 1. */
  readonly imputedShare: number;
  /** Why the model should be trained anew, a sentence; absent where nothing has drifted. */
  readonly reason?: string;
}

/** The chance of taking one of all features for drifted where none is. */
const FALSE_DRIFT = 0.01;
/** Of fewer rows the index is above 0.1 by chance alone now and then: its mean is nine in the number of rows. */
const LEAST_ROWS = 200;

/**
 * Measures drift over the rows of the last day, or of as long as the model's training took where that was less: at
 * night a stream is no other one than by day.
 *
 * A feature has drifted where its index says so, and the Kolmogorov-Smirnov distance says that it is no chance, at 1 %
 * of all features together. That much more is flagged than the budget is a drift, too.
 */
export function streamDrift(sample: readonly SampledRow[], trained: TrainedOn, nowMs: number): StreamDrift {
  const fromMs = nowMs - Math.min(DAY_MS, Math.max(trained.spanMs, DAY_MS / 24));
  const rows = sample.filter(({ arrivalMs }) => arrivalMs >= fromMs);
  const imputed = rows.reduce((sum, row) => sum + (row.imputed?.length ?? 0), 0);
  const imputedShare = rows.length === 0 ? 0 : imputed / (rows.length * trained.features.length);
  if (rows.length < LEAST_ROWS) return { rows: rows.length, features: [], imputedShare };
  const features = trained.features
    .flatMap((feature, f) => driftOf(feature, f, rows, trained) ?? [])
    .sort((a, b) => Number(b.hasDrifted) - Number(a.hasDrifted) || b.psi - a.psi);
  const ofModel = rows.filter(({ modelVersion }) => modelVersion === trained.version);
  const hits = ofModel.reduce((sum, row) => sum + Number(row.anomalous === true), 0);
  const isSaid = ofModel.length >= LEAST_ROWS;
  const reason = driftReason(features) ?? (isSaid ? excessReason(hits, ofModel.length, trained.budget) : undefined);
  return {
    rows: rows.length,
    features,
    ...(isSaid && { flagged: shareInterval(hits, ofModel.length) }),
    imputedShare,
    ...(reason !== undefined && { reason }),
  };
}

function driftOf(feature: string, f: number, rows: readonly SampledRow[], trained: TrainedOn) {
  const quantiles = trained.quantiles[f] ?? [];
  const values = Float64Array.from(rows.flatMap((row) => cellOf(row, feature, f, trained.features.length) ?? []));
  if (quantiles.length < 2 || values.length < LEAST_ROWS) return undefined;
  const drift = featureDrift(values, quantiles, trained.rows);
  const hasDrifted = drift.psi >= DRIFTED_PSI && drift.p < FALSE_DRIFT / trained.features.length;
  return { feature, ...drift, hasDrifted };
}

function cellOf({ features }: SampledRow, feature: string, f: number, width: number): number | undefined {
  if (Array.isArray(features)) return features.length === width ? (features[f] ?? undefined) : undefined;
  const named = features as Readonly<Record<string, number | null>>;
  return Object.hasOwn(named, feature) ? (named[feature] ?? undefined) : undefined;
}

function driftReason(features: StreamDrift['features']): string | undefined {
  const drifted = features.filter(({ hasDrifted }) => hasDrifted);
  if (drifted.length === 0) return undefined;
  const [{ feature, psi, ks }] = drifted;
  const others = drifted.length > 1 ? `, and ${drifted.length - 1} more` : '';
  return `${feature} has drifted (PSI ${psi.toFixed(2)}, KS ${ks.toFixed(2)})${others}`;
}

/** It is asked every few minutes: what is likely only would be found now and then where nothing is. */
function excessReason(hits: number, rows: number, budget: number): string | undefined {
  if (besideBudget(shareInterval(hits, rows, NEARLY_CERTAIN), budget) !== 'above') return undefined;
  return `${shareWords(shareInterval(hits, rows))} of the rows are flagged, the budget is ${percentWords(budget)}`;
}
