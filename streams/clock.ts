import { exp2, log2 } from '../kernels/log2.ts';
import { HEADER } from './layout.ts';
import { rateAt } from './running-mean.ts';
import { header } from './workspace.ts';

const HOUR_MS = 3_600_000;
const DAY_S = 86_400;
const RATE = 0.02;
/** One step of the natural logarithm, in log2. */
const MOST_STEP = Math.LOG2E;
/** Observations in a third of a day where no interval is known: those of five minutes. */
const USUAL_SPAN = 96;

/**
 * Learns the usual interval between observations of a source: a running mean of log2(seconds), rate max(.02, 1/n),
 * each step limited to one natural logarithm. Rows that are not newer than the latest move nothing.
 *
 * @param timeMs NaN where it is unknown
 */
export function learnInterval(timeMs: number): void {
  const last = header.f64[HEADER.lastTimeMs];
  if (!(timeMs > last) && last !== 0) return;
  if (Number.isNaN(timeMs)) return;
  header.f64[HEADER.lastTimeMs] = timeMs;
  if (last === 0) return;
  const interval = log2((timeMs - last) / 1000);
  const n = ++header.u32[HEADER.intervals];
  const mean = header.f32[HEADER.logInterval];
  const step = Math.max(-MOST_STEP, Math.min(MOST_STEP, interval - mean));
  header.f32[HEADER.logInterval] = n === 1 ? interval : mean + rateAt(n, RATE) * step;
}

/** Gives the running mean of log2(seconds between observations); NaN where no interval is known. */
export function logIntervalOf(): number {
  return header.u32[HEADER.intervals] === 0 ? Number.NaN : header.f32[HEADER.logInterval];
}

/** Says how many observations a third of a day has, 6 to 128. */
export function spanOf(): number {
  if (header.u32[HEADER.intervals] === 0) return USUAL_SPAN;
  const span = DAY_S / 3 / exp2(header.f32[HEADER.logInterval]);
  return Math.max(6, Math.min(128, span));
}

/**
 * Finds the bin of the profile: the hour, 0 to 23, and 24 more on Saturday and Sunday; -1 where the time is unknown.
 *
 * @param timeMs milliseconds since the epoch, UTC
 * @param offsetMinutes how far the local clock is ahead of UTC then
 */
export function binOf(timeMs: number, offsetMinutes: number): number {
  if (Number.isNaN(timeMs)) return -1;
  const hours = Math.floor((timeMs + offsetMinutes * 60_000) / HOUR_MS);
  // The epoch began on a Thursday: day 2 was a Saturday.
  const day = Math.floor(hours / 24);
  const weekday = (((day - 2) % 7) + 7) % 7;
  return hours - day * 24 + (weekday < 2 ? 24 : 0);
}
