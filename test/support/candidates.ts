import { type Candidate, givenUpCandidate, quarantinedCandidate } from '../../operations/redrive/candidate.ts';

export const SHARD = 'shardId-000000000000';
const ARRIVED_AT = '2026-11-20T10:00:00.000Z';

interface Place {
  readonly sequenceNumber: number;
  readonly index?: number;
  readonly key?: string;
  readonly data?: string;
  readonly shardId?: string;
}

/** A quarantined observation; `redrivenFrom` when it had been on the stream before. */
export function quarantined(place: Place & { readonly reason?: string; readonly redrivenFrom?: string }): Candidate {
  const { sequenceNumber, index = 0, key = 'pump', data = '{"a":1}', shardId = SHARD } = place;
  const { reason = 'no_known_feature', redrivenFrom } = place;
  return quarantinedCandidate({
    identity: `${shardId}:${sequenceNumber}:${index}`,
    shardId,
    sequenceNumber: String(sequenceNumber),
    index,
    partitionKey: key,
    arrivedAt: ARRIVED_AT,
    reason: { code: reason, path: '', message: 'not known' },
    data: Buffer.from(data).toString('base64'),
    ...(redrivenFrom !== undefined && { redrivenFrom }),
  });
}

/** A whole record that was given up. */
export function givenUp({ sequenceNumber, key = 'pump', data = '{"a":1}', shardId = SHARD }: Place): Candidate {
  return givenUpCandidate({
    shardId,
    sequenceNumber: String(sequenceNumber),
    partitionKey: key,
    arrivalMs: Date.parse(ARRIVED_AT),
    data: Buffer.from(data),
  });
}

/** What a redrive takes: one after the other. */
export async function* oneByOne<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}
