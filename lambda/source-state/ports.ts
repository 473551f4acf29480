import type { StreamRecord } from '../consumer/stream-record.ts';

/** A shard of one stream for good: a stream that is made anew under its old name has other shards. */
export interface Shard {
  readonly streamArn: string;
  /** When the stream was made, milliseconds since the epoch. */
  readonly streamCreatedMs: number;
  readonly shardId: string;
}

/** Where the packed sources of a shard lie, and how far they came. */
export interface SnapshotPointer {
  /** Of the object, never written twice. */
  readonly key: string;
  /** The version of the packed form. */
  readonly format: number;
  /** The last record that it learned; absent where it is what was known before the lineage's first. */
  readonly sequence?: string;
  /** That record's arrival; of a snapshot without it the time when the lineage began. Milliseconds since the epoch. */
  readonly arrivalMs: number;
}

/**
 * How far the sources of a shard came: one item a shard, below 1 KB, never expiring.
 *
 * Within a lineage the state at `last` is what the oldest snapshot of it (none: nothing) and all records from `genesis`
 * to `last` teach. A loss, a gap, other settings or another build of `streams/` begin the next lineage.
 */
export interface ShardItem {
  /** From 1. */
  readonly lineage: number;
  /** Sequence number of the lineage's first record. */
  readonly genesis: string;
  /** Sequence number of the last record that is finished and learned; absent before the lineage's first commit. */
  readonly last?: string;
  /** The arrival of that record, or when the lineage began. Milliseconds since the epoch. */
  readonly lastArrivalMs: number;
  /** Of the last commit or lineage: another one at each. A move of the snapshot keeps it. */
  readonly token: string;
  /** Of the code that learns: which version of `streams/`, and which settings. */
  readonly build: string;
  readonly settings: string;
  /** Absent while nothing was known at the lineage's beginning and no snapshot was put since. */
  readonly snapshot?: SnapshotPointer;
  /** The one before, for when the newest cannot be read; of another format, where it is young enough. */
  readonly previous?: SnapshotPointer;
  /** Why this lineage began, and how many did before it for a loss. Absent in the first. */
  readonly gap?: Gap;
}

/** Why a lineage is not the first. */
export interface Gap {
  readonly reason: GapReason;
  /** When it was noticed, milliseconds since the epoch. */
  readonly atMs: number;
}

/**
 * | reason | what happened |
 * |---|---|
 * | `settings` | other settings or another build: the past goes on, what is read again is read by the new ones |
 * | `expired` | records that were not learned yet may have left the stream |
 * | `late` | catching up would have taken longer than the records may wait |
 * | `unreadable` | no snapshot could be read: all sources begin anew |
 * | `stream` | later records have lower numbers: all sources begin anew |
 */
export type GapReason = 'settings' | 'expired' | 'late' | 'unreadable' | 'stream';

/** What a commit moves. */
export interface Commit {
  readonly last: string;
  readonly lastArrivalMs: number;
  readonly token: string;
}

/** How a conditional write ended: a lost answer is recognised by the token of the item that stands there. */
export type WriteAnswer =
  | { readonly isWritten: true }
  /** The item as it stands; undefined where there is none. */
  | { readonly isWritten: false; readonly item: ShardItem | undefined };

/** Items by the shard's key, {@link shardKeyOf}. Every method fails with `Unavailable('sourceState')`. */
export interface ShardItems {
  /** Strongly consistent. */
  read(key: string): Promise<ShardItem | undefined>;
  /** Puts a first item where there is none. */
  create(key: string, item: ShardItem): Promise<WriteAnswer>;
  /** Sets what the commit says, if the item's token is still `before`. Touches nothing else. */
  commit(key: string, before: string, commit: Commit): Promise<WriteAnswer>;
  /** Replaces the whole item by that of a new lineage, if its token is still `before`. */
  beginLineage(key: string, before: string, item: ShardItem): Promise<WriteAnswer>;
  /**
   * Sets `snapshot` and `previous`, if the item is still of this lineage and names the object `before` (undefined: none)
   * as its snapshot. Touches nothing else.
   *
   * @returns whether it was set
   */
  moveSnapshot(key: string, move: SnapshotMove): Promise<boolean>;
}

export interface SnapshotMove {
  readonly lineage: number;
  /** Key of the object that the item names now. */
  readonly before: string | undefined;
  readonly snapshot: SnapshotPointer;
  /** Undefined removes it. */
  readonly previous: SnapshotPointer | undefined;
}

/** Objects that never change. Every method fails with `Unavailable('sourceState')`. */
export interface Snapshots {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Undefined where there is no such object. */
  get(key: string): Promise<Uint8Array | undefined>;
}

/** Where reading a shard begins: with a record, behind one, or with the oldest that the stream still has. */
export type Position = { readonly at: string } | { readonly after: string } | 'oldest';

/** One answer of GetRecords. */
export interface RecordPage {
  /** In order; may be none. As `toStreamRecord` makes them of an event, with {@link Shard}'s ARN and shard. */
  readonly records: readonly StreamRecord[];
  /** Nothing follows: the shard is closed, or there is nothing newer yet. Absent while more follows. */
  readonly end?: 'closed' | 'newest';
}

/** The stream as it can be read at any time. Every method fails with `Unavailable('stream')`. */
export interface StreamReader {
  /** Pages from a position on, one call each, asked for one by one; ends behind a page with an `end`. */
  pages(shard: Shard, from: Position): AsyncIterable<RecordPage>;
  /** Shards that this one came from and that the stream still has, none to two, the smaller id first. */
  parents(shard: Shard): Promise<readonly string[]>;
}

/** Everything outside that keeping the state of sources needs. */
export interface SourceStatePorts {
  readonly items: ShardItems;
  readonly snapshots: Snapshots;
  readonly stream: StreamReader;
  /** A text that nobody else makes. */
  newToken(): string;
}

/** The key of a shard's item: `STREAM@CREATED/SHARD`. */
export function shardKeyOf({ streamArn, streamCreatedMs, shardId }: Shard): string {
  return `${streamArn.slice(streamArn.indexOf('/') + 1)}@${streamCreatedMs}/${shardId}`;
}
