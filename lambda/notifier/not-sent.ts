/**
 * A message did not reach its channel this time. What it says goes to the log: it names secrets, and never has anything
 * of what they hold.
 */
export class NotSent extends Error {
  /** What the channel asked for; undefined where it did not. */
  readonly retryAfterMs: number | undefined;

  constructor(reason: string, retryAfterMs?: number) {
    super(reason);
    this.name = 'NotSent';
    this.retryAfterMs = retryAfterMs;
  }
}
