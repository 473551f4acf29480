import type { Shard, StoredRecord } from '../kinesis/shard.ts';
import type { Stream } from '../kinesis/stream.ts';
import { aborted, type Clock, elapsed, firstOf } from './clock.ts';
import { eventBytes, MAX_EVENT_BYTES } from './invocation-event.ts';

/**
 * The shortest time between two looks at a shard's end. AWS looks about once a second; five a second is what a shard
 * allows, and keeps alerts on a laptop quick without an invocation per record.
 */
const POLL_MS = 200;

export interface BatchReaderOptions {
  readonly stream: Stream;
  readonly shard: Shard;
  /** The place to begin at. */
  readonly place: number;
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  /** Records that do not pass are skipped as if they had been handled. */
  readonly wants: (record: StoredRecord) => boolean;
  /** Called whenever everything was read and the wait for more begins. */
  readonly onCaughtUp: () => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

interface Batch {
  readonly records: StoredRecord[];
  /** Of its event. */
  bytes: number;
}

/** Reads one shard from a place to its end, batch after batch. */
export class BatchReader {
  readonly #options: BatchReaderOptions;
  #place: number;
  #isWaiting = false;

  constructor(options: BatchReaderOptions) {
    this.#options = options;
    this.#place = options.place;
  }

  /** Whether everything that was put so far has been read, and the reader waits for more with nothing in its hands. */
  get isCaughtUp(): boolean {
    return this.#isWaiting && this.#place > this.#options.shard.lastPlace;
  }

  /**
   * The next batch, as soon as it is full or its window is over; undefined after the end of a closed shard, or once
   * stopped.
   */
  async next(): Promise<readonly StoredRecord[] | undefined> {
    const { shard, batchSize, batchingWindowMs, clock, signal } = this.#options;
    const batch: Batch = { records: [], bytes: 0 };
    let windowEndsMs = Number.POSITIVE_INFINITY;
    while (!signal.aborted) {
      const isFull = this.#fill(batch) || batch.records.length === batchSize;
      const hasRecords = batch.records.length > 0;
      if (hasRecords) windowEndsMs = Math.min(windowEndsMs, clock.now() + batchingWindowMs);
      const isAtEnd = !shard.isOpen && this.#place > shard.lastPlace;
      if (isFull || isAtEnd || clock.now() >= windowEndsMs) return hasRecords ? batch.records : undefined;
      await this.#change(hasRecords ? windowEndsMs : undefined);
    }
    return undefined;
  }

  /** Adds what is there and wanted; true when the next record must go into another batch for its size. */
  #fill(batch: Batch): boolean {
    const { shard, batchSize, wants } = this.#options;
    // Records beyond the retention are gone before anyone read them.
    this.#place = Math.max(this.#place, shard.firstPlace);
    const { records } = batch;
    for (let record = shard.at(this.#place); record && records.length < batchSize; record = shard.at(this.#place)) {
      if (wants(record)) {
        const bytes = batch.bytes + eventBytes(record);
        if (records.length > 0 && bytes > MAX_EVENT_BYTES) return true;
        records.push(record);
        batch.bytes = bytes;
      }
      this.#place++;
    }
    return false;
  }

  async #change(windowEndsMs: number | undefined): Promise<void> {
    const { stream, onCaughtUp, clock, signal } = this.#options;
    const change = (wake: () => void) => stream.onChange(wake);
    if (windowEndsMs !== undefined) {
      await firstOf(change, elapsed(clock, windowEndsMs - clock.now()), aborted(signal));
      return;
    }
    const lookedMs = clock.now();
    this.#isWaiting = true;
    onCaughtUp();
    await firstOf(change, aborted(signal));
    const restMs = lookedMs + POLL_MS - clock.now();
    if (restMs > 0) await firstOf(elapsed(clock, restMs), aborted(signal));
    this.#isWaiting = false;
  }
}
