import { GAPS } from './layout.ts';
import {
  FORTNIGHT,
  LEAST_FACTOR,
  LEAST_INTERVALS,
  LEAST_SEEN,
  LEAST_SILENCE,
  MOST_FACTOR,
  MOST_PAUSES,
  PAUSE,
} from './silence-limits.ts';
import type { Views } from './workspace.ts';

type GapViews = Pick<Views, 'u32' | 'f32'>;

/** One object for all: what {@link learnGap} found out last. */
export const learned = {
  /** Whether the gap was as long as the source may be silent. */
  wasOverdue: false,
  /** Ticks that it may be silent from now on; 0 where nobody is told. */
  overdueAfter: 0,
};

/**
 * Learns the gap between the last arrival and this one, and from it how long this source may be silent.
 *
 * U = sum of g^2 / sum of g is its usual interval: the gap in which a moment lies on average, so that a burst counts as
 * one. L is the second longest gap of this fortnight and the last: what happened once is not usual yet, and no gap
 * counts as longer than L. It is overdue after L min(16, 1.5 + L / U), at least a minute: two and a half intervals
 * of a source that speaks like a clock, and the more, the less regular it is. Nobody is told of one that is new (less
 * than two days, or than 300 U) or does not always speak (more than 1 % of its time in gaps of more than 4 U).
 *
 * Cost: some 15 ns.
 *
 * @param at where its {@link GAPS} begin
 * @param tick of the arrival, by the clock of its shard; not before the last one
 */
export function learnGap({ u32, f32 }: GapViews, at: number, tick: number): void {
  const last = u32[at + GAPS.last];
  const overdueAfter = u32[at + GAPS.overdueAfter];
  learned.wasOverdue = overdueAfter > 0 && last > 0 && tick - last >= overdueAfter;
  learned.overdueAfter = overdueAfter;
  if (tick === last) return;
  u32[at + GAPS.last] = tick;
  if (last === 0) return;
  beginFortnight(u32, f32, at, tick);
  remember(u32, at + GAPS.longest, tick - last);
  const second = secondLongestOf(u32, at);
  const gap = Math.min(tick - last, second);
  u32[at + GAPS.sum] += gap;
  f32[at + GAPS.squares] += gap * gap;
  const sum = u32[at + GAPS.sum] + u32[at + GAPS.sum + 1];
  const usual = (f32[at + GAPS.squares] + f32[at + GAPS.squares + 1]) / sum;
  if (gap > PAUSE * usual) u32[at + GAPS.pauses] += gap;
  const pauses = u32[at + GAPS.pauses] + u32[at + GAPS.pauses + 1];
  const isNew = sum < LEAST_SEEN || !(sum >= LEAST_INTERVALS * usual);
  const isTold = !isNew && pauses <= MOST_PAUSES * sum;
  const factor = Math.min(MOST_FACTOR, LEAST_FACTOR + Math.max(0, second / usual - 1));
  learned.overdueAfter = isTold ? Math.max(LEAST_SILENCE, Math.round(second * factor)) : 0;
  u32[at + GAPS.overdueAfter] = learned.overdueAfter;
}

/** What was this fortnight is the one before, where another one has begun. */
function beginFortnight(u32: Uint32Array, f32: Float32Array, at: number, tick: number): void {
  const before = u32[at + GAPS.fortnight];
  if (tick < (before + 1) * FORTNIGHT) return;
  const now = Math.floor(tick / FORTNIGHT);
  const isNext = now === before + 1;
  u32[at + GAPS.fortnight] = now;
  for (const field of [GAPS.sum, GAPS.pauses]) {
    u32[at + field + 1] = isNext ? u32[at + field] : 0;
    u32[at + field] = 0;
  }
  f32[at + GAPS.squares + 1] = isNext ? f32[at + GAPS.squares] : 0;
  f32[at + GAPS.squares] = 0;
  for (const field of [GAPS.longest, GAPS.longest + 1]) {
    u32[at + field + 2] = isNext ? u32[at + field] : 0;
    u32[at + field] = 0;
  }
}

/** Keeps a gap among the two longest of this fortnight, which begin at `first`. */
function remember(u32: Uint32Array, first: number, gap: number): void {
  if (gap > u32[first]) {
    u32[first + 1] = u32[first];
    u32[first] = gap;
  } else if (gap > u32[first + 1]) {
    u32[first + 1] = gap;
  }
}

/** Says which gap is the second longest of this fortnight and the one before. */
export function secondLongestOf(u32: Uint32Array, at: number): number {
  const first = at + GAPS.longest;
  return Math.max(Math.min(u32[first], u32[first + 2]), u32[first + 1], u32[first + 3]);
}

/** Reads a u32 of a block of gaps, wherever these bytes lie. @param from the byte at which the block begins */
export function gapsAt(bytes: Uint8Array, from: number, field: number): number {
  const at = from + 4 * field;
  return bytes[at] + 256 * (bytes[at + 1] + 256 * (bytes[at + 2] + 256 * bytes[at + 3]));
}

/** Says what is usual between two arrivals, in ticks, by packed bytes; NaN where none is known. */
export function usualGapOf(bytes: Uint8Array, from: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const squares = (field: number) => view.getFloat32(from + 4 * field, true);
  const sum = gapsAt(bytes, from, GAPS.sum) + gapsAt(bytes, from, GAPS.sum + 1);
  return (squares(GAPS.squares) + squares(GAPS.squares + 1)) / sum;
}
