import { MAX_ANSWER_BYTES_VARIABLE, MAX_PAYLOAD_BYTES } from '../../../contracts/scoring.ts';

/** Where nothing is said: what SageMaker passes back from an endpoint on instances, which is its largest. */
export const DEFAULT_MAX_ANSWER_BYTES: number = MAX_PAYLOAD_BYTES['real-time'];

/** Room for any row without what explains it. */
const LEAST_MAX_ANSWER_BYTES = 64 * 1024;

/**
 * The largest answer that the endpoint of this container carries.
 *
 * @throws {Error} unless the text is a number of bytes within reason
 */
export function decodeMaxAnswerBytes(text: string | undefined): number {
  if (text === undefined) return DEFAULT_MAX_ANSWER_BYTES;
  const bytes = Number(text);
  if (/^\d+$/.test(text) && bytes >= LEAST_MAX_ANSWER_BYTES && bytes <= DEFAULT_MAX_ANSWER_BYTES) return bytes;
  const wanted = `a whole number of bytes from ${LEAST_MAX_ANSWER_BYTES} to ${DEFAULT_MAX_ANSWER_BYTES}`;
  throw new Error(`got ${MAX_ANSWER_BYTES_VARIABLE}=${JSON.stringify(text)}, wanted ${wanted}`);
}
