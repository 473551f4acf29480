import type { FeatureValues } from './feature-names.ts';

/** One observation of a source, by the names of its features. */
export interface NamedObservation {
  readonly source: string;
  /** Milliseconds since the epoch, by its own clock; NaN where there is none. */
  readonly timestampMs: number;
  /** When it arrived: what the clock of these sources goes by. */
  readonly arrivalMs: number;
  readonly features: FeatureValues;
  /** What it is called by, of which derived features may be made. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}
