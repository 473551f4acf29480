import { log10 } from '../kernels/log2.ts';
import { type Decay, decay, weightOf } from './decaying-counts.ts';
import { HEADER } from './layout.ts';
import { header } from './workspace.ts';

/** An event is open from here on. */
const EVENT = 0.9;
/** It closes as many observations after it was last as high. */
const CLOSE = 50;
/** Peaks from .9 on, in bins of .1. */
const BINS = 40;
const BIN = 0.1;
/** How much lower a remembered peak may be to count as alike. */
const ALIKE = 0.1;
/** As many alike are nothing usual yet. */
const FEW = 2;
/** What ten times as many alike events take from the score. */
const PER_DECADE = 0.3;
/** An event takes 50 observations at least, so that 80 at most are remembered, as 512 each at most. */
const PEAKS: Decay = { halfLife: 2000, unit: 256 };

/**
 * Remembers how high past events came, so that a spike that comes every day stops alarming.
 * score = surprise - .3 log10(1 + max(0, c - 2)); c = events remembered with a peak of at least surprise - .1, which
 * count half after 2000 observations. An event is open while the surprise was .9 or more in the last 50 observations,
 * and is remembered when it closes.
 *
 * @param n observations of the source, this one included
 * @returns the score
 */
export function scoreThenRemember(surprise: number, n: number): number {
  const { f32, u32, u16 } = header;
  decay(PEAKS, n, u16, HEADER.peaks, BINS);
  if (f32[HEADER.eventPeak] > 0 && n - u32[HEADER.eventLast] > CLOSE) {
    remember(f32[HEADER.eventPeak], n);
    f32[HEADER.eventPeak] = 0;
  }
  const alike = alikeTo(surprise, n);
  if (surprise >= EVENT) {
    f32[HEADER.eventPeak] = Math.max(f32[HEADER.eventPeak], surprise);
    u32[HEADER.eventLast] = n;
  }
  return alike > FEW ? surprise - PER_DECADE * log10(1 + alike - FEW) : surprise;
}

function remember(peak: number, n: number): void {
  const weight = weightOf(PEAKS, n);
  const last = Math.max(0, Math.min(BINS - 1, Math.floor((peak - EVENT) / BIN)));
  for (let bin = 0; bin <= last; bin++) header.u16[HEADER.peaks + bin] += weight;
}

function alikeTo(surprise: number, n: number): number {
  const first = Math.max(0, Math.ceil((surprise - ALIKE - EVENT) / BIN));
  const weighed = first < BINS ? header.u16[HEADER.peaks + first] : 0;
  return weighed === 0 ? 0 : weighed / weightOf(PEAKS, n);
}
