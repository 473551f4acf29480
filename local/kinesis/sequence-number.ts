/**
 * Sequence numbers have the form of AWS's, 56 decimal digits, and grow within a shard. From the highest bit: a fixed
 * lead, the second of the shard's creation (36 bits), the record's place in the shard (64), the second of its arrival
 * (36), the shard's number (44), a version (4). So numbers of a child shard are above those of its parents.
 */
const LEAD = 1n << 185n;
const VERSION = 2n;
const SHARD_BITS = 44n;
const SECONDS_BITS = 36n;
const PLACE_BITS = 64n;

export interface SequenceNumberParts {
  readonly shardNumber: number;
  readonly shardCreatedMs: number;
  /** 0 is the shard's start; records count from 1. */
  readonly place: number;
  readonly arrivalMs: number;
}

/** Builds a sequence number: decimal digits, which grow with the record's place within its shard. */
export function sequenceNumber(parts: SequenceNumberParts): string {
  let bits = seconds(parts.shardCreatedMs);
  bits = (bits << PLACE_BITS) | BigInt(parts.place);
  bits = (bits << SECONDS_BITS) | seconds(parts.arrivalMs);
  bits = (bits << SHARD_BITS) | BigInt(parts.shardNumber);
  return (LEAD | (bits << 4n) | VERSION).toString();
}

/** The place in its shard and the number of that shard; undefined for text that cannot be a sequence number of ours. */
export function readSequenceNumber(text: string): { shardNumber: number; place: number } | undefined {
  if (!/^\d{56}$/.test(text)) return undefined;
  const bits = BigInt(text);
  if ((bits & 0xfn) !== VERSION) return undefined;
  const shardNumber = Number((bits >> 4n) & ((1n << SHARD_BITS) - 1n));
  const place = Number((bits >> (4n + SHARD_BITS + SECONDS_BITS)) & ((1n << PLACE_BITS) - 1n));
  return { shardNumber, place };
}

function seconds(ms: number): bigint {
  return BigInt(Math.floor(ms / 1000));
}
