/** What the cap counts in: no minute, wherever it begins, has more messages than the setting allows. */
const MINUTE_MS = 60_000;

/**
 * When messages of the last minute went out, milliseconds since the epoch. The minute slides: of fixed ones two meet,
 * and twice as many messages could come within seconds around their border.
 */
export type ToldAtMs = readonly number[];

/** Whether one more message may go out at `nowMs`. */
export function hasRoom(toldAtMs: ToldAtMs, messagesPerMinute: number, nowMs: number): boolean {
  return ofLastMinute(toldAtMs, nowMs).length < messagesPerMinute;
}

/** Counts one more. What was longer ago than a minute is forgotten. */
export function withMessage(toldAtMs: ToldAtMs, nowMs: number): ToldAtMs {
  return [...ofLastMinute(toldAtMs, nowMs), nowMs];
}

function ofLastMinute(toldAtMs: ToldAtMs, nowMs: number): ToldAtMs {
  return toldAtMs.filter((atMs) => nowMs - atMs < MINUTE_MS);
}
