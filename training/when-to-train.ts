import { counted } from '../contracts/counted.ts';
import { durationWords } from '../contracts/duration.ts';
import type { SampledRow } from '../contracts/row-sample.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A stream's usual round: what was trained on less does not know the night. */
export const DAY_MS = 24 * HOUR_MS;

/** What a first model is made of at the least. */
export const FIRST_MODEL = {
  /** Of the default budget, one row in a thousand, there is one; and so many sums of lanes are calibrated by. */
  rows: 1000,
  /** Twice the longest pause that machines usually make between two readings, fifteen minutes. */
  spanMs: 30 * MINUTE_MS,
  /** Of the sources this share has a past that says something, which takes 300 observations of each ... */
  sourcesWithPast: 0.5,
  /** ... or so long was waited for it: some streams have sources that never come again. */
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
  /** Sources whose past says something of at least one row. */
  readonly sourcesWithPast: number;
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
  const sources = new Set<string>();
  const withPast = new Set<string>();
  for (const { arrivalMs, source, lanes } of rows) {
    first = Math.min(first, arrivalMs);
    last = Math.max(last, arrivalMs);
    sources.add(source);
    if (lanes) withPast.add(source);
  }
  const spanMs = rows.length === 0 ? 0 : last - first;
  return { rows: rows.length, spanMs, sources: sources.size, sourcesWithPast: withPast.size };
}

/**
 * Says whether to train: a first model as soon as {@link FIRST_MODEL} is there; one that saw less than a day again
 * whenever the rows span twice as long; any daily; and because of drift, not sooner than two hours after the last time.
 *
 * @param drift why the stream is no longer the model's; undefined where it is
 * @param hasPast whether sources have one
 */
export function whenToTrain(
  extent: SampleExtent,
  { current, lastTry }: TrainedBefore,
  drift: string | undefined,
  hasPast: boolean,
  nowMs: number,
): Turn {
  const lacks = whatLacks(extent, hasPast);
  if (lacks.length > 0) return { trains: false, waitsFor: lacks };
  const sinceMs = nowMs - Math.max(lastTry?.atMs ?? 0, current?.trainedAtMs ?? 0);
  const triedSpanMs = Math.max(lastTry?.spanMs ?? 0, current?.spanMs ?? 0);
  const isTwice = triedSpanMs < DAY_MS && extent.spanMs >= 2 * triedSpanMs;
  const hasRested = sinceMs >= LEAST_PAUSE_MS;
  if (!current && (isTwice || hasRested)) return { trains: true, why: 'the first model' };
  if (sinceMs >= DAY_MS) return { trains: true, why: 'a day has passed' };
  if (current && isTwice) return { trains: true, why: 'the rows span twice as long as before' };
  if (drift !== undefined && hasRested) return { trains: true, why: drift };
  const nextMs = drift !== undefined || !current ? LEAST_PAUSE_MS : DAY_MS;
  return {
    trains: false,
    waitsFor: [`the next training, in ${durationWords((nextMs - sinceMs) / 1000)} at the latest`],
  };
}

function whatLacks({ rows, spanMs, sources, sourcesWithPast }: SampleExtent, hasPast: boolean): string[] {
  const { rows: leastRows, spanMs: leastSpanMs, sourcesWithPast: leastShare, patienceMs } = FIRST_MODEL;
  const lacks: string[] = [];
  if (rows < leastRows) {
    const pace = spanMs > 0 ? `, ${durationWords(((leastRows - rows) * spanMs) / rows / 1000)} at this pace` : '';
    lacks.push(`rows: ${rows.toLocaleString('en')} of ${leastRows.toLocaleString('en')}${pace}`);
  }
  if (spanMs < leastSpanMs) {
    lacks.push(`time: they span ${durationWords(spanMs / 1000)} of ${durationWords(leastSpanMs / 1000)}`);
  }
  if (hasPast && sourcesWithPast < leastShare * sources && spanMs < patienceMs) {
    const wanted = Math.ceil(leastShare * sources);
    lacks.push(
      `sources: the past says something of ${sourcesWithPast} of ${counted(sources, 'source')}, ${wanted} wanted, ` +
        `or ${durationWords((patienceMs - spanMs) / 1000)} more`,
    );
  }
  return lacks;
}
