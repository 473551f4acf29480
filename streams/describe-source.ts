import { usualGapOf } from './gaps.ts';
import { judgeAndLearn, type SourceSettings } from './judge-and-learn.ts';
import { FEATURE, GAPS, HEADER } from './layout.ts';
import { TICK_MS } from './silence-limits.ts';
import { featuresOf, type SourceState } from './source-state.ts';
import { feature, header, load, workOn } from './workspace.ts';

/** What is known of a source, for people. */
export interface SourceDescription {
  /** How many it was learned from. */
  readonly observations: number;
  /** The latest time seen, milliseconds since the epoch; undefined where none had a time. */
  readonly lastTimeMs: number | undefined;
  /** What is usual between its arrivals; undefined where none is known. */
  readonly usualGapMs: number | undefined;
  /** After how much silence people are told; undefined where they are not. */
  readonly silentAfterMs: number | undefined;
  /** In its order. Of counters, all numbers are rates per second. */
  readonly features: readonly FeatureDescription[];
}

export interface FeatureDescription {
  readonly observations: number;
  readonly last: number;
  readonly lowest: number;
  readonly highest: number;
  /** What would be expected now, and the usual distance from it. */
  readonly expected: number;
  readonly spread: number;
  /** What is usual at each hour of weekdays, 0 to 23, then of weekends; undefined where no such hour was seen. */
  readonly profile: readonly (number | undefined)[];
}

/**
 * Says what a state knows, and what it would expect at a time. It stays as it is.
 *
 * @param timeMs milliseconds since the epoch
 * @throws {RangeError} where these bytes are no state of this version
 */
export function describeSource(
  state: SourceState,
  timeMs: number,
  settings: Pick<SourceSettings, 'offsetMinutes'> = {},
): SourceDescription {
  const count = featuresOf(state);
  load(state, count);
  const observations = header.u32[HEADER.observations];
  const lastTimeMs = header.f64[HEADER.lastTimeMs] || undefined;
  const gaps = {
    usualGapMs: TICK_MS * usualGapOf(state, 4 * HEADER.gaps) || undefined,
    silentAfterMs: TICK_MS * header.u32[HEADER.gaps + GAPS.overdueAfter] || undefined,
  };
  const known = Array.from({ length: count }, (_, i) => knownOf(i));
  // A copy is asked what it expects; the last values stand for those that come, and change nothing of that.
  const values = known.map(({ last }) => last);
  const { features } = judgeAndLearn(state.slice(), { timestampMs: timeMs, values }, settings);
  return {
    observations,
    lastTimeMs,
    ...gaps,
    features: known.map((each, i) => {
      const { expected = Number.NaN, spread = Number.NaN } = features[i] ?? {};
      return { ...each, expected, spread };
    }),
  };
}

function knownOf(index: number): Omit<FeatureDescription, 'expected' | 'spread'> {
  workOn(index);
  const { f32, u32, bytes } = feature;
  const observations = u32[FEATURE.observations];
  const profile = Array.from({ length: 48 }, (_, bin) =>
    bytes[FEATURE.profileCounts + bin] > 0 ? f32[FEATURE.profile + bin] : undefined,
  );
  const [last, lowest, highest] = [FEATURE.lasts, FEATURE.lowest, FEATURE.highest].map((field) =>
    observations === 0 ? Number.NaN : f32[field],
  );
  return { observations, last, lowest, highest, profile };
}
