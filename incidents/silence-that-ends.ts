/** Three of the source's own intervals, and half of one for jitter. */
const INTERVALS = 3.5;
/** The item of a source is forgotten after eight days without a write. */
const MOST_MS = 7 * 24 * 3_600_000;

/**
 * Says after which silence an incident is over: the cooldown, or longer for a source that speaks seldom.
 *
 * @param usualIntervalMs between two observations of the source; undefined where it is unknown
 */
export function silenceThatEndsMs(cooldownMs: number, usualIntervalMs: number | undefined): number {
  return Math.max(cooldownMs, Math.min(MOST_MS, INTERVALS * (usualIntervalMs ?? 0)));
}
