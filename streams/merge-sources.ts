import { type KeptSource, Sources, type SourcesSettings } from './sources.ts';

/**
 * Joins what is known of the sources of several shards, in the order of their last observations. Of a source that
 * several know, what is kept is known by the one that saw it last, at the same time the first of them.
 */
export function mergeSources(settings: SourcesSettings, all: readonly Sources[]): Sources {
  const latest = new Map<string, KeptSource>();
  for (const sources of all) {
    for (const [source, kept] of sources) {
      const other = latest.get(source);
      if (other && other.lastSeenMs >= kept.lastSeenMs) continue;
      // Behind all that were seen before it, in the order of its own shard.
      latest.delete(source);
      latest.set(source, kept);
    }
  }
  const merged = new Sources(settings);
  const inOrder = [...latest].sort(([, a], [, b]) => a.lastSeenMs - b.lastSeenMs);
  for (const [source, kept] of inOrder) {
    merged.restore(source, { ...kept, state: kept.state.slice(), derived: kept.derived?.slice() });
  }
  for (const { clockMs } of all) merged.advanceTo(clockMs);
  return merged;
}
