import type { StreamRecord } from '../consumer/stream-record.ts';

/** A shard of one stream for good: a stream that is made anew under its old name has other shards. */
export interface StreamShard {
  readonly streamArn: string;
  /** When the stream was made, milliseconds since the epoch. */
  readonly streamCreatedMs: number;
  readonly shardId: string;
}

/** Where the packed sources of a shard lie, and how far they came. */
export interface SnapshotPointer {
  /** Of the object, never written twice. */
  readonly key: string;
  /** The last record that it learned; absent where it is what was known before the lineage's first. */
  readonly sequence?: string;
  /** The arrival of that record, else of genesis. Milliseconds since the epoch. */
  readonly arrivalMs: number;
}

/**
 * How far the sources of a shard came: one item a shard, below 1 KB, never expiring.
 *
 * Within a lineage the state at `last` is what its snapshot (none: nothing) and all records behind it (none: from
 * `genesis` on) to `last` teach, whichever snapshot of the lineage that is.
 */
export interface ShardItem {
  /** From 1. */
  readonly lineage: number;
  /** Sequence number of the record with which the lineage's records begin, and when it arrived. */
  readonly genesis: string;
  readonly genesisArrivalMs: number;
  /** Sequence number of the last record that is finished and learned; absent before the lineage's first commit. */
  readonly last?: string;
  /** The arrival of that record, or of genesis. Milliseconds since the epoch. */
  readonly lastArrivalMs: number;
  /** Of the last commit or lineage: another one at each. A move of the snapshot keeps it. */
  readonly token: string;
  /** What learns: a hash of the version of `streams/` and of all settings that change what a record teaches. */
  readonly learner: string;
  /** Absent while nothing was known at the lineage's beginning and no snapshot was put since. */
  readonly snapshot?: SnapshotPointer;
  /** The one before, for when the newest cannot be read. */
  readonly previous?: SnapshotPointer;
  /** Why this lineage began, where the past has a gap or another meaning. */
  readonly gap?: Gap;
  /** Absent where the shard is too new, or too irregular, to be missed. */
  readonly silence?: SilenceDue;
}

/** When a shard of which nothing comes is to be missed, by the wall clock. */
export interface SilenceDue {
  /** So long after the last arrival, milliseconds. */
  readonly afterMs: number;
  /** When what was no canary came last, where that is not `lastArrivalMs`. */
  readonly heardMs?: number;
  /** What is usual between two arrivals. */
  readonly usualMs: number;
  /** How many sources are known; and the name of it, where it is one. */
  readonly sources: number;
  readonly source?: string;
}

/** When something came of a shard last, but for our own canaries. Milliseconds since the epoch. */
export function heardMsOf({ lastArrivalMs, silence }: Pick<ShardItem, 'lastArrivalMs' | 'silence'>): number {
  return silence?.heardMs ?? lastArrivalMs;
}

/** Why a lineage began. */
export interface Gap {
  readonly reason: GapReason;
  /** When it was noticed, milliseconds since the epoch. */
  readonly atMs: number;
}

/**
 * | reason | what happened | what is known |
 * |---|---|---|
 * | `settings` | another learner goes on | all; what it reads again, it reads by its own settings |
 * | `idle` | the shard slept so long that what was given up meanwhile may have left the stream | all but that |
 * | `expired` | records that were not learned yet have left the stream | all but those |
 * | `late` | catching up would have taken longer than records may wait | all but what was to catch up |
 * | `crashed` | a record went to quarantine undecoded, and must never be decoded again | all but that |
 * | `endless` | catching up ended whoever did it, again and again | all but what was to catch up |
 * | `unreadable` | no snapshot could be read | nothing: all sources begin anew |
 * | `stream` | later records have lower numbers | nothing: all sources begin anew |
 */
export type GapReason = 'settings' | 'idle' | 'expired' | 'late' | 'crashed' | 'endless' | 'unreadable' | 'stream';

/** What a commit moves. */
export interface Commit {
  readonly last: string;
  readonly lastArrivalMs: number;
  readonly token: string;
  /** Absent removes it. */
  readonly silence?: SilenceDue | undefined;
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
   * Sets `snapshot` and `previous`, if the item is still of this lineage and names the object `before` (undefined:
   * none) as its snapshot. Touches nothing else.
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
  /** In order; may be none. As `toStreamRecord` makes them of an event, with {@link StreamShard}'s ARN and shard. */
  readonly records: readonly StreamRecord[];
  /** Nothing follows: the shard is closed, or there is nothing newer yet. Absent while more follows. */
  readonly end?: 'closed' | 'newest';
}

/** The stream as it can be read at any time. Every method fails with `Unavailable('stream')`. */
export interface StreamReader {
  /**
   * Pages from a position on, one call each, asked for one by one; the last one has an `end`. A shard that the stream
   * no longer has is closed and empty. A position that is too old is the oldest.
   */
  pages(shard: StreamShard, from: Position): AsyncIterable<RecordPage>;
  /** Shards that this one came from, none to two, the smaller id first; also those that the stream no longer has. */
  parents(shard: StreamShard): Promise<readonly string[]>;
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
export function shardKeyOf({ streamArn, streamCreatedMs, shardId }: StreamShard): string {
  return `${streamArn.slice(streamArn.indexOf('/') + 1)}@${streamCreatedMs}/${shardId}`;
}
