import type { Sources } from '../../streams/sources.ts';
import type { GapReason } from './ports.ts';

/** What a process knows of a shard: its sources as they are behind a record. */
export interface KnownShard {
  lineage: number;
  readonly sources: Sources;
  /** Sequence number of that record; undefined at the lineage's beginning. */
  last: string | undefined;
  /** When it arrived, or what is known was put down; milliseconds since the epoch. */
  lastArrivalMs: number;
  /** Since when what is not known yet is being read, over one delivery or several, by the wall clock. */
  readingSinceMs?: number | undefined;
  /** The shard is closed, and all its records are learned. */
  isWhole?: boolean;
  /** Why it does not contain all that it should. */
  gap?: GapReason | undefined;
  /** Bytes of records that were learned since the last snapshot. */
  unsavedBytes: number;
  /** When the last snapshot was put or read, by the wall clock, and how long that took. */
  savedAtMs: number;
  savingMs: number;
}

/** Bytes that a feature and its share of the source take. */
const FEATURE_BYTES = 1400;

/** Roughly, in bytes of memory. */
export function memoryOf({ features }: Sources): number {
  return features * FEATURE_BYTES;
}

/** What a process knows of shards from batch to batch. Losing it loses no data, only the time to read it again. */
export class ShardMemory {
  /** The least recently used first. */
  readonly #known = new Map<string, KnownShard>();

  get(key: string): KnownShard | undefined {
    const known = this.#known.get(key);
    if (known) this.put(key, known);
    return known;
  }

  /** Remembers a shard as the most recently used one. */
  put(key: string, known: KnownShard): void {
    this.#known.delete(key);
    this.#known.set(key, known);
  }

  drop(key: string): void {
    this.#known.delete(key);
  }

  /** Drops the least recently used shards, until the others take so many bytes at most or only `but` is left. */
  shrinkTo(maxBytes: number, but: string): void {
    let bytes = 0;
    for (const { sources } of this.#known.values()) bytes += memoryOf(sources);
    for (const [key, { sources }] of this.#known) {
      if (bytes <= maxBytes) return;
      if (key === but) continue;
      this.#known.delete(key);
      bytes -= memoryOf(sources);
    }
  }
}
