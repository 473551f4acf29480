import { createHash } from 'node:crypto';

/** Under which keys of an incident item an anomaly's checkpoint is kept. */
export interface CheckpointKeys {
  /** Where it is looked for and kept. */
  readonly own: string;
  /** Where it was kept when `parallelization` was set otherwise: looked for only. */
  readonly other: string;
}

export interface RecordPlace {
  readonly shardId: string;
  readonly partitionKey: string;
}

/**
 * A shard's records come in order, so a checkpoint is of a shard: `STREAM@CREATION/SHARD`. With `parallelization` above
 * 1 Lambda keeps the order of each partition key only (of the Kinesis record: a KPL aggregate holds user records of
 * many under one), so a checkpoint is of a partition key: `STREAM@CREATION/SHARD/HASH`.
 *
 * The stream and its creation are named because another stream has the same shard ids, and its sequence numbers may be
 * lower.
 *
 * @param stream `STREAM@CREATION`
 */
export function checkpointKeys(
  stream: string,
  { shardId, partitionKey }: RecordPlace,
  parallelization: number,
): CheckpointKeys {
  const ofShard = `${stream}/${shardId}`;
  const hash = createHash('sha256').update(partitionKey).digest('hex').slice(0, 16);
  const ofPartitionKey = `${ofShard}/${hash}`;
  return parallelization > 1 ? { own: ofPartitionKey, other: ofShard } : { own: ofShard, other: ofPartitionKey };
}
