import type { Derivation } from '../contracts/derive.ts';
import type { Sensitivity } from '../contracts/lanes.ts';
import type { SourceSettings } from './judge-and-learn.ts';
import { ALARM_SCORES } from './surprise.ts';
import { offsetMinutesIn } from './time-zone.ts';

/** What holds for all sources; it must stay the same for as long as their states live. */
export interface SourcesSettings extends Pick<SourceSettings, 'offsetMinutes' | 'alarmScore'> {
  /** Names of features that count up, and are judged by their rate per second. */
  readonly counters: ReadonlySet<string>;
  /** A source that has been silent for longer begins anew. */
  readonly silentAfterMs: number;
  /** How many features all sources together may have: beyond it the one that spoke least recently leaves. */
  readonly mostFeatures: number;
  /** Features that are made of what each source did; what they are made of counts among its features. @default none */
  readonly derive?: readonly Derivation[] | undefined;
}

const DAY_MS = 86_400_000;

/** What a user may say of all sources. */
export interface ToldOfSources {
  /** Names of features that count up. @default none */
  readonly counters?: readonly string[];
  /** Whose hours and weekends are meant, as `Europe/Berlin`. @default UTC */
  readonly timeZone?: string;
  /** How strange a value must be for its source to alarm, after which it rests. @default normal */
  readonly sensitivity?: Sensitivity;
  /** How many features all sources of a shard may have together. @default 100,000, in 140 MB */
  readonly maxSourceFeatures?: number;
  /** A source that has been silent for longer is forgotten. @default 90 days */
  readonly silentAfterMs?: number;
  /** Features that are made of what each source did. @default none */
  readonly derive?: readonly Derivation[] | undefined;
}

/**
 * Makes the settings of sources of what was told of them, the same wherever they are judged.
 *
 * @throws {RangeError} for a time zone that the engine does not know
 */
export function sourcesSettings(told: ToldOfSources = {}): SourcesSettings {
  const { counters = [], derive, timeZone = 'UTC', sensitivity = 'normal' } = told;
  const { maxSourceFeatures = 100_000, silentAfterMs = 90 * DAY_MS } = told;
  return {
    counters: new Set(counters),
    ...(derive && { derive }),
    ...(timeZone !== 'UTC' && { offsetMinutes: offsetMinutesIn(timeZone) }),
    alarmScore: ALARM_SCORES[sensitivity],
    silentAfterMs,
    mostFeatures: maxSourceFeatures,
  };
}
