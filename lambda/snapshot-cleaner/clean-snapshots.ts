/** A snapshot as it lies in the bucket. */
export interface KeptSnapshot {
  readonly key: string;
  /** When it was put, milliseconds since the epoch. */
  readonly putAtMs: number;
}

export interface CleaningPorts {
  /** All snapshots, in any order. */
  snapshots(): AsyncIterable<KeptSnapshot>;
  /** Keys of those that some shard's item names now. */
  named(): Promise<ReadonlySet<string>>;
  remove(keys: readonly string[]): Promise<void>;
  /** The wall clock, milliseconds since the epoch. */
  now(): number;
}

/** So long a snapshot may be read that no item names any more, or be named by a process that put it and slept. */
const SPARED_MS = 24 * 3_600_000;

/**
 * Removes the snapshots that nobody names and that are older than a day. What items name is read after what is there, so
 * that one which was named meanwhile is spared.
 *
 * @returns how many were removed
 */
export async function cleanSnapshots({ snapshots, named, remove, now }: CleaningPorts): Promise<number> {
  const before = now() - SPARED_MS;
  const old: string[] = [];
  for await (const { key, putAtMs } of snapshots()) if (putAtMs < before) old.push(key);
  if (old.length === 0) return 0;
  const spared = await named();
  const needless = old.filter((key) => !spared.has(key));
  if (needless.length > 0) await remove(needless);
  return needless.length;
}
