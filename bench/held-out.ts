import { scoreFeatures } from '../model/score-features.ts';
import { trainModel } from '../model/train-model.ts';
import { qualityOf } from '../scripts/scoring/quality.ts';
import type { Accuracy, Spread } from './baselines.ts';
import type { DetectorRival } from './detector-rivals.ts';
import type { LabelledSet } from './labelled-set.ts';

/** A set in two halves that anybody can make again. */
export interface HeldOut {
  readonly name: string;
  readonly features: readonly string[];
  /** Rows 1, 3, 5, ...: n * features, row-major. */
  readonly training: Float64Array;
  /** Rows 2, 4, 6, ..., and which of them are anomalies. */
  readonly scored: readonly Float64Array[];
  readonly labels: Uint8Array;
}

/** Gives scores to the scored half, higher is stranger, by a seed. */
export type HalfScorer = (set: HeldOut, seed: number) => Float64Array;

/** Deals the rows of a set out in turn. */
export function heldOut({ name, features, rows, labels }: LabelledSet): HeldOut {
  const width = features.length;
  const rowAt = (i: number) => rows.subarray(i * width, (i + 1) * width);
  const trained = Math.ceil(labels.length / 2);
  const training = new Float64Array(trained * width);
  for (let i = 0; i < trained; i++) training.set(rowAt(2 * i), i * width);
  return {
    name,
    features,
    training,
    scored: Array.from({ length: labels.length - trained }, (_, i) => rowAt(2 * i + 1)),
    labels: labels.filter((_, i) => i % 2 === 1),
  };
}

/** Trains a kind of detector on the one half, as its rival was trained, and scores the other. */
export function detectorScorer(detector: string, { firstRows, parameters }: Partial<DetectorRival> = {}): HalfScorer {
  return (set, seed) => {
    const { features, training, scored } = firstRows === undefined ? set : standardised(set);
    const rows = training.subarray(0, Math.min(training.length, (firstRows ?? training.length) * features.length));
    const options = { detector, parameters, seed, threshold: { kind: 'budget' } } as const;
    const model = trainModel({ features, rows }, options);
    const verdicts = scoreFeatures(model, scored, { explain: false });
    return Float64Array.from(verdicts, (verdict) => (verdict.ok ? verdict.value.score : Number.NaN));
  };
}

/** Makes z-scores of both halves, by means and deviations of the one that is trained on. */
function standardised(set: HeldOut): HeldOut {
  const { features, training, scored } = set;
  const width = features.length;
  const scale = features.map((_, f) => spreadOf([...training.filter((_, i) => i % width === f)]));
  const z = (value: number, f: number) => (value - scale[f].mean) / (scale[f].deviation || 1);
  return {
    ...set,
    training: training.map((value, i) => z(value, i % width)),
    scored: scored.map((row) => row.map(z)),
  };
}

/** Means and deviations over the seeds, from 0. */
export function accuracyOf(set: HeldOut, seeds: number, scorer: HalfScorer): Accuracy {
  const qualities = Array.from({ length: seeds }, (_, seed) => qualityOf(scorer(set, seed), set.labels));
  return {
    auc: spreadOf(qualities.map(({ rocAuc }) => rocAuc)),
    ap: spreadOf(qualities.map(({ averagePrecision }) => averagePrecision)),
  };
}

/** The mean over sets, and no deviation. */
export function meanAccuracy(accuracies: readonly Accuracy[]): Accuracy {
  const meanOf = (measure: keyof Accuracy) => ({
    mean: spreadOf(accuracies.map((each) => each[measure].mean)).mean,
    deviation: 0,
  });
  return { auc: meanOf('auc'), ap: meanOf('ap') };
}

function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
