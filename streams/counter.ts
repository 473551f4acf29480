import { FEATURE } from './layout.ts';
import { feature } from './workspace.ts';

/**
 * Turns a reading of a counter into its rate, and remembers the reading. A reading below the last one began again: how
 * much was counted since, nobody knows.
 *
 * @param timeMs NaN where it is unknown; then the rate is an observation's
 * @returns per second; NaN for the first reading, for the first after a reset, and for one that is not newer than the
 *   last, which is left out
 */
export function rateOfCounter(reading: number, timeMs: number): number {
  const { f64, bytes } = feature;
  const before = f64[FEATURE.counterValue];
  const seconds = Number.isNaN(timeMs) ? 1 : (timeMs - f64[FEATURE.counterTimeMs]) / 1000;
  const isFirst = bytes[FEATURE.isCounting] === 0;
  if (!isFirst && seconds <= 0) return Number.NaN;
  bytes[FEATURE.isCounting] = 1;
  f64[FEATURE.counterValue] = reading;
  if (!Number.isNaN(timeMs)) f64[FEATURE.counterTimeMs] = timeMs;
  return isFirst || reading < before ? Number.NaN : (reading - before) / seconds;
}
