import { type Entry, identityOfEntry } from './entry.ts';
import type { Excess } from './quality-window.ts';

/** Sources that a process must have seen before it says that none comes twice. */
const MIN_SOURCES = 10;
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

  /** @param entries decoded, whatever becomes of them; those of a record that comes again count once */
  see(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (!isUnnamed(entry)) continue;
      const { partitionKey, sequenceNumber } = entry.record;
      const before = this.#recordOf.get(partitionKey);
      if (before === sequenceNumber) continue;
      this.#records++;
      if (before !== undefined) this.#repeated++;
      this.#recordOf.delete(partitionKey);
      this.#recordOf.set(partitionKey, sequenceNumber);
      this.#example = { identity: identityOfEntry(entry), data: partitionKey };
      if (this.#recordOf.size > MAX_SOURCES) this.#forget();
    }
  }

  /** Whether the entry has a source that nobody named, among sources of which none comes twice. */
  isUnrepeated(entry: Entry): boolean {
    return this.excess !== undefined && isUnnamed(entry);
  }

  /** What is to be told of it; undefined while sources come again. */
  get excess(): Excess | undefined {
    if (this.#recordOf.size < MIN_SOURCES || this.#repeated > MAX_REPEATED_SHARE * this.#records) return undefined;
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

/** Its source is the record's partition key, which looks as if chance had made it. */
function isUnnamed({ record, decoded }: Entry): boolean {
  if (!decoded.ok || decoded.redrivenFrom !== undefined) return false;
  return decoded.observation.source === record.partitionKey && looksRandom(record.partitionKey);
}

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
/** Hexadecimal digits, decimal digits, a random fraction, a clock. */
const DIGITS = /^(?:[0-9a-f]{8,}|\d{6,}|-?\d*\.\d{6,}(?:e-\d+)?)$/i;
/** Letters and digits in a long row, as of base64 or base62. */
const MIXED = /^[A-Za-z0-9+/=_-]{12,}$/;
/** Changes between letters and digits, or small and large letters: names of people's things have few. */
const MIN_CHANGES = 4;

function looksRandom(key: string): boolean {
  if (UUID.test(key) || (DIGITS.test(key) && /\d/.test(key))) return true;
  if (key.length > 256 || !MIXED.test(key)) return false;
  const changes = key.match(/[a-z](?=[A-Z0-9])|[A-Z](?=[0-9])|[0-9](?=[A-Za-z])/g);
  return (changes?.length ?? 0) >= MIN_CHANGES;
}
