import { createHash } from 'node:crypto';

/** The part of the 128-bit space of MD5 hashes that a shard answers for, both ends included. */
export interface HashRange {
  readonly start: bigint;
  readonly end: bigint;
}

const MAX_HASH = (1n << 128n) - 1n;

/** The MD5 of the partition key (UTF-8) as an unsigned number: it alone decides the shard. */
export function hashKey(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey, 'utf8').digest('hex')}`);
}

/** `count` ranges of equal size in order; the last takes what does not divide. */
export function evenRanges(count: number): HashRange[] {
  const size = (MAX_HASH + 1n) / BigInt(count);
  return Array.from({ length: count }, (_, i) => ({
    start: size * BigInt(i),
    end: i === count - 1 ? MAX_HASH : size * BigInt(i + 1) - 1n,
  }));
}
