import type { Sources } from '../../streams/sources.ts';
import { type Entry, isUndecoded } from '../consumer/entry.ts';
import type { StreamRecord } from '../consumer/stream-record.ts';
import type { SourceStateContext } from './context.ts';
import { learnFrom, learnRecord } from './learn-records.ts';
import { beginLineage, isTaken } from './lineages.ts';
import { type OpenedShard, openShard } from './open-shard.ts';
import { type ShardItem, shardKeyOf } from './ports.ts';
import type { KnownShard } from './shard-memory.ts';
import { putSnapshot, saveIfDue } from './snapshots.ts';

/**
 * The state of a shard's sources while one delivery is worked on.
 *
 * Observations are judged ahead, in order, by a copy on write. When all of a record and of those before it are done or
 * in quarantine, the item moves behind it, on the condition that nobody else moved it, and what was learned is kept.
 * Whatever ends the delivery otherwise leaves the state as it was behind the last record that is finished.
 */
export class ShardState {
  /** Of the delivery, those that were not finished before. */
  readonly records: readonly StreamRecord[];
  readonly #context: SourceStateContext;
  readonly #key: string;
  readonly #known: KnownShard;
  #item: ShardItem;
  #ahead: Sources;
  /** The record whose observations were judged last, and how many of them. */
  #record: StreamRecord | undefined;
  #judged = 0;
  readonly #undecoded = new Set<StreamRecord>();
  /** How many records are committed. */
  #committed = 0;
  /** Of the commit that is under way: the same when it is tried again. */
  #token: string | undefined;

  private constructor({ shard, item, known, records }: OpenedShard, context: SourceStateContext) {
    this.records = records;
    this.#context = context;
    this.#key = shardKeyOf(shard);
    this.#known = known;
    this.#item = item;
    this.#ahead = known.sources.overlay();
  }

  /**
   * @param records of one shard, in order, at least one
   * @returns undefined where the whole delivery has to be given back
   */
  static async open(records: readonly StreamRecord[], context: SourceStateContext): Promise<ShardState | undefined> {
    const opened = await openShard(records, context);
    return opened && new ShardState(opened, context);
  }

  /** The first record that is not committed; undefined where all are. */
  get next(): StreamRecord | undefined {
    return this.records[this.#committed];
  }

  /**
   * Judges observations by what was known before each, and learns them ahead.
   *
   * @param entries in order, behind those that were judged before; of a first record those that are not done yet
   */
  judge(entries: readonly Entry[]): void {
    for (const entry of entries) {
      const { record, decoded } = entry;
      if (record !== this.#record) {
        this.#record = record;
        this.#judged = 0;
      }
      if (isUndecoded(entry)) this.#undecoded.add(record);
      // A delivery before this one has finished those.
      if (decoded.index > this.#judged) {
        learnRecord(record, this.#ahead, this.#context.learner, this.#judged, decoded.index);
      }
      entry.past = learnFrom(entry, this.#ahead, (error) => this.#threw(error));
      this.#judged = decoded.index + 1;
    }
  }

  /**
   * Commits what is finished, where what was judged ends with a record; else the next call does.
   *
   * @param next the first record that is not finished; undefined where all are
   * @returns whether the delivery may go on: somebody else may have this shard
   */
  async commit(next: StreamRecord | undefined): Promise<boolean> {
    return this.#isAheadOf(this.#indexOf(next)) || this.#commitUpTo(this.#indexOf(next));
  }

  /** As {@link commit}, at the end of the delivery: what was judged ahead and is not finished is learned another time. */
  async finish(next: StreamRecord | undefined): Promise<boolean> {
    const end = this.#indexOf(next);
    if (this.#isAheadOf(end)) {
      this.#ahead = this.#known.sources.overlay();
      for (const record of this.records.slice(this.#committed, end)) {
        if (!this.#undecoded.has(record)) learnRecord(record, this.#ahead, this.#context.learner);
      }
      this.#record = undefined;
    }
    return this.#commitUpTo(end);
  }

  /** @param end how many records are finished */
  async #commitUpTo(end: number): Promise<boolean> {
    if (end === this.#committed) return true;
    const finished = this.records.slice(this.#committed, end);
    const { sequenceNumber: last, arrivalMs: lastArrivalMs } = finished[finished.length - 1];
    const item = finished.some((record) => this.#undecoded.has(record))
      ? await this.#leaveUndecoded({ last, lastArrivalMs })
      : await this.#moved({ last, lastArrivalMs });
    if (item === undefined) {
      this.#context.memory.drop(this.#key);
      this.#context.tell({ kind: 'overtaken' });
      return false;
    }
    this.#keep(item, finished);
    this.#committed = end;
    if (this.#context.hasTime()) this.#item = await saveIfDue(this.#key, this.#item, this.#known, this.#context);
    return true;
  }

  async #moved(end: Pick<ShardItem, 'lastArrivalMs'> & { last: string }): Promise<ShardItem | undefined> {
    const { ports } = this.#context;
    this.#token ??= ports.newToken();
    const commit = { ...end, token: this.#token };
    const answer = await ports.items.commit(this.#key, this.#item.token, commit);
    this.#token = undefined;
    return isTaken(answer, commit.token, commit.last) ? { ...this.#item, ...commit } : undefined;
  }

  /** Nobody may decode such a record again, so that a snapshot behind it must be there before it is finished. */
  async #leaveUndecoded(end: Pick<ShardItem, 'last' | 'lastArrivalMs'>): Promise<ShardItem | undefined> {
    const key = await putSnapshot(this.#key, this.#ahead, this.#context);
    const snapshot = { key, sequence: end.last, arrivalMs: end.lastArrivalMs };
    const next = { ...this.#item, ...end, snapshot, previous: undefined };
    return beginLineage(this.#key, this.#item, next, 'crashed', this.#context);
  }

  #keep(item: ShardItem, finished: readonly StreamRecord[]): void {
    const known = this.#known;
    known.sources.merge(this.#ahead);
    this.#ahead = known.sources.overlay();
    known.lineage = item.lineage;
    known.last = item.last;
    known.lastArrivalMs = item.lastArrivalMs;
    for (const { bytes } of finished) known.unsavedBytes += bytes.length;
    this.#item = item;
  }

  #indexOf(next: StreamRecord | undefined): number {
    return next ? this.records.indexOf(next) : this.records.length;
  }

  /** Whether more was judged than so many records. */
  #isAheadOf(end: number): boolean {
    return this.#record !== undefined && this.records.indexOf(this.#record) >= end;
  }

  #threw(error: unknown): void {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.#context.tell({ kind: 'threw', reason });
  }
}
