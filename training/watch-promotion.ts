import type { SampledRow } from '../contracts/row-sample.ts';
import type { Model } from '../model/model.ts';
import { budgetOf, judgeSample } from './judge-sample.ts';
import { besideBudget, NEARLY_CERTAIN, percentWords, shareInterval, shareWords } from './share-interval.ts';

/** What was seen of a version since it was promoted, beside the one before it on the same rows. */
export interface PromotionWatch {
  /** Identities of both. */
  readonly model: string;
  readonly before: string;
  /** Rows that arrived up to here are counted, milliseconds since the epoch. */
  readonly untilMs: number;
  readonly rows: number;
  readonly flagged: number;
  readonly flaggedBefore: number;
}

/** Fewer flags say nothing. */
const LEAST_FLAGS = 20;

/** Begins to watch a version that judges what arrives from `fromMs` on. */
export function beginWatch(model: string, before: string, fromMs: number): PromotionWatch {
  return { model, before, untilMs: fromMs, rows: 0, flagged: 0, flaggedBefore: 0 };
}

/** A version that kept its budget for so many flags is no longer watched. */
const ENOUGH_FLAGS = 100;

/** Whether enough was seen of a version: it stays, and what happens later is drift. */
export function isSeenEnough({ rows }: PromotionWatch, model: Model): boolean {
  return rows * budgetOf(model) >= ENOUGH_FLAGS;
}

/** Counts what arrived since: by both versions, on rows that neither finds malformed. */
export function watchOn(
  watch: PromotionWatch,
  sample: readonly SampledRow[],
  model: Model,
  before: Model,
): PromotionWatch {
  const fresh = sample.filter(({ arrivalMs }) => arrivalMs > watch.untilMs);
  const [now, then] = [judgeSample(model, fresh), judgeSample(before, fresh)];
  let { rows, flagged, flaggedBefore, untilMs } = watch;
  for (const [i, { arrivalMs }] of fresh.entries()) {
    untilMs = Math.max(untilMs, arrivalMs);
    const [verdict, other] = [now[i], then[i]];
    if (!verdict || !other) continue;
    rows++;
    flagged += Number(verdict.anomalous);
    flaggedBefore += Number(other.anomalous);
  }
  return { ...watch, untilMs, rows, flagged, flaggedBefore };
}

/**
 * Says why a version has to be rolled back: at least twenty flags were expected of it, or seen, and the share that it
 * flags has left its budget nearly certainly, while that of the version before is within its own on the same rows.
 *
 * (Twenty that were seen where fewer were expected are more evidence, not less.)
 * @returns a sentence; undefined where it stays
 */
export function rollbackReason(watch: PromotionWatch, model: Model, before: Model): string | undefined {
  const { rows, flagged, flaggedBefore } = watch;
  const budget = budgetOf(model);
  if (rows === 0 || Math.max(rows * budget, flagged) < LEAST_FLAGS) return undefined;
  const share = shareInterval(flagged, rows, NEARLY_CERTAIN);
  const shareBefore = shareInterval(flaggedBefore, rows, NEARLY_CERTAIN);
  const isOut = besideBudget(share, budget) !== 'within';
  if (!isOut || besideBudget(shareBefore, budgetOf(before)) !== 'within') return undefined;
  return (
    `it flags ${shareWords(share)} of ${rows.toLocaleString('en')} rows, its budget is ${percentWords(budget)}; ` +
    `the version before flags ${shareWords(shareBefore)} of the same rows`
  );
}
