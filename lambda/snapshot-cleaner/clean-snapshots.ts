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

/**
 * Removes the snapshots that nobody names and that were put longer ago than `spareMs`: so long one may still be read
 * that was just replaced, or be named by a process that put it and slept. What items name is read after what is there,
 * so that one which was named meanwhile is spared.
 *
 * @returns how many were removed
 */
export async function cleanSnapshots(
  { snapshots, named, remove, now }: CleaningPorts,
  spareMs: number,
): Promise<number> {
  const before = now() - spareMs;
  const old: string[] = [];
  for await (const { key, putAtMs } of snapshots()) if (putAtMs < before) old.push(key);
  if (old.length === 0) return 0;
  const spared = await named();
  const needless = old.filter((key) => !spared.has(key));
  if (needless.length > 0) await remove(needless);
  return needless.length;
}
