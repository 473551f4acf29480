import { evenRanges, type HashRange, hashKey } from './hash-range.ts';
import { kinesisError } from './kinesis-error.ts';
import { Shard, type StoredRecord } from './shard.ts';

export type StreamMode = 'PROVISIONED' | 'ON_DEMAND';

export interface StreamSettings {
  readonly name: string;
  readonly mode: StreamMode;
  /** Of an on-demand stream, the first number. */
  readonly shardCount: number;
  readonly retentionHours: number;
  readonly encrypted: boolean;
  readonly maxRecordSizeKiB: number;
}

export interface PutEntry {
  readonly partitionKey: string;
  readonly explicitHashKey?: string | undefined;
  readonly data: Uint8Array;
}

/** What a put came to; `record` is undefined when the shard's write limits refused it. */
export interface Placement {
  readonly shard: Shard;
  readonly record: StoredRecord | undefined;
}

/**
 * How long a stream is CREATING, UPDATING or DELETING; on AWS it takes tens of seconds. Chosen: long enough to be seen
 * by a client that does not wait.
 */
const TRANSITION_MS = 500;
const HOUR_MS = 3_600_000;
/**
 * An on-demand stream splits a shard that has been too small for so long. Chosen: AWS says within 15 minutes, and does
 * not say how. The most shards are those of its default 200 MiB/s.
 */
const GROWTH_DELAY_MS = 60_000;
const MAX_ON_DEMAND_SHARDS = 200;

/** One stream: its shards, open and closed, and who wants to know of changes. */
export class Stream {
  readonly name: string;
  readonly arn: string;
  readonly createdMs: number;
  mode: StreamMode;
  retentionHours: number;
  encrypted: boolean;
  maxRecordSizeKiB: number;
  deletedMs: number | undefined;
  #shards: Shard[] = [];
  #shardsEver = 0;
  #transition: { status: 'CREATING' | 'UPDATING'; untilMs: number } | undefined;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();

  constructor(settings: StreamSettings, arn: string, now: () => number) {
    this.name = settings.name;
    this.arn = arn;
    this.mode = settings.mode;
    this.retentionHours = settings.retentionHours;
    this.encrypted = settings.encrypted;
    this.maxRecordSizeKiB = settings.maxRecordSizeKiB;
    this.#now = now;
    this.createdMs = now();
    for (const range of evenRanges(settings.shardCount)) this.#openShard(range, []);
  }

  get status(): 'CREATING' | 'UPDATING' | 'ACTIVE' | 'DELETING' {
    if (this.deletedMs !== undefined) return 'DELETING';
    return this.#transition && this.#now() < this.#transition.untilMs ? this.#transition.status : 'ACTIVE';
  }

  /** Whether the stream has gone altogether. */
  get isGone(): boolean {
    return this.deletedMs !== undefined && this.#now() >= this.deletedMs + TRANSITION_MS;
  }

  /** What was asked for is done at once; only the status says for a while that it is under way. */
  beginTransition(status: 'CREATING' | 'UPDATING'): void {
    this.#transition = { status, untilMs: this.#now() + TRANSITION_MS };
  }

  /** All shards that records can still be read from, in order of their numbers. */
  get shards(): readonly Shard[] {
    const oldestMs = this.#oldestMs();
    if (this.#shards.some((shard) => isPast(shard, oldestMs))) {
      this.#shards = this.#shards.filter((shard) => !isPast(shard, oldestMs));
    }
    for (const shard of this.#shards) shard.forgetBefore(oldestMs);
    return this.#shards;
  }

  get openShards(): readonly Shard[] {
    return this.shards.filter((shard) => shard.isOpen);
  }

  shardFor(entry: PutEntry): Shard {
    const hash = entry.explicitHashKey === undefined ? hashKey(entry.partitionKey) : BigInt(entry.explicitHashKey);
    const shard = this.#shards.find((s) => s.isOpen && s.hashRange.start <= hash && hash <= s.hashRange.end);
    if (shard) return shard;
    throw kinesisError('InvalidArgumentException', `no hash key can be ${hash}: the largest is 2 ** 128 - 1`);
  }

  put(entry: PutEntry): Placement {
    const shard = this.shardFor(entry);
    const record = shard.append(entry, entrySizeBytes(entry), this.#now());
    if (record) this.#announce();
    else if (this.mode === 'ON_DEMAND') this.#grow(shard);
    return { shard, record };
  }

  split(parent: Shard, at: bigint): void {
    this.#replace([parent], { start: parent.hashRange.start, end: at - 1n });
    this.#openShard({ start: at, end: parent.hashRange.end }, [parent]);
    this.#announce();
  }

  merge(lower: Shard, upper: Shard): void {
    this.#replace([lower, upper], { start: lower.hashRange.start, end: upper.hashRange.end });
    this.#announce();
  }

  /** Splits and merges until `count` open shards share the hashes evenly. */
  resize(count: number): void {
    for (const { start } of evenRanges(count)) {
      const shard = this.openShards.find((s) => s.hashRange.start < start && start <= s.hashRange.end);
      if (shard) this.split(shard, start);
    }
    for (const range of evenRanges(count)) {
      for (;;) {
        const inside = this.openShards
          .filter((s) => s.hashRange.start >= range.start && s.hashRange.end <= range.end)
          .sort((a, b) => (a.hashRange.start < b.hashRange.start ? -1 : 1));
        if (inside.length < 2) break;
        this.merge(inside[0], inside[1]);
      }
    }
  }

  /** Calls back after each record and each change of shards, until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #grow(shard: Shard): void {
    if (shard.tooSmallForMs < GROWTH_DELAY_MS || this.openShards.length >= MAX_ON_DEMAND_SHARDS) return;
    this.split(shard, (shard.hashRange.start + shard.hashRange.end) / 2n + 1n);
  }

  #replace(parents: readonly Shard[], range: HashRange): void {
    for (const parent of parents) parent.close(this.#now());
    this.#openShard(range, parents);
  }

  #openShard(hashRange: HashRange, parents: readonly Shard[]): void {
    this.#shards.push(new Shard({ number: this.#shardsEver++, hashRange, parents, createdMs: this.#now() }));
  }

  #oldestMs(): number {
    return this.#now() - this.retentionHours * HOUR_MS;
  }

  #announce(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** What counts against the limits on sizes: the data and the partition key. */
export function entrySizeBytes(entry: PutEntry): number {
  return entry.data.length + Buffer.byteLength(entry.partitionKey);
}

/**
 * Finds a shard, closed ones included.
 *
 * @throws ServiceError ResourceNotFoundException, in the words of Kinesis
 */
export function shardOf(stream: Stream, shardId: string, accountId: string): Shard {
  const shard = stream.shards.find((s) => s.id === shardId);
  if (shard) return shard;
  const message = `Could not find shard ${shardId} in stream ${stream.name} under account ${accountId}.`;
  throw kinesisError('ResourceNotFoundException', message);
}

/** A closed shard is past when its last record is: nothing in it can be read any more. */
function isPast(shard: Shard, oldestMs: number): boolean {
  return shard.closedMs !== undefined && shard.closedMs < oldestMs;
}
