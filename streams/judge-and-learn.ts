import { binOf, learnInterval, spanOf } from './clock.ts';
import { rateOfCounter } from './counter.ts';
import { scoreThenRemember } from './event-memory.ts';
import { type FeatureVerdict, judgeFeature } from './judge-feature.ts';
import { FEATURE_BYTES, HEADER, HEADER_BYTES } from './layout.ts';
import { featuresOf, type SourceState } from './source-state.ts';
import { ALARM_SURPRISE, surpriseOfMany } from './surprise.ts';
import { feature, header, load, store } from './workspace.ts';

/** One observation of a source. */
export interface SourceObservation {
  /** Milliseconds since the epoch, by the observation's own clock; NaN where there is none. */
  readonly timestampMs: number;
  /** When it arrived. Its time is the earlier of the two, or one clock that is ahead would stop all others. */
  readonly arrivalMs?: number;
  /** By feature, in the source's order; NaN and infinities are missing. */
  readonly values: ArrayLike<number>;
}

/** What a user says of his sources; it must stay the same for as long as their states live. */
export interface SourceSettings {
  /** Which features count up, and are judged by their rate per second. */
  readonly counters?: ReadonlySet<number>;
  /** How many minutes the local clock is ahead of UTC at a time: days and weekends are those of this clock. */
  readonly offsetMinutes?: (timeMs: number) => number;
  /** The score at which the source alarms, and rests thereafter. @default 1.15 */
  readonly alarmScore?: number;
}

/** How strange an observation is for its source. */
export interface StreamVerdict {
  /** The largest surprise of its features, less what the largest of so many is by chance. */
  readonly surprise: number;
  /** The surprise, less what is usual among the events of this source. */
  readonly score: number;
  /** Whether the score reaches that of an alarm and the source is not resting after one, or a feature froze. */
  readonly isAlarm: boolean;
  /** Whether the source is resting after an alarm before this observation, a share of its observations. */
  readonly isResting: boolean;
  /** 0 while the source is too new to count beside other judges (below 100 observations), then 1. */
  readonly weight: 0 | 1;
  /** Whether the source is still new (below 300 observations): young streams alarm more often. */
  readonly isLearning: boolean;
  /** Observations of the source, this one included. */
  readonly observations: number;
  /** By feature, in the source's order; undefined where the value is missing. */
  readonly features: readonly (FeatureVerdict | undefined)[];
}

const WEIGHTLESS = 100;
const LEARNING = 300;
const REST_SHARE = 0.03;
const LEAST_REST = 20;
const MOST_REST = 150;
/** Beyond this a float32 could overflow. */
const GREATEST = 1e30;

/**
 * Judges an observation by all that its source's state knows, and learns it into the state.
 *
 * The verdict depends on the state, the observation and the settings alone; every number of the state is rounded to how
 * it is stored, so that a state that was written and read again judges alike to the last bit. An observation that is
 * late is judged by what is known now, and learned; one that is told twice is learned twice, and only the caller knows:
 * he keys states by sequence number. Missing values teach nothing, and an observation without any changes nothing.
 *
 * Cost: below 1 us a feature.
 *
 * @throws {RangeError} where the bytes are not a state, or of another number of features; the state is as it was
 */
export function judgeAndLearn(
  state: SourceState,
  observation: SourceObservation,
  settings: SourceSettings = {},
): StreamVerdict {
  const count = featuresOf(state);
  const { values } = observation;
  if (values.length !== count)
    throw new RangeError(`the source has ${count} features, the observation ${values.length}`);
  load(header, state, 0);
  const n = header.u32[HEADER.observations] + 1;
  const timeMs = timeOf(observation);
  const bin = binOf(timeMs, settings.offsetMinutes?.(timeMs) ?? 0);
  learnInterval(timeMs);
  const features = judgeFeatures(state, values, { bin, span: spanOf(), timeMs, counters: settings.counters });
  const { surprise, judged, isFrozen } = summaryOf(features);
  if (judged === 0) {
    const isResting = restsAt(n);
    return verdictOf({ features, surprise: 0, score: 0, isAlarm: false, isResting, observations: n - 1 });
  }
  header.u32[HEADER.observations] = n;
  const score = scoreThenRemember(surprise, n);
  const isResting = restsAt(n);
  const isAlarm = !isResting && score >= (settings.alarmScore ?? ALARM_SURPRISE);
  if (isAlarm) header.u32[HEADER.lastAlarm] = n;
  store(header, state, 0);
  return verdictOf({ features, surprise, score, isAlarm: isAlarm || isFrozen, isResting, observations: n });
}

/** The moment of an observation, alike for all of its features. */
interface Now {
  readonly bin: number;
  readonly span: number;
  readonly timeMs: number;
  readonly counters: ReadonlySet<number> | undefined;
}

function judgeFeatures(state: SourceState, values: ArrayLike<number>, now: Now): (FeatureVerdict | undefined)[] {
  const verdicts: (FeatureVerdict | undefined)[] = [];
  for (let i = 0; i < values.length; i++) {
    const at = HEADER_BYTES + i * FEATURE_BYTES;
    load(feature, state, at);
    const value = now.counters?.has(i) ? rateOfCounter(values[i], now.timeMs) : values[i];
    verdicts.push(Number.isFinite(value) ? judgeFeature(stored(value), now.bin, now.span) : undefined);
    store(feature, state, at);
  }
  return verdicts;
}

function summaryOf(features: readonly (FeatureVerdict | undefined)[]) {
  let largest = 0;
  let judged = 0;
  let isFrozen = false;
  for (const verdict of features) {
    if (!verdict) continue;
    judged++;
    largest = Math.max(largest, verdict.surprise);
    isFrozen ||= verdict.isFrozen;
  }
  return { surprise: judged > 1 ? Math.max(0, largest - surpriseOfMany(judged)) : largest, judged, isFrozen };
}

/** After an alarm a source rests for 3 % of its observations, at least 20 and at most 150. */
function restsAt(n: number): boolean {
  const last = header.u32[HEADER.lastAlarm];
  return last > 0 && n - last <= Math.max(LEAST_REST, Math.min(MOST_REST, REST_SHARE * n));
}

function timeOf({ timestampMs, arrivalMs }: SourceObservation): number {
  return arrivalMs !== undefined && arrivalMs < timestampMs ? arrivalMs : timestampMs;
}

/** Rounds to the precision that past values are kept in. */
function stored(value: number): number {
  return Math.fround(Math.max(-GREATEST, Math.min(GREATEST, value)));
}

function verdictOf(known: Omit<StreamVerdict, 'weight' | 'isLearning'>): StreamVerdict {
  const { observations } = known;
  return { ...known, weight: observations < WEIGHTLESS ? 0 : 1, isLearning: observations < LEARNING };
}
