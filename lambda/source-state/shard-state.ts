import { isCanaryRecord } from '../../contracts/record-forms/canary-record.ts';
import type { Late } from '../../streams/silence-watch.ts';
import type { Entry } from '../consumer/entry.ts';
import type { StreamRecord } from '../consumer/stream-record.ts';
import type { SourceStateContext } from './context.ts';
import { LearnedAhead } from './learned-ahead.ts';
import { beginLineage, isTaken } from './lineages.ts';
import { type OpenedShard, openShard } from './open-shard.ts';
import { heardMsOf, type ShardItem, shardKeyOf } from './ports.ts';
import { type KnownShard, memoryOf } from './shard-memory.ts';
import { silenceDueOf } from './silence-due.ts';
import { putSnapshot, saveIfDue } from './snapshots.ts';

/** Where the item moves to, and when what was no canary came last. */
interface End {
  readonly last: string;
  readonly lastArrivalMs: number;
  readonly heardMs: number;
}

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
  readonly #ahead: LearnedAhead;
  readonly #evictedBefore: number;
  #item: ShardItem;
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
    this.#evictedBefore = known.sources.evicted;
    this.#ahead = new LearnedAhead(known.sources, context.learner, (error) => {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      context.tell({ kind: 'threw', reason });
    });
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
   * Judges an observation by what was known before it, and learns it ahead.
   *
   * @param entry behind those that were judged before; of a first record the first is the first that is not done yet
   */
  judge(entry: Entry): void {
    this.#ahead.judge(entry);
  }

  /** Which sources are late, as far as was judged. */
  late(counts?: (source: string) => boolean): Late {
    return this.#ahead.sources.late(counts);
  }

  /**
   * Commits what is finished, where what was judged ends with a record; else the next call does.
   *
   * @param next the first record that is not finished; undefined where all are
   * @returns whether the delivery may go on: somebody else may have this shard
   */
  async commit(next: StreamRecord | undefined): Promise<boolean> {
    const end = this.#indexOf(next);
    return this.#isAheadOf(end) || this.#commitUpTo(end);
  }

  /** As {@link commit}, at the end of the delivery: what was judged and is not finished is judged another time. */
  async finish(next: StreamRecord | undefined): Promise<boolean> {
    const end = this.#indexOf(next);
    if (this.#isAheadOf(end)) this.#ahead.goBackTo(this.records.slice(this.#committed, end));
    const isCommitted = await this.#commitUpTo(end);
    const { sources } = this.#known;
    const evicted = sources.evicted - this.#evictedBefore;
    if (isCommitted) this.#context.tell({ kind: 'kept', sources: sources.size, bytes: memoryOf(sources), evicted });
    return isCommitted;
  }

  /** @param end how many records are finished */
  async #commitUpTo(end: number): Promise<boolean> {
    const finished = this.records.slice(this.#committed, end);
    const lastRecord = finished.at(-1);
    if (lastRecord === undefined) return true;
    const heard = finished.findLast(({ bytes }) => !isCanaryRecord(bytes));
    const heardMs = heard?.arrivalMs ?? heardMsOf(this.#item);
    const to = { last: lastRecord.sequenceNumber, lastArrivalMs: lastRecord.arrivalMs, heardMs };
    const isUndecoded = finished.some((record) => this.#ahead.isUndecoded(record));
    const item = await (isUndecoded ? this.#leaveUndecoded(to) : this.#move(to));
    if (item === undefined) {
      this.#context.memory.drop(this.#key);
      this.#context.tell({ kind: 'overtaken' });
      return false;
    }
    this.#item = item;
    this.#committed = end;
    this.#keep(finished);
    if (this.#context.hasTime()) this.#item = await saveIfDue(this.#key, item, this.#known, this.#context);
    return true;
  }

  /** @returns the item as it is then; undefined where somebody else moved it */
  async #move({ heardMs, ...to }: End): Promise<ShardItem | undefined> {
    const { ports } = this.#context;
    this.#token ??= ports.newToken();
    const due = silenceDueOf(this.#ahead.sources, this.#known.sources);
    const silence = due && heardMs !== to.lastArrivalMs ? { ...due, heardMs } : due;
    const commit = { ...to, token: this.#token, silence };
    const answer = await ports.items.commit(this.#key, this.#item.token, commit);
    this.#token = undefined;
    return isTaken(answer, commit.token) ? { ...this.#item, ...commit } : undefined;
  }

  /** Nobody may decode such a record again: a snapshot behind it must be there before it is finished. */
  async #leaveUndecoded({ last, lastArrivalMs, heardMs }: End): Promise<ShardItem | undefined> {
    const key = await putSnapshot(this.#key, this.#ahead.sources, this.#context);
    const snapshot = { key, sequence: last, arrivalMs: lastArrivalMs };
    const { silence } = this.#item;
    const due = silence && { ...silence, heardMs };
    const next = { ...this.#item, last, lastArrivalMs, snapshot, previous: undefined, silence: due };
    return beginLineage(this.#key, this.#item, next, 'crashed', this.#context);
  }

  /** What was learned ahead is what is known. */
  #keep(finished: readonly StreamRecord[]): void {
    this.#ahead.merge();
    const { lineage, last, lastArrivalMs } = this.#item;
    const unsavedBytes = finished.reduce((sum, { bytes }) => sum + bytes.length, this.#known.unsavedBytes);
    Object.assign(this.#known, { lineage, last, lastArrivalMs, unsavedBytes });
  }

  #indexOf(next: StreamRecord | undefined): number {
    return next ? this.records.indexOf(next) : this.records.length;
  }

  /** Whether more was judged than so many records. */
  #isAheadOf(end: number): boolean {
    const { record } = this.#ahead;
    return record !== undefined && this.records.indexOf(record) >= end;
  }
}
