import { type Decay, decay, weightOf } from './decaying-counts.ts';
import { HEADER } from './layout.ts';
import { log2 } from './log2.ts';
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
/** .3 log10(2): what each doubling of alike events takes from the score. */
const PER_DOUBLING = 0.3 * 0.3010299956639812;
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
  const weight = weightOf(PEAKS, n);
  if (f32[HEADER.eventPeak] > 0 && n - u32[HEADER.eventLast] > CLOSE) {
    u16[HEADER.peaks + binOfPeak(f32[HEADER.eventPeak])] += weight;
    f32[HEADER.eventPeak] = 0;
  }
  const alike = alikeTo(surprise) / weight;
  if (surprise >= EVENT) {
    f32[HEADER.eventPeak] = Math.max(f32[HEADER.eventPeak], surprise);
    u32[HEADER.eventLast] = n;
  }
  return alike > FEW ? surprise - PER_DOUBLING * log2(1 + alike - FEW) : surprise;
}

function binOfPeak(peak: number): number {
  return Math.max(0, Math.min(BINS - 1, Math.floor((peak - EVENT) / BIN)));
}

function alikeTo(surprise: number): number {
  const first = Math.max(0, Math.ceil((surprise - ALIKE - EVENT) / BIN));
  let alike = 0;
  for (let bin = first; bin < BINS; bin++) alike += header.u16[HEADER.peaks + bin];
  return alike;
}
