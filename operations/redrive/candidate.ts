import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import { decodeRedriven, type RedrivenPart } from '../../contracts/record-forms/redriven.ts';
import type { GivenUpRecord } from '../quarantine/given-up.ts';
import { caseOf } from '../quarantine/quarantined-observations.ts';
import { recordIdentity } from '../quarantine/record-identity.ts';

/** What may go on the stream again: a quarantined observation, or a record that was given up. */
export interface Candidate {
  readonly kind: 'quarantined' | 'given_up';
  /**
   * Under which it lies in the bucket: a quarantined observation's own, a given-up record's `shardId:sequenceNumber`.
   */
  readonly identity: string;
  readonly shardId: string;
  readonly sequenceNumber: bigint;
  /** -1 for a whole record, which comes before its observations. */
  readonly index: number;
  readonly partitionKey: string;
  /** One; more of a record that had been put on the stream again and was then given up. */
  readonly parts: readonly RedrivenPart[];
  /** Why it was quarantined. */
  readonly reason?: string;
  /** Features in it have other names now. */
  readonly isRenamed?: boolean;
}

/**
 * Makes a candidate for the stream of a quarantined observation; what it was redriven from before stays its identity.
 */
export function quarantinedCandidate(observation: QuarantinedObservation): Candidate {
  const { identity, shardId, sequenceNumber, index, partitionKey, arrivedAt, reason } = observation;
  const data = Buffer.from(observation.data, 'base64');
  return {
    kind: 'quarantined',
    identity,
    shardId,
    sequenceNumber: BigInt(sequenceNumber),
    index,
    partitionKey,
    parts: decodeRedriven(data) ?? [{ redrivenFrom: caseOf(observation), arrivedAt, data }],
    reason: reason.code,
  };
}

/** Makes a candidate for the stream of a whole record that was given up, with all observations in it. */
export function givenUpCandidate(record: GivenUpRecord): Candidate {
  const { shardId, sequenceNumber, partitionKey, arrivalMs, data } = record;
  const identity = recordIdentity(record);
  const arrivedAt = new Date(arrivalMs).toISOString();
  return {
    kind: 'given_up',
    identity,
    shardId,
    sequenceNumber: BigInt(sequenceNumber),
    index: -1,
    partitionKey,
    parts: decodeRedriven(data) ?? [{ redrivenFrom: `${identity}:0`, arrivedAt, data }],
  };
}

/**
 * In the order of the stream. Sequence numbers of different shards compare, too: those of one partition key rise from a
 * shard to the one that it was split or merged into.
 */
export function compareCandidates(a: Candidate, b: Candidate): number {
  if (a.sequenceNumber !== b.sequenceNumber) return a.sequenceNumber < b.sequenceNumber ? -1 : 1;
  if (a.shardId !== b.shardId) return a.shardId < b.shardId ? -1 : 1;
  return a.index - b.index;
}
