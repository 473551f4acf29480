import type { Linked } from './by-recency.ts';
import type { DerivedState } from './derived/derived-plan.ts';
import type { FeatureNames } from './feature-names.ts';
import type { SourceState } from './source-state.ts';

/** What is kept of one source. */
export interface KeptSource {
  readonly names: readonly string[];
  readonly state: SourceState;
  /** The arrival of its last observation, by the clock of all. */
  readonly lastSeenMs: number;
  /** What its derived features are made of; absent where none are. */
  readonly derived?: DerivedState | undefined;
}

/** The same, as {@link Sources} keeps it. */
export interface Kept extends Linked<Kept> {
  names: FeatureNames;
  state: SourceState;
  lastSeenMs: number;
  derived: DerivedState | undefined;
}

/** What is kept of a source, for others. */
export function toldOf({ names, state, lastSeenMs, derived }: Kept): KeptSource {
  return { names: names.names, state, lastSeenMs, ...(derived && { derived }) };
}
