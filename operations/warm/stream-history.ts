import { decodeRecord } from '../../contracts/decode-record.ts';
import type { Observation } from '../../contracts/observation.ts';
import { encodeForget, encodeLearn } from '../../contracts/record-forms/state-record.ts';
import { isTestObservation } from '../../contracts/test-alert.ts';
import type { ReceivedRecord } from '../stream/read-stream.ts';
import type { OutgoingRecord } from '../stream/write-records.ts';
import { MOST_OBSERVATIONS } from './history-records.ts';

/** How the consumer understands records. */
type Decoding = Pick<Parameters<typeof decodeRecord>[1], 'mapping' | 'missingValues' | 'unnamedSource'>;

/** A record takes 1 MiB of key and data. */
const MOST_BYTES = 1_000_000;

/**
 * The observations by which a record taught, or would have taught, its sources: not those of a test alert, those that
 * are history themselves, those that were put on the stream again, or what cannot be read. Each has the time by which
 * it was learned: its own, or its arrival where that was earlier.
 */
export function observationsTaughtBy(record: ReceivedRecord, decoding: Decoding): Observation[] {
  const { partitionKey, arrivalMs } = record;
  return decodeRecord(record.data, { ...decoding, partitionKey, arrivalMs }).flatMap((part) => {
    if (
      !part.ok ||
      part.stateOnly ||
      part.canary ||
      part.redrivenFrom !== undefined ||
      isTestObservation(part.observation)
    )
      return [];
    const { observation } = part;
    return [{ ...observation, timestampMs: Math.min(observation.timestampMs, arrivalMs) }];
  });
}

/** What a record taught, in its order. */
export interface Lesson {
  /** Its place on the stream. */
  readonly sequenceNumber: bigint;
  readonly observations: readonly Observation[];
}

/**
 * The observations that stand before the place where their source began anew: those behind it are learned anyway.
 *
 * @param begins by source; whoever has no such place is not meant
 */
export function beforeBeginning(lesson: Lesson, begins: ReadonlyMap<string, bigint>): Observation[] {
  return lesson.observations.filter(({ source }) => lesson.sequenceNumber < (begins.get(source) ?? 0n));
}

/** Records that let sources begin anew, each under its source as partition key. */
export function* forgetRecords(sources: Iterable<string>): Generator<OutgoingRecord> {
  for (const source of sources) yield { row: 0, source, data: encodeForget(source), dueMs: 0 };
}

/** Records that teach observations, each those of one source, in their order, under it as partition key. */
export function* learnRecords(observations: readonly Observation[]): Generator<OutgoingRecord> {
  for (const [source, own] of Map.groupBy(observations, (one) => one.source)) {
    for (let from = 0; from < own.length; from += MOST_OBSERVATIONS) {
      for (const data of encoded(own.slice(from, from + MOST_OBSERVATIONS))) yield { row: 0, source, data, dueMs: 0 };
    }
  }
}

function encoded(observations: readonly Observation[]): Uint8Array[] {
  const data = encodeLearn(observations);
  const half = Math.ceil(observations.length / 2);
  if (data.length <= MOST_BYTES || observations.length === 1) return [data];
  return [...encoded(observations.slice(0, half)), ...encoded(observations.slice(half))];
}
