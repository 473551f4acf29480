import type { Sensitivity } from '../contracts/lanes.ts';
import { log10 } from '../kernels/log2.ts';
import { MOST_FEATURES } from './layout.ts';

const SLOPE = 2.75;
const INTERCEPT = 0.38;

/** The surprise at which a source alarms: one observation in 900 of anomaly-free streams. */
export const ALARM_SURPRISE = 1.15;

/** The same by sensitivity: one observation in 350, in 900, in 1,400. */
export const ALARM_SCORES: Readonly<Record<Sensitivity, number>> = { high: 1, normal: ALARM_SURPRISE, low: 1.2 };

/**
 * Says how rare a surprise S is in anomaly-free streams: log10 p = .38 - 2.75 S, at most 0. Fitted by eye for S of .6
 * to 2 on eight kinds of generated stream, of which kinds differ by a factor of three and a clean daily sine by thirty.
 *
 * @returns log10 of the share of observations with at least this surprise
 */
export function log10TailOf(surprise: number): number {
  return Math.min(0, INTERCEPT - SLOPE * surprise);
}

/** Says the same in decades, -log10: 0 or more, higher is rarer. */
export function decadesOf(surprise: number): number {
  return Math.max(0, -log10TailOf(surprise));
}

/** log10 of 0 to 64 features. */
const LOG10S = Float64Array.from({ length: MOST_FEATURES + 1 }, (_, features) => log10(Math.max(1, features)));

/** Says by how many decades the rarest of several tails is rarer by chance than one: log10(D), D up to 64. */
export function decadesOfMany(features: number): number {
  return LOG10S[features];
}

/**
 * Says by how much the largest surprise of several features is larger by chance than one feature's: log10(D) / 2.75,
 * which makes a tail D times smaller.
 */
export function surpriseOfMany(features: number): number {
  return decadesOfMany(features) / SLOPE;
}
