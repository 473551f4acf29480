import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import {
  type Position,
  type RecordPage,
  type ShardItem,
  type SourceStatePorts,
  type StreamShard,
  shardKeyOf,
  type WriteAnswer,
} from '../../../lambda/source-state/ports.ts';

/** A shard as its stream has it. */
export interface StoredShard {
  readonly records: StreamRecord[];
  readonly parents?: readonly string[];
  isClosed?: boolean;
}

const PAGE = 3;

/** DynamoDB, S3 and a stream as the state of sources needs them, when nothing is wrong. */
export class InMemorySourceState implements SourceStatePorts {
  /** By the shard's key. */
  readonly stored = new Map<string, ShardItem>();
  readonly objects = new Map<string, Uint8Array>();
  readonly shards = new Map<string, StoredShard>();
  #tokens = 0;

  newToken(): string {
    return `token-${this.#tokens++}`;
  }

  readonly items: SourceStatePorts['items'] = {
    read: async (key) => this.stored.get(key),
    create: async (key, item) => this.#write(key, undefined, item),
    commit: async (key, before, commit) => {
      const item = this.stored.get(key);
      return this.#write(key, before, { ...item!, ...commit });
    },
    beginLineage: async (key, before, item) => this.#write(key, before, item),
    moveSnapshot: async (key, { lineage, before, snapshot, previous }) => {
      const item = this.stored.get(key);
      if (item?.lineage !== lineage || item.snapshot?.key !== before) return false;
      this.set(key, { ...item, snapshot, previous });
      return true;
    },
  };

  readonly snapshots: SourceStatePorts['snapshots'] = {
    put: async (key, bytes) => {
      if (this.objects.has(key)) throw new Error(`${key} was put before`);
      this.objects.set(key, bytes.slice());
    },
    get: async (key) => this.objects.get(key)?.slice(),
  };

  readonly stream: SourceStatePorts['stream'] = {
    pages: (shard, from) => this.#pages(shard, from),
    parents: async (shard) => this.shards.get(shardKeyOf(shard))?.parents ?? [],
  };

  async *#pages(shard: StreamShard, from: Position): AsyncGenerator<RecordPage> {
    const { records, isClosed } = this.shards.get(shardKeyOf(shard)) ?? { records: [], isClosed: true };
    for (let at = records.findIndex((record) => isFrom(record, from)); ; at += PAGE) {
      if (at === -1) at = records.length;
      const isLast = at + PAGE >= records.length;
      yield { records: records.slice(at, at + PAGE), ...(isLast && { end: isClosed ? 'closed' : 'newest' }) };
      if (isLast) return;
    }
  }

  #write(key: string, before: string | undefined, item: ShardItem): WriteAnswer {
    const stored = this.stored.get(key);
    if (stored?.token !== before) return { isWritten: false, item: stored };
    this.set(key, item);
    return { isWritten: true };
  }

  /** Hears of each write that was taken. */
  protected written(_key: string, _before: ShardItem | undefined, _after: ShardItem): void {}

  protected set(key: string, item: ShardItem): void {
    const before = this.stored.get(key);
    this.stored.set(key, item);
    this.written(key, before, item);
  }
}

function isFrom({ sequenceNumber }: StreamRecord, from: Position): boolean {
  if (from === 'oldest') return true;
  if ('at' in from) return BigInt(sequenceNumber) >= BigInt(from.at);
  return BigInt(sequenceNumber) > BigInt(from.after);
}
