import { kinesisError } from './kinesis-error.ts';

const LIFETIME_MS = 300_000;

/** Where a reader stands. To clients it is opaque text that they hand back within five minutes. */
export interface ShardIterator {
  readonly streamArn: string;
  /** A stream deleted and made again is another one. */
  readonly streamCreatedMs: number;
  readonly shardId: string;
  /** The place of the next record to read. */
  readonly place: number;
  readonly madeMs: number;
}

/** Writes an iterator as the opaque text in which a client hands it back. */
export function encodeShardIterator(iterator: ShardIterator): string {
  const { streamArn, streamCreatedMs, shardId, place, madeMs } = iterator;
  return Buffer.from(JSON.stringify([streamArn, streamCreatedMs, shardId, place, madeMs])).toString('base64');
}

/** @throws {ServiceError} InvalidArgumentException, or ExpiredIteratorException after five minutes */
export function decodeShardIterator(text: string, nowMs: number): ShardIterator {
  const iterator = parse(text);
  if (!iterator) throw kinesisError('InvalidArgumentException', 'Invalid ShardIterator.');
  if (nowMs - iterator.madeMs <= LIFETIME_MS) return iterator;
  const made = new Date(iterator.madeMs).toUTCString();
  throw kinesisError(
    'ExpiredIteratorException',
    `Iterator expired. The iterator was created at time ${made} while right now it is ${new Date(nowMs).toUTCString()} which is further in the future than the tolerated delay of ${LIFETIME_MS} milliseconds.`,
  );
}

function parse(text: string): ShardIterator | undefined {
  try {
    const [streamArn, streamCreatedMs, shardId, place, madeMs] = JSON.parse(Buffer.from(text, 'base64').toString());
    return Number.isSafeInteger(place) ? { streamArn, streamCreatedMs, shardId, place, madeMs } : undefined;
  } catch {
    return undefined;
  }
}
