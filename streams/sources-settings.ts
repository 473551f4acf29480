import type { Derivation } from '../contracts/derive.ts';
import type { SourcesSettings } from './sources.ts';
import { offsetMinutesIn } from './time-zone.ts';

const DAY_MS = 86_400_000;

/** What a user may say of all sources. */
export interface ToldOfSources {
  /** Names of features that count up. @default none */
  readonly counters?: readonly string[];
  /** Whose hours and weekends are meant, as `Europe/Berlin`. @default UTC */
  readonly timeZone?: string;
  /** Features that are made of what each source did. @default none */
  readonly derive?: readonly Derivation[] | undefined;
}

/**
 * Makes the settings of sources, with what an installation has where it is told nothing: a source is forgotten after 90
 * silent days, and 100,000 features are known at once, in 140 MB.
 *
 * @throws {RangeError} for a time zone that the engine does not know
 */
export function sourcesSettings({ counters = [], timeZone, derive }: ToldOfSources = {}): SourcesSettings {
  return {
    counters: new Set(counters),
    ...(timeZone !== undefined && { offsetMinutes: offsetMinutesIn(timeZone) }),
    ...(derive && { derive }),
    silentAfterMs: 90 * DAY_MS,
    mostFeatures: 100_000,
  };
}
