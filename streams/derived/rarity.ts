import { log2 } from '../../kernels/log2.ts';

/** So many categories of a source are known at once. */
export const CATEGORIES = 64;
export const RARITY_BYTES = 8 + 6 * CATEGORIES;
/** Where counts are halved: what was long ago weighs less. */
const MOST_COUNTED = 65_535;

/**
 * How often which category came, packed: u16 how many came in all, six bytes that are free; u32 hashes of the
 * categories, u16 how often each came, 0 where a place is free. Where none is free, the least frequent leaves, the
 * first of them.
 */
export class Rarity {
  readonly #total: Uint16Array;
  readonly #hashes: Uint32Array;
  readonly #counts: Uint16Array;

  /** @param at where it begins in `work`, in bytes; a whole number of eights */
  constructor(work: ArrayBuffer, at: number) {
    this.#total = new Uint16Array(work, at, 1);
    this.#hashes = new Uint32Array(work, at + 8, CATEGORIES);
    this.#counts = new Uint16Array(work, at + 8 + 4 * CATEGORIES, CATEGORIES);
  }

  /**
   * Takes a category.
   *
   * @returns how rare it is in bits, -log2 of its share of all that came, this one included: 0 where all were the same,
   *   10 where it is the first of its kind among 1024
   */
  take(category: string): number {
    const at = this.#placeOf(hashOf(category));
    const count = ++this.#counts[at];
    const total = ++this.#total[0];
    if (total === MOST_COUNTED) this.#halve();
    return log2(total / count);
  }

  #placeOf(hash: number): number {
    let least = 0;
    for (let at = 0; at < CATEGORIES; at++) {
      if (this.#counts[at] > 0 && this.#hashes[at] === hash) return at;
      if (this.#counts[at] < this.#counts[least]) least = at;
    }
    this.#hashes[least] = hash;
    this.#counts[least] = 0;
    return least;
  }

  #halve(): void {
    this.#total[0] >>= 1;
    for (let at = 0; at < CATEGORIES; at++) this.#counts[at] >>= 1;
  }
}

/** 32 bits of a text, by its UTF-16 code units, as FNV-1a makes them. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}
