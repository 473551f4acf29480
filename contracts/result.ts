import type { ProblemCode } from './problem-codes.ts';

/**
 * Why a value was refused, as data: what a caller shows, counts or stores.
 *
 * The code is one of the catalogue, unless the problem came from outside (out of the bucket, or in the endpoint's
 * answer): then it may be any text, and the type says so with `Problem<string>`.
 */
export interface Problem<Code extends string = ProblemCode> {
  /** Stable, machine-readable: `unreadable`, `no_features`, ... Never reused for another meaning. */
  readonly code: Code;
  /** Where in the value, as a JSON-path-like string: `features.temperature`, `[3].timestamp`, or '' for the whole. */
  readonly path: string;
  /** What is wrong, the value got, the value wanted; lower case, no full stop. */
  readonly message: string;
}

/** The outcome of decoding something that others wrote: malformed input is data, never an exception. */
export type Result<T, Code extends string = ProblemCode> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem<Code> };

/** Makes the outcome of a value that was taken. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** Makes the outcome of a value that was refused. A code outside the catalogue does not compile. */
export function malformed<Code extends ProblemCode>(
  code: Code,
  path: string,
  message: string,
): { ok: false; problem: Problem<Code> } {
  return { ok: false, problem: { code, path, message } };
}
