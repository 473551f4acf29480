import type { PlannedAnomaly, PlannedObservation, PlannedRecord } from './planned-record.ts';

/** An anomalous observation that is on the stream, and where. */
export interface PutAnomaly extends PlannedAnomaly {
  readonly shardId: string;
  readonly sequenceNumber: string;
  readonly index: number;
}

/** What became of an observation; one may have more than one fate. */
export const DONE = 1;
export const IN_QUARANTINE = 2;
export const GIVEN_UP = 4;
/** Logged as quarantined, which says that there is no more to wait for; what counts is the bucket. */
export const SAID_QUARANTINED = 8;
/**
 * Done with a verdict that finds it anomalous, and with one that does not: another version may judge another delivery.
 */
export const FOUND_ANOMALOUS = 16;
export const FOUND_USUAL = 32;
/** In quarantine with its whole record, which was not decoded: two processes in a row had ended on it. */
export const CRASHED = 64;

/**
 * Every observation that is on the stream, and what became of it. Accounting is over sets of identities: seeing
 * something twice changes nothing, and no counter is ever taken from another.
 */
export class Ledger {
  readonly #records = new Map<string, PutRecord>();
  /** Of records whose PutRecords answer is still on its way. */
  readonly #early = new Map<string, { index: number | 'all'; fate: number }[]>();
  #fates = new Uint8Array(1 << 16);
  #observations = 0;
  /** Observations with no fate yet, by the time of their put, oldest first. */
  readonly #waiting: { readonly first: number; readonly count: number; readonly putMs: number }[] = [];
  #oldestWaiting = 0;

  get records(): number {
    return this.#records.size;
  }

  get observations(): number {
    return this.#observations;
  }

  /** A record that PutRecords took. */
  put(record: PlannedRecord, shardId: string, sequenceNumber: string, nowMs: number): void {
    const key = recordKey(shardId, sequenceNumber);
    const { observations } = record;
    const first = this.#observations;
    this.#observations += observations.length;
    if (this.#observations > this.#fates.length) {
      const larger = new Uint8Array(2 * this.#fates.length);
      larger.set(this.#fates);
      this.#fates = larger;
    }
    this.#records.set(key, { first, observations, data: record.data, putMs: nowMs });
    this.#waiting.push({ first, count: observations.length, putMs: nowMs });
    const early = this.#early.get(key) ?? [];
    this.#early.delete(key);
    for (const { index, fate } of early) {
      if (index === 'all') this.seeRecord(key, fate);
      else this.#mark(first + index, fate);
    }
  }

  /** @returns what the observation should be; undefined when its record is not known (yet) */
  see(identity: string, fate: number): PlannedObservation | undefined {
    const key = recordOf(identity);
    const index = indexOf(identity);
    const record = this.#records.get(key);
    if (record && index < record.observations.length) {
      this.#mark(record.first + index, fate);
      return record.observations[index];
    }
    this.#seeEarly(key, index, fate);
    return undefined;
  }

  /** As {@link see}, for all observations of a record at once. @param key `shardId:sequenceNumber` */
  seeRecord(key: string, fate: number): void {
    const record = this.#records.get(key);
    if (record) for (const index of record.observations.keys()) this.#mark(record.first + index, fate);
    else this.#seeEarly(key, 'all', fate);
  }

  /** What should become of an observation. */
  planned(identity: string): PlannedObservation | undefined {
    return this.#recordOf(identity)?.observations[indexOf(identity)];
  }

  /** Says better what should become of an observation, when what stood before it on the stream is known. */
  plan(identity: string, planned: PlannedObservation): void {
    const record = this.#recordOf(identity);
    if (record) record.observations = record.observations.with(indexOf(identity), planned);
  }

  /** What became of an observation; undefined when its record is not known. */
  became(identity: string): number | undefined {
    const record = this.#recordOf(identity);
    return record && this.#fates[record.first + indexOf(identity)];
  }

  /** The record that an observation is of, as it was put. */
  dataOf(identity: string): Uint8Array | undefined {
    return this.#recordOf(identity)?.data;
  }

  /** When its record was put; undefined when it is not known (yet). */
  putMs(identity: string): number | undefined {
    return this.#recordOf(identity)?.putMs;
  }

  /** How many observations nothing became of yet. */
  get waiting(): number {
    return this.#fates.subarray(0, this.#observations).reduce((sum, fate) => sum + (fate === 0 ? 1 : 0), 0);
  }

  /** When the oldest observation was put that has no fate yet; undefined when there is none. */
  oldestWaitingMs(): number | undefined {
    for (; this.#oldestWaiting < this.#waiting.length; this.#oldestWaiting++) {
      const { first, count, putMs } = this.#waiting[this.#oldestWaiting];
      if (this.#fates.subarray(first, first + count).includes(0)) return putMs;
    }
    return undefined;
  }

  /** Records that something became of and that nobody put, or of which more became than was put. */
  get unexpected(): number {
    return this.#early.size;
  }

  *each(): Generator<AccountedObservation> {
    for (const [key, { first, observations, putMs }] of this.#records) {
      for (const [index, planned] of observations.entries()) {
        yield { identity: `${key}:${index}`, planned, became: this.#fates[first + index], putMs };
      }
    }
  }

  #recordOf(identity: string): PutRecord | undefined {
    return this.#records.get(recordOf(identity));
  }

  #seeEarly(key: string, index: number | 'all', fate: number): void {
    const early = this.#early.get(key) ?? [];
    early.push({ index, fate });
    this.#early.set(key, early);
  }

  #mark(observation: number, fate: number): void {
    this.#fates[observation] |= fate;
  }
}

export interface AccountedObservation {
  readonly identity: string;
  readonly planned: PlannedObservation;
  /** {@link DONE}, {@link IN_QUARANTINE}, {@link GIVEN_UP} and the others, added up. */
  readonly became: number;
  /** When its record was put, on the clock of `performance.now()`. */
  readonly putMs: number;
}

interface PutRecord {
  /** Number of its first observation. */
  readonly first: number;
  observations: readonly PlannedObservation[];
  readonly data: Uint8Array;
  readonly putMs: number;
}

function recordKey(shardId: string, sequenceNumber: string): string {
  return `${shardId}:${sequenceNumber}`;
}

/** `shardId:sequenceNumber` of an observation. */
export function recordOf(identity: string): string {
  return identity.slice(0, identity.lastIndexOf(':'));
}

function indexOf(identity: string): number {
  return Number(identity.slice(identity.lastIndexOf(':') + 1));
}
