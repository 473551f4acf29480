import { type Entry, identityOfEntry } from './entry.ts';
import type { Excess } from './quality-window.ts';

/**
 * Sources that a process must have seen before it says that none comes twice: so many alerts less one are one by one.
 */
const MIN_SOURCES = 5;
/** Of observations, at most this share may be of a source that came before. */
const MAX_REPEATED_SHARE = 0.05;
/** Sources that are remembered, the newest. */
const MAX_SOURCES = 2000;

/**
 * Finds out that producers choose random partition keys and name no source: then each observation is a source of its
 * own, and each strange one would be an incident and an alert. Looks only at keys that could be random. Outlives the
 * batch.
 */
export class SourcesWatch {
  /** Sources, each with the record that had it last, the newest at the end. */
  readonly #recordOf = new Map<string, string>();
  #records = 0;
  #repeated = 0;
  #example = { identity: '', data: '' };
  readonly #numbers = new KeyNumbers();

  /** @param entries decoded, whatever becomes of them; those of a record that comes again count once */
  see(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (!isUnnamed(entry)) continue;
      const { sequenceNumber } = entry.record;
      const { partitionKey } = entry.decoded;
      const before = this.#recordOf.get(partitionKey);
      if (before === sequenceNumber) continue;
      this.#records++;
      this.#numbers.add(partitionKey);
      if (before !== undefined) this.#repeated++;
      this.#recordOf.delete(partitionKey);
      this.#recordOf.set(partitionKey, sequenceNumber);
      this.#example = { identity: identityOfEntry(entry), data: partitionKey };
      if (this.#recordOf.size > MAX_SOURCES) this.#forget();
    }
  }

  /**
   * Whether the entry has a source that nobody named, among sources of which none comes twice. Chance makes keys, too,
   * that do not look like it: those are as long as the others.
   */
  isUnrepeated(entry: Entry): boolean {
    if (this.excess === undefined || !isKeyItsSource(entry)) return false;
    const { partitionKey } = entry.decoded;
    const isAlike = partitionKey.length === this.#example.data.length && /^[A-Za-z0-9]+$/.test(partitionKey);
    return isAlike || looksRandom(partitionKey);
  }

  /** What is to be told of it; undefined while sources come again. */
  get excess(): Excess | undefined {
    if (this.#recordOf.size < MIN_SOURCES || this.#repeated > MAX_REPEATED_SHARE * this.#records) return undefined;
    if (this.#numbers.areGiven) return undefined;
    const message = `${this.#records} records came with ${this.#recordOf.size} partition keys`;
    return {
      about: 'sources',
      observations: this.#records,
      quarantined: 0,
      reason: { code: 'unrepeated_sources', count: this.#recordOf.size, message },
      example: this.#example,
    };
  }

  /** Halves what is remembered: what was long ago says little of how producers are now. */
  #forget(): void {
    const oldest = [...this.#recordOf.keys()].slice(0, MAX_SOURCES / 2);
    for (const key of oldest) this.#recordOf.delete(key);
    this.#records = Math.round(this.#records / 2);
    this.#repeated = Math.round(this.#repeated / 2);
  }
}

/** Numbers that somebody gave to things one after the other, 100001, 100002, are their names: chance leaves gaps. */
class KeyNumbers {
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;
  #count = 0;

  add(key: string): void {
    const number = /^\d{1,15}$/.test(key) && !isClock(key) ? Number(key) : Number.NaN;
    this.#least = Math.min(this.#least, number);
    this.#most = Math.max(this.#most, number);
    this.#count++;
  }

  /** False as soon as one key was no such number. */
  get areGiven(): boolean {
    return this.#most - this.#least < MAX_GAP * this.#count;
  }
}

/** Between numbers of things, on average. */
const MAX_GAP = 100;

/** Seconds or milliseconds since 1970, in the years from 2014 on. */
function isClock(key: string): boolean {
  return /^1[4-9]\d{8}(?:\d{3})?$/.test(key);
}

/** Its source is its partition key: its record's, in an aggregate its own. */
function isKeyItsSource({ decoded }: Entry): boolean {
  return decoded.ok && decoded.redrivenFrom === undefined && decoded.observation.source === decoded.partitionKey;
}

/** So that the key looks as if chance had made it. */
function isUnnamed(entry: Entry): boolean {
  return isKeyItsSource(entry) && looksRandom(entry.decoded.partitionKey);
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
/** Hexadecimal digits, decimal digits, a random fraction, a clock. */
const DIGITS = /^(?:[0-9a-f]{8,}|-?\d{6,}|-?\d*\.\d{6,}(?:e-\d+)?)$/i;
/** Letters and digits in a long row, as of base64 or base62. */
const MIXED = /^[A-Za-z0-9+/=_-]{12,}$/;
/** The same in a short row, as Fluent Bit makes its keys. */
const SHORT_MIXED = /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9]{8,11}$/;
/** Changes between letters and digits, or small and large letters: names of people's things have few. */
const MIN_CHANGES = { long: 4, short: 2 };

function looksRandom(key: string): boolean {
  if (UUID.test(key) || (DIGITS.test(key) && /\d/.test(key))) return true;
  const isShort = SHORT_MIXED.test(key);
  if (key.length > 256 || !(isShort || MIXED.test(key))) return false;
  const changes = key.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[0-9])|[0-9](?=[A-Za-z])/g);
  return (changes?.length ?? 0) >= MIN_CHANGES[isShort ? 'short' : 'long'];
}
