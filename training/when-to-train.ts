import { counted } from '../contracts/counted.ts';
import { durationWords } from '../contracts/duration.ts';
import type { SampledRow } from '../contracts/row-sample.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A stream's usual round: what was trained on less does not know the night. */
export const DAY_MS = 24 * HOUR_MS;

/** Whether rows that took so long are less than a day, but for those at its ends that were held out. */
export function isLessThanADay(spanMs: number): boolean {
  return spanMs < 0.9 * DAY_MS;
}

/** What a first model is made of at the least. */
export const FIRST_MODEL = {
  /** Of the default budget, one row in a thousand, there is one; and so many sums of lanes are calibrated by. */
  rows: 1000,
  /** Twice the longest pause that machines usually make between two readings, fifteen minutes. */
  spanMs: 30 * MINUTE_MS,
  /** Of the sources this share at most came in the second half: a model of two machines flags the others ... */
  newSources: 0.2,
  /** ... or so long was waited for it: some streams have new sources all the time. */
  patienceMs: DAY_MS,
} as const;

/** A drift is followed twelve times a day at the most. */
const LEAST_PAUSE_MS = 2 * HOUR_MS;

/** What there is to train on. */
export interface SampleExtent {
  readonly rows: number;
  /** From the first arrival to the last one. */
  readonly spanMs: number;
  readonly sources: number;
  /** Those that came first in the second half of that time. */
  readonly newSources: number;
}

/** What was trained before. */
export interface TrainedBefore {
  /** Of the model that judges: when the last row of its training arrived, how long they took. */
  readonly current?: { readonly trainedAtMs: number; readonly spanMs: number };
  /** The last training, whatever came of it. */
  readonly lastTry?: { readonly atMs: number; readonly spanMs: number };
}

/** Whether it is time, and why, or for what to wait. */
export type Turn =
  | { readonly trains: true; readonly why: string }
  | { readonly trains: false; readonly waitsFor: readonly string[] };

/** Measures what there is to train on. */
export function extentOf(rows: readonly SampledRow[]): SampleExtent {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const since = new Map<string, number>();
  for (const { arrivalMs, source } of rows) {
    first = Math.min(first, arrivalMs);
    last = Math.max(last, arrivalMs);
    since.set(source, Math.min(since.get(source) ?? arrivalMs, arrivalMs));
  }
  const newSources = [...since.values()].filter((ms) => ms > (first + last) / 2).length;
  return { rows: rows.length, spanMs: rows.length === 0 ? 0 : last - first, sources: since.size, newSources };
}

/**
 * Says whether to train: a first model as soon as {@link FIRST_MODEL} is there; one that saw less than a day again
 * whenever the rows span twice as long, and once they span a day; any daily; and because of drift, not sooner than two
 * hours after the last time.
 *
 * @param drift why the stream is no longer the model's; undefined where it is
 */
export function whenToTrain(
  extent: SampleExtent,
  { current, lastTry }: TrainedBefore,
  drift: string | undefined,
  nowMs: number,
): Turn {
  const lacks = whatLacks(extent);
  if (lacks.length > 0) return { trains: false, waitsFor: lacks };
  const sinceMs = nowMs - Math.max(lastTry?.atMs ?? 0, current?.trainedAtMs ?? 0);
  const triedSpanMs = Math.max(lastTry?.spanMs ?? 0, current?.spanMs ?? 0);
  const isTwice = isLessThanADay(triedSpanMs) && extent.spanMs >= Math.min(2 * triedSpanMs, DAY_MS);
  const hasRested = sinceMs >= LEAST_PAUSE_MS;
  if (!current && (isTwice || hasRested)) return { trains: true, why: 'the first model' };
  if (sinceMs >= DAY_MS) return { trains: true, why: 'a day has passed' };
  if (current && isTwice)
    return {
      trains: true,
      why: extent.spanMs >= DAY_MS ? 'the rows span a day' : 'the rows span twice as long as before',
    };
  if (drift !== undefined && hasRested) return { trains: true, why: drift };
  const nextMs = drift !== undefined || !current ? LEAST_PAUSE_MS : DAY_MS;
  return {
    trains: false,
    waitsFor: [`the next training, in ${durationWords((nextMs - sinceMs) / 1000)} at the latest`],
  };
}

function whatLacks({ rows, spanMs, sources, newSources }: SampleExtent): string[] {
  const { rows: leastRows, spanMs: leastSpanMs, newSources: mostNew, patienceMs } = FIRST_MODEL;
  const lacks: string[] = [];
  if (rows < leastRows) {
    const pace = spanMs > 0 ? `, ${durationWords(((leastRows - rows) * spanMs) / rows / 1000)} at this pace` : '';
    lacks.push(`rows: ${rows.toLocaleString('en')} of ${leastRows.toLocaleString('en')}${pace}`);
  }
  if (spanMs < leastSpanMs) {
    lacks.push(`time: they span ${durationWords(spanMs / 1000)} of ${durationWords(leastSpanMs / 1000)}`);
  }
  if (newSources > mostNew * sources && spanMs < patienceMs) {
    lacks.push(
      `sources: ${newSources} of ${counted(sources, 'source')} came in the second half of that time: until it is ` +
        `a fifth, or for ${durationWords((patienceMs - spanMs) / 1000)}`,
    );
  }
  return lacks;
}
