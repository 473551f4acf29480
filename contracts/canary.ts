/**
 * A canary is a record that a function of ours puts on the stream every few minutes, to see that what is strange is
 * found: an observation that the model must flag, under this source. No other observation may have it. It is known by
 * a nonce that the function wrote into the incident table before.
 */
export const CANARY_SOURCE = 'weir:canary';

/** One is put so often. */
export const CANARY_EVERY_MS = 5 * 60_000;

/** When it was put, milliseconds since the epoch in 15 digits, and 32 hexadecimal digits that nobody can guess. */
const NONCE = /^\d{15}-[0-9a-f]{32}$/;

/** @param secret 32 hexadecimal digits */
export function canaryNonce(putMs: number, secret: string): string {
  return `${String(putMs).padStart(15, '0')}-${secret}`;
}

/** Whether a text has the form of a nonce. */
export function isCanaryNonce(text: string): boolean {
  return NONCE.test(text);
}

/** When a canary was put, by the clock of who put it, milliseconds since the epoch. */
export function canaryPutMs(nonce: string): number {
  return Number(nonce.slice(0, 15));
}

/**
 * What became of a canary.
 *
 * | outcome | its way was measured | its vector |
 * |---|---|---|
 * | `flagged` | from put to verdict | was found anomalous by the model that it was made for |
 * | `decoded` | from put to decoded | was scored by nobody: no model judges, or another one than it was made for |
 * | `missed` | no | was not found anomalous, could not be scored, or nobody answered in time |
 */
export type CanaryOutcome = 'flagged' | 'decoded' | 'missed';

/** What became of a canary, as a line of the consumer's log. */
export interface CanaryLine {
  /** `shardId:sequenceNumber:index`. */
  readonly identity: string;
  readonly outcome: CanaryOutcome;
  /** Since it was put, by the clock of who put it. */
  readonly latencyMs: number;
  /** Of `missed`: why. */
  readonly reason?: string;
}
