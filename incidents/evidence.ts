import { NO_MODEL, type Severity, type Verdict } from '../contracts/verdict.ts';
import type { Anomaly } from './anomaly.ts';

/** An anomaly that is remembered because it may be part of what opens an incident. */
export interface WeakAnomaly {
  /** By the observation's clock, cut at its arrival. */
  readonly atMs: number;
  readonly grade: number;
  readonly points: number;
}

/** What there is with one anomaly more. */
export interface Gathered {
  /** The remembered ones and this one, without those that are too long ago. */
  readonly weak: readonly WeakAnomaly[];
  readonly points: number;
}

/** So many of its source's own usual intervals evidence lasts. */
const INTERVALS = 10;
/** And so long at least: records come in batches, and clocks have whole seconds. */
const LEAST_MS = 10_000;

const POINTS = { low: 1, medium: 2 } as const;

/**
 * Weighs one anomaly: a low one is 1, a medium one 2, a high or critical one all that is needed.
 *
 * So has what is said but once, so that nothing can come to its aid: that a feature stands still, and an alarm by the
 * past of a source alone, where there is no model, after which the source rests for 20 to 150 observations. That does
 * not hold while the source is learning.
 *
 * @param needed points that open an incident
 */
export function pointsOf(verdict: Verdict, severity: Severity, needed: number): number {
  if (isSaidOnce(verdict) || severity === 'high' || severity === 'critical') return needed;
  return Math.min(needed, POINTS[severity]);
}

function isSaidOnce({ modelVersion, lane = 'row', stream }: Verdict): boolean {
  if (lane === 'row' || stream?.learning) return false;
  return modelVersion === NO_MODEL || stream?.frozen === true;
}

/** For how long an anomaly is remembered; as long as the cooldown where the interval is unknown. */
export function evidenceWindowMs({ usualIntervalMs }: Pick<Anomaly, 'usualIntervalMs'>, cooldownMs: number): number {
  return usualIntervalMs === undefined ? cooldownMs : Math.max(LEAST_MS, INTERVALS * usualIntervalMs);
}

/** Adds an anomaly to what is remembered; what is more than `windowMs` before the latest one has expired. */
export function gathered(before: readonly WeakAnomaly[], one: WeakAnomaly, windowMs: number): Gathered {
  const all = [...before, one];
  const latestMs = Math.max(...all.map(({ atMs }) => atMs));
  const weak = all.filter(({ atMs }) => latestMs - atMs <= windowMs);
  return { weak, points: weak.reduce((sum, { points }) => sum + points, 0) };
}
