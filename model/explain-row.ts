import type { Contribution } from '../contracts/verdict.ts';
import { expectedValues } from './expected-values.ts';
import type { Model } from './model.ts';
import { thresholdSurprise } from './row-surprise.ts';
import { sampledContributions } from './sampled-contributions.ts';
import { decadesBeyond } from './training-ranges.ts';

/** Why a row is strange. */
export interface RowExplanation {
  /** The largest first. */
  readonly contributions: readonly Contribution[];
  /** Only of an estimate: the largest standard error of the contributions. */
  readonly contributionError?: number;
}

/**
 * Finds each feature's contribution, the largest first, and what those that made the row stranger would usually be.
 *
 * The detector says what each added to its score; where it cannot, {@link sampledContributions} estimates it. Where the
 * score is not what made the row anomalous, what each value adds to the surprise by lying beyond those of training is
 * put on top, in units of the score.
 * @returns nothing where the detector cannot say and nothing can be estimated
 */
export function explainRow(model: Model, row: Float64Array, score: number): RowExplanation | undefined {
  const shares = sharesOf(model, row);
  if (!shares) return undefined;
  const contributions = score > model.threshold ? shares.values : withWayBeyond(model, row, shares);
  const parts = model.features.map((feature, f) => ({ f, feature, contribution: contributions[f], observed: row[f] }));
  parts.sort((a, b) => b.contribution - a.contribution);
  const stranger = parts.filter(({ contribution }) => contribution > 0).map(({ f }) => f);
  const expected = expectedValues(model.reference, row, stranger);
  return {
    contributions: parts.map(({ f: _, ...part }, rank) => ({ ...part, ...comparison(part.observed, expected[rank]) })),
    ...(shares.error !== undefined && { contributionError: shares.error }),
  };
}

/** Shares of a score above the expected one. */
interface Shares {
  readonly values: Float64Array;
  /** Absent where the detector knows it. */
  readonly expected?: number;
  readonly error?: number;
}

function sharesOf({ detector, reference }: Model, row: Float64Array): Shares | undefined {
  const values = detector.contributions?.(row);
  return values ? { values } : sampledContributions(detector, reference, row);
}

/** A decade counts as much as one from the expected score to the threshold does on the average. */
function withWayBeyond(model: Model, row: Float64Array, { values, expected }: Shares): Float64Array {
  const { calibration, threshold, detector } = model;
  if (!calibration) return values;
  const beyond = new Float64Array(row.length);
  decadesBeyond(row, calibration.ranges, beyond);
  const rise = Math.abs(threshold - (expected ?? detector.expectedScore ?? 0));
  const decade = rise / thresholdSurprise(threshold, calibration.scale);
  return values.map((value, f) => value + (Number.isFinite(decade) ? decade : 1) * beyond[f]);
}

function comparison(observed: number, expected: number | undefined): Pick<Contribution, 'expected' | 'direction'> {
  if (expected === undefined) return {};
  if (observed === expected) return { expected };
  return { expected, direction: observed > expected ? 'above' : 'below' };
}
