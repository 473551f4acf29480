import { createHash } from 'node:crypto';
import type { Problem } from './result.ts';

/**
 * Where an observation goes that can never be scored, whole, with the reason: one line of JSON in the quarantine
 * bucket.
 */
export interface QuarantinedObservation {
  /** `shardId:sequenceNumber:index`. */
  readonly identity: string;
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly index: number;
  readonly partitionKey: string;
  /** When Kinesis took the record, ISO 8601. */
  readonly arrivedAt: string;
  /** Whatever code it has: another version of the consumer may have written it. */
  readonly reason: Problem<string>;
  /** The observation's bytes as they came (the whole record's when it could not be taken apart), base64. */
  readonly data: string;
  /** It had been quarantined or given up before, under this identity, and was put on the stream again: no new case. */
  readonly redrivenFrom?: string;
}

export const QUARANTINE_PREFIX = 'quarantine/';
/** Where the event source mapping puts batches that it gave up (AWS's own key layout). */
export const GIVEN_UP_PREFIX = 'aws/lambda/';
/** Where `redrive` writes down what it has put on the stream again. */
export const REDRIVEN_PREFIX = 'redriven/';

/**
 * The key of the object that holds these observations of one shard, in order, a line each:
 * `quarantine/2026/11/20/shardId-000000000000/<first sequenceNumber>.<index>-<last
 * sequenceNumber>.<index>-<hash>.jsonl`.
 *
 * The hash is of all their identities: a batch that is delivered again writes the same object again, and one that is
 * cut elsewhere, or in which the endpoint takes what it refused before, never replaces an object by a smaller one.
 */
export function quarantineKey(observations: readonly QuarantinedObservation[]): string {
  const first = observations[0];
  const last = observations.at(-1)!;
  const day = first.arrivedAt.slice(0, 10).replaceAll('-', '/');
  const ends = [first, last].map(({ sequenceNumber, index }) => `${sequenceNumber}.${index}`);
  const hash = createHash('sha256');
  for (const { identity, arrivedAt } of observations) hash.update(`${identity} ${arrivedAt}\n`);
  return `${QUARANTINE_PREFIX}${day}/${first.shardId}/${ends.join('-')}-${hash.digest('hex').slice(0, 8)}.jsonl`;
}

/** Writes observations as the content of an object in the quarantine bucket: one line of JSON each. */
export function encodeQuarantined(observations: readonly QuarantinedObservation[]): string {
  return observations.map((observation) => `${JSON.stringify(observation)}\n`).join('');
}
