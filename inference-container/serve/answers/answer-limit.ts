import { MAX_ANSWER_BYTES_VARIABLE, MAX_PAYLOAD_BYTES } from '../../../contracts/scoring.ts';
import type { Verdict } from '../../../contracts/verdict.ts';

/** Where nothing is said: what SageMaker passes back from an endpoint on instances, which is its largest. */
export const DEFAULT_MAX_ANSWER_BYTES: number = MAX_PAYLOAD_BYTES['real-time'];

/** Room for any row without what explains it. */
const LEAST_MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Decodes the largest answer that the endpoint of this container carries.
 *
 * @param text a number of bytes, as in the environment variable
 * @throws {Error} unless the text is a number of bytes within reason
 */
export function decodeMaxAnswerBytes(text: string | undefined): number {
  if (text === undefined) return DEFAULT_MAX_ANSWER_BYTES;
  const bytes = Number(text);
  if (/^\d+$/.test(text) && bytes >= LEAST_MAX_ANSWER_BYTES && bytes <= DEFAULT_MAX_ANSWER_BYTES) return bytes;
  const wanted = `a whole number of bytes from ${LEAST_MAX_ANSWER_BYTES} to ${DEFAULT_MAX_ANSWER_BYTES}`;
  throw new Error(`got ${MAX_ANSWER_BYTES_VARIABLE}=${JSON.stringify(text)}, wanted ${wanted}`);
}

/**
 * Cuts a verdict that alone would be more than an answer may hold.
 *
 * @param maxBytes of the verdict as JSON
 * @returns the verdict with as many of its largest contributions, and of its first imputed names, as fit
 */
export function shortenVerdict(verdict: Verdict, maxBytes: number): Verdict {
  const { imputed, unknownNames: _, contributions, ...rest } = verdict;
  const room = maxBytes - bytesOf({ ...rest, imputed: [], contributions: [] });
  const names = imputed && firstOf(imputed, contributions ? room / 2 : room);
  const largest = contributions && firstOf(contributions, room - (names ? bytesOf(names) : 0));
  return { ...rest, ...(names && { imputed: names }), ...(largest && { contributions: largest }) };
}

/** As many as fit, with a comma behind each. */
function firstOf<T>(items: readonly T[], room: number): T[] {
  let left = room;
  const end = items.findIndex((item) => {
    left -= bytesOf(item) + 1;
    return left < 0;
  });
  return items.slice(0, end === -1 ? items.length : end);
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
