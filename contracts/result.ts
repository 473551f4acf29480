/** Why a value was refused, as data: what a caller shows, counts or stores. */
export interface Problem {
  /** Stable, machine-readable: `not_json`, `no_features`, ... Never reused for another meaning. */
  readonly code: string;
  /** Where in the value, as a JSON-path-like string: `features.temperature`, `[3].timestamp`, or '' for the whole. */
  readonly path: string;
  /** What is wrong, the value got, the value wanted; lower case, no full stop. */
  readonly message: string;
}

/** The outcome of decoding something that others wrote: malformed input is data, never an exception. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** Wraps a value that was decoded. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Makes the other {@link Result}: what is wrong with the data, and where, as a {@link Problem} says it. */
export function malformed(code: string, path: string, message: string): { ok: false; problem: Problem } {
  return { ok: false, problem: { code, path, message } };
}
