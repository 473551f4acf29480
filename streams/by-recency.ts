/** What is kept of one key, between its neighbours in time. */
export interface Linked<Entry> {
  readonly key: string;
  older: Entry | undefined;
  newer: Entry | undefined;
}

/**
 * Entries by their keys, in the order in which they were last touched. To touch one moves two links; a Map in which it
 * is deleted and set again is soon made anew, and those that were before it keep what they hold alive for long.
 */
export class ByRecency<Entry extends Linked<Entry>> {
  readonly #entries = new Map<string, Entry>();
  #oldest: Entry | undefined;
  #newest: Entry | undefined;

  get size(): number {
    return this.#entries.size;
  }

  get oldest(): Entry | undefined {
    return this.#oldest;
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Puts an entry that is in no such collection, as the newest; one of the same key leaves. */
  add(entry: Entry): void {
    this.delete(entry.key);
    this.#entries.set(entry.key, entry);
    this.#append(entry);
  }

  /** Makes an entry of this collection the newest. */
  touch(entry: Entry): void {
    if (entry === this.#newest) return;
    this.#unlink(entry);
    this.#append(entry);
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#unlink(entry);
  }

  /** The oldest first; meanwhile none may be touched. */
  *[Symbol.iterator](): Generator<Entry> {
    for (let entry = this.#oldest; entry; entry = entry.newer) yield entry;
  }

  #append(entry: Entry): void {
    entry.older = this.#newest;
    if (this.#newest) this.#newest.newer = entry;
    else this.#oldest = entry;
    this.#newest = entry;
  }

  #unlink(entry: Entry): void {
    const { older, newer } = entry;
    if (older) older.newer = newer;
    else this.#oldest = newer;
    if (newer) newer.older = older;
    else this.#newest = older;
    entry.older = undefined;
    entry.newer = undefined;
  }
}
