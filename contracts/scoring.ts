import type { Features } from './observation.ts';
import type { Problem } from './result.ts';
import type { Verdict } from './verdict.ts';

/** One row of the named form of `/invocations`: `{"instances":[{"features":{"a":1}}]}`. */
export interface Instance {
  readonly features: Features;
}

/** What came back for one instance: rows stay aligned, a bad one carries its problem in its place. */
export type ScoredRow = { readonly verdict: Verdict } | { readonly error: Problem };
