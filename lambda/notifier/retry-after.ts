/** Beyond, SQS hides no message, and nobody should sleep. */
const LONGEST_MS = 6 * 3_600_000;

/**
 * Reads the header with which a server says when to come again: seconds, or a date of HTTP.
 *
 * @returns milliseconds from now on, six hours at most; undefined without a header that says so
 */
export function readRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_MS);
}
