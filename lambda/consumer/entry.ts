import { type DecodedObservation, decodeRecord } from '../../contracts/decode-record.ts';
import {
  encodeObservation,
  type Features,
  identityOf,
  type NamedFeatures,
  type Observation,
} from '../../contracts/observation.ts';
import type { ProblemCode } from '../../contracts/problem-codes.ts';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import type { Problem } from '../../contracts/result.ts';
import { isTestObservation } from '../../contracts/test-alert.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import type { Anomaly } from '../../incidents/anomaly.ts';
import type { Decision } from '../../incidents/count-anomalies.ts';
import type { Silence } from '../../streams/silence-watch.ts';
import type { SourceVerdict } from '../../streams/sources.ts';
import { unprocessable } from '../failures.ts';
import type { BatchSettings } from './settings.ts';
import { type StreamRecord, streamNameOf } from './stream-record.ts';

/**
 * Where an observation is on its way through the consumer (the stages that move it stand in `stages.ts`):
 *
 * | state | the observation | becomes |
 * |---|---|---|
 * | waiting | was decoded and has no verdict yet | judged, done or refused |
 * | judged | is anomalous, or a test, and must be counted and published | done |
 * | done | has its final verdict and, if it was counted, what its incident made of it | |
 * | refused | can never be scored | quarantined |
 * | quarantined | is in the bucket | |
 * | learned | only changes what is known of its source, and is not judged | |
 * | canary | says that it is a canary, which nobody has looked at | seen or refused |
 * | seen | was a canary of ours | |
 */
export type State =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'judged'; readonly verdict: Verdict }
  | { readonly kind: 'done'; readonly verdict: Verdict; readonly decision?: Decision }
  | { readonly kind: 'refused'; readonly problem: Problem<string> }
  | { readonly kind: 'quarantined'; readonly problem: Problem<string> }
  | { readonly kind: 'learned' }
  | { readonly kind: 'canary' }
  | { readonly kind: 'seen' };

/** One observation on its way through the consumer. */
export interface Entry {
  readonly record: StreamRecord;
  readonly decoded: DecodedObservation;
  /** How many observations its record holds. */
  readonly observationsOfRecord: number;
  /** How many values it has; 0 where it could not be read. */
  readonly values: number;
  /** Decodes the record again, for the bytes of each observation: they would take memory that few ever need. */
  readonly decodeAgain: () => readonly DecodedObservation[];
  state: State;
  /** How strange it is for its source; undefined where it teaches nothing, and where sources have no past. */
  past?: SourceVerdict;
  /** Which sources its arrival showed to be silent, or to speak again; absent where it is nothing new. */
  silences?: readonly Silence[];
}

/** What decoding a record depends on beside the record. */
export type DecodingSettings = Pick<BatchSettings, 'mapping' | 'missingValues' | 'source'>;

/** The observations of a record, in order. A record that our decoder throws on (a bug) is one of them, unreadable. */
export function toEntries(record: StreamRecord, settings: DecodingSettings, decode = decodeRecord): Entry[] {
  let decoded: DecodedObservation[];
  try {
    decoded = decode(record.bytes, contextOf(record, settings));
  } catch (error) {
    return [unreadable(record, unprocessable(error))];
  }
  const decodeAgain = keptWhileNeeded(() => decode(record.bytes, { ...contextOf(record, settings), keepsBytes: true }));
  return decoded.map((observation) => ({
    record,
    decoded: observation,
    observationsOfRecord: decoded.length,
    values: observation.ok ? Object.keys(observation.observation.features).length : 0,
    decodeAgain,
    state: firstStateOf(observation),
  }));
}

function firstStateOf(decoded: DecodedObservation): State {
  if (!decoded.ok) return { kind: 'refused', problem: decoded.problem };
  if (decoded.canary) return { kind: 'canary' };
  return { kind: decoded.stateOnly ? 'learned' : 'waiting' };
}

/** Makes it once for many that ask one after the other, and lets go of it when memory is short. */
function keptWhileNeeded<T extends object>(make: () => T): () => T {
  let kept: WeakRef<T> | undefined;
  return () => {
    const known = kept?.deref();
    if (known) return known;
    const made = make();
    kept = new WeakRef(made);
    return made;
  };
}

function contextOf(record: StreamRecord, { mapping, missingValues, source }: DecodingSettings) {
  const { partitionKey, arrivalMs } = record;
  const unnamed = source === 'stream' && { unnamedSource: streamNameOf(record) };
  return { partitionKey, arrivalMs, mapping, missingValues, ...unnamed };
}

/**
 * A record that must not be decoded any more, because whoever does it does not survive: one observation, unreadable.
 */
export function undecoded(record: StreamRecord): Entry {
  const message =
    'handling it ended the function twice, out of memory or of time, which is a bug of ours: it was not read again';
  return unreadable(record, { code: CRASHED, path: '', message });
}

const CRASHED: ProblemCode = 'crashed_function';

/** Whether its record was not decoded and never may be. */
export function isUndecoded({ decoded }: Entry): boolean {
  return !decoded.ok && decoded.problem.code === CRASHED;
}

function unreadable(record: StreamRecord, problem: Problem): Entry {
  const { partitionKey, bytes: data } = record;
  const decoded: DecodedObservation = { index: 0, partitionKey, ok: false, problem, data };
  const alone = { observationsOfRecord: 1, values: 0, decodeAgain: () => [] };
  return { record, decoded, ...alone, state: { kind: 'refused', problem } };
}

/** Gives the identity of the entry's observation, `shardId:sequenceNumber:index`. */
export function identityOfEntry({ record, decoded }: Entry): string {
  return identityOf(record.shardId, record.sequenceNumber, decoded.index);
}

/** Nothing is left to do for these. */
export const FINISHED: readonly State['kind'][] = ['done', 'quarantined', 'learned', 'seen'];

/** Nothing is left to do for it. */
export function isFinished({ state }: Entry): boolean {
  return FINISHED.includes(state.kind);
}

/** It is no observation: it changes what is known of its source alone, or was a canary of ours. */
export function isAside({ state }: Entry): boolean {
  return state.kind === 'learned' || state.kind === 'seen';
}

/** It was on the stream for what is known of its source alone. */
export function isLearned({ state }: Entry): boolean {
  return state.kind === 'learned';
}

/** Says whether the entry has a verdict, and that it is an anomaly. */
export function isAnomalous(entry: Entry): boolean {
  return verdictOf(entry)?.anomalous === true;
}

/** A test alert: published whatever its verdict, and counted nowhere. */
export function isTestAlert({ decoded }: Entry): boolean {
  return decoded.ok && isTestObservation(decoded.observation);
}

/** Its time cannot be: before 2000, or more than a day after its arrival. */
export function hasImplausibleTime({ decoded }: Entry): boolean {
  return decoded.ok && decoded.flags?.includes('implausible_timestamp') === true;
}

/** Absent until it was scored, or when it never will be. */
export function verdictOf({ state }: Entry): Verdict | undefined {
  return state.kind === 'judged' || state.kind === 'done' ? state.verdict : undefined;
}

/** Why it can never be scored; undefined when it was, or when that is not known yet. */
export function reasonOf({ state }: Entry): Problem<string> | undefined {
  return state.kind === 'refused' || state.kind === 'quarantined' ? state.problem : undefined;
}

/**
 * What of an observation is scored: its features, and those that were derived of what its source did. Values without
 * names stay alone: nobody could say which is which.
 *
 * @throws {TypeError} for an entry that could not be read
 */
export function scoredFeatures({ decoded, past }: Entry): Features {
  if (!decoded.ok) throw new TypeError('an entry that could not be read is refused from the beginning');
  const { features } = decoded.observation;
  return past?.derived && !Array.isArray(features) ? { ...(features as NamedFeatures), ...past.derived } : features;
}

/** @throws {TypeError} unless the entry has been scored */
export function toAnomaly(entry: Entry): Anomaly {
  const { record, decoded } = entry;
  const verdict = verdictOf(entry);
  if (!decoded.ok || !verdict) throw new TypeError('only what was scored can be anomalous');
  const { shardId, partitionKey, sequenceNumber, arrivalMs } = record;
  const { index } = decoded;
  const observation = entry.past?.derived
    ? { ...decoded.observation, features: scoredFeatures(entry) }
    : decoded.observation;
  const usualIntervalMs = entry.past?.usualIntervalMs;
  return { shardId, partitionKey, sequenceNumber, index, arrivalMs, observation, verdict, usualIntervalMs };
}

/** @throws {TypeError} unless there is a reason for it */
export function toQuarantined(entry: Entry): QuarantinedObservation {
  const { record, decoded } = entry;
  const reason = reasonOf(entry);
  if (!reason) throw new TypeError('only what cannot be scored goes to quarantine');
  return {
    identity: identityOfEntry(entry),
    shardId: record.shardId,
    sequenceNumber: record.sequenceNumber,
    index: decoded.index,
    partitionKey: decoded.partitionKey,
    arrivedAt: new Date(record.arrivalMs).toISOString(),
    reason,
    data: Buffer.from(rawBytesOf(entry)).toString('base64'),
    ...(decoded.redrivenFrom !== undefined && { redrivenFrom: decoded.redrivenFrom }),
  };
}

/**
 * As they came where they stand alone, or hold a value that is no number. Else one that was read and scored among
 * others is written anew, in full.
 */
export function rawBytesOf(entry: Entry): Uint8Array {
  const { record, decoded, observationsOfRecord } = entry;
  if (!decoded.ok) return decoded.data;
  if (observationsOfRecord === 1 && decoded.redrivenFrom === undefined) return record.bytes;
  const { observation } = decoded;
  if (!observation.unread) return encodeObservation(observation);
  const again = entry.decodeAgain()[decoded.index];
  return again?.ok && again.data ? again.data : encodeObservation(withUnread(observation, reasonOf(entry)?.path));
}

/** With the value for which it was refused as a text: scored without it, nobody would know that it was there. */
function withUnread(observation: Observation, name = ''): Observation {
  const { unread = {}, features } = observation;
  if (!Object.hasOwn(unread, name)) return observation;
  return { ...observation, features: { ...features, [name]: unread[name] } as unknown as Observation['features'] };
}
