import type { HashRange } from './hash-range.ts';
import { RateLimit } from './rate-limit.ts';
import { readSequenceNumber, sequenceNumber } from './sequence-number.ts';

export interface StoredRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  readonly data: Uint8Array;
  readonly arrivalMs: number;
}

export interface ShardOrigin {
  /** Counts from 0 over the stream's life, closed shards included. */
  readonly number: number;
  readonly hashRange: HashRange;
  /** One after a split, two after a merge, none for a first shard. */
  readonly parents: readonly Shard[];
  readonly createdMs: number;
}

const MIB = 1024 * 1024;
/** A shard's limits (Kinesis Data Streams developer guide, quotas and limits). */
const WRITE_BYTES_PER_SECOND = MIB;
const WRITE_RECORDS_PER_SECOND = 1000;
const READ_CALLS_PER_SECOND = 5;
const READ_BYTES_PER_SECOND = 2 * MIB;
/** Refusals further apart are two separate peaks. Chosen. */
const CALM_MS = 10_000;

/** One shard: records in order, each at a place that counts from 1 and never changes. */
export class Shard {
  readonly id: string;
  readonly number: number;
  readonly hashRange: HashRange;
  readonly parents: readonly Shard[];
  readonly createdMs: number;
  readonly startingSequenceNumber: string;
  /** Set once the shard is closed: by then its last record is in. */
  endingSequenceNumber: string | undefined;
  closedMs: number | undefined;
  /** What its sequence numbers call the time of its creation: at least a second after its parents'. */
  readonly #lineageMs: number;
  readonly #records: StoredRecord[] = [];
  /** How many places before the first record kept here are forgotten. */
  #forgotten = 0;
  readonly #writtenBytes = new RateLimit(1000, WRITE_BYTES_PER_SECOND);
  readonly #writtenRecords = new RateLimit(1000, WRITE_RECORDS_PER_SECOND);
  readonly #readCalls = new RateLimit(1000, READ_CALLS_PER_SECOND);
  readonly #readBytes = new RateLimit(1000, READ_BYTES_PER_SECOND);
  #readableFromMs = 0;
  #refusals: { sinceMs: number; lastMs: number } | undefined;

  constructor(origin: ShardOrigin) {
    this.number = origin.number;
    this.id = `shardId-${String(origin.number).padStart(12, '0')}`;
    this.hashRange = origin.hashRange;
    this.parents = origin.parents;
    this.createdMs = origin.createdMs;
    this.#lineageMs = Math.max(origin.createdMs, ...origin.parents.map((parent) => parent.#lineageMs + 1000));
    this.startingSequenceNumber = this.#sequenceNumber(0, origin.createdMs);
  }

  get isOpen(): boolean {
    return this.closedMs === undefined;
  }

  /** The place of the newest record; 0 when none was ever put. */
  get lastPlace(): number {
    return this.#forgotten + this.#records.length;
  }

  /** The place of the oldest record that is still kept, or the one that the next record will get. */
  get firstPlace(): number {
    return this.#forgotten + 1;
  }

  /**
   * Takes the record in, or answers undefined when the shard's write limits are used up. `bytes` counts data and key.
   */
  append(record: { partitionKey: string; data: Uint8Array }, bytes: number, nowMs: number): StoredRecord | undefined {
    if (!this.#writtenRecords.fits(1, nowMs) || !this.#writtenBytes.fits(bytes, nowMs)) {
      const isNew = !this.#refusals || nowMs - this.#refusals.lastMs > CALM_MS;
      this.#refusals = { sinceMs: isNew ? nowMs : this.#refusals!.sinceMs, lastMs: nowMs };
      return undefined;
    }
    this.#writtenRecords.take(1, nowMs);
    this.#writtenBytes.take(bytes, nowMs);
    const stored = {
      sequenceNumber: this.#sequenceNumber(this.lastPlace + 1, nowMs),
      partitionKey: record.partitionKey,
      data: record.data,
      arrivalMs: nowMs,
    };
    this.#records.push(stored);
    return stored;
  }

  /** For how long, up to its last refusal, the write limits have been too small again and again. */
  get tooSmallForMs(): number {
    return this.#refusals ? this.#refusals.lastMs - this.#refusals.sinceMs : 0;
  }

  /** The record at a place; undefined when it is forgotten or not there yet. */
  at(place: number): StoredRecord | undefined {
    return this.#records[place - this.#forgotten - 1];
  }

  /** Counts one GetRecords call; false when the shard's read limits are used up. */
  admitRead(nowMs: number): boolean {
    if (nowMs < this.#readableFromMs) return false;
    if (!this.#readCalls.fits(1, nowMs) || !this.#readBytes.fits(1, nowMs)) return false;
    this.#readCalls.take(1, nowMs);
    return true;
  }

  /**
   * What an admitted call then read. A call may read up to 10 MiB, and its shard then rests until 2 MiB a second are
   * kept.
   */
  countReadBytes(bytes: number, nowMs: number): void {
    this.#readBytes.take(bytes, nowMs);
    this.#readableFromMs = bytes <= READ_BYTES_PER_SECOND ? 0 : nowMs + (bytes / READ_BYTES_PER_SECOND) * 1000;
  }

  /** The place that a sequence number of this shard names; undefined when it is of another shard or of no shard. */
  placeOf(number: string): number | undefined {
    const parts = readSequenceNumber(number);
    return parts?.shardNumber === this.number ? parts.place : undefined;
  }

  /** The first place whose record arrived at or after the time. */
  placeAtTime(timestampMs: number): number {
    let [low, high] = [0, this.#records.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#records[middle].arrivalMs < timestampMs) low = middle + 1;
      else high = middle;
    }
    return this.#forgotten + low + 1;
  }

  close(nowMs: number): void {
    this.closedMs = nowMs;
    this.endingSequenceNumber = this.#sequenceNumber(this.lastPlace + 1, nowMs);
  }

  /** Drops what arrived before the time: retention. */
  forgetBefore(timestampMs: number): void {
    if (this.#records.length === 0 || this.#records[0].arrivalMs >= timestampMs) return;
    const count = this.placeAtTime(timestampMs) - this.firstPlace;
    this.#records.splice(0, count);
    this.#forgotten += count;
  }

  #sequenceNumber(place: number, arrivalMs: number): string {
    return sequenceNumber({ shardNumber: this.number, shardCreatedMs: this.#lineageMs, place, arrivalMs });
  }
}
