import type { KeptSource } from './kept-source.ts';
import { ShardClock } from './shard-clock.ts';
import { moveToShard } from './silence-watch.ts';
import { Sources } from './sources.ts';
import type { SourcesSettings } from './sources-settings.ts';

/**
 * Joins what is known of the sources of several shards, in the order of their last observations. Of a source that
 * several know, what is kept is known by the one that saw it last, at the same time the first of them. None is missed
 * before it has spoken here: a shard that was split has given others to another shard.
 */
export function mergeSources(settings: SourcesSettings, all: readonly Sources[]): Sources {
  const latest = new Map<string, KeptSource & { readonly from: ShardClock }>();
  for (const sources of all) {
    for (const [source, kept] of sources) {
      const other = latest.get(source);
      if (other && other.lastSeenMs >= kept.lastSeenMs) continue;
      // Behind all that were seen before it, in the order of its own shard.
      latest.delete(source);
      latest.set(source, { ...kept, from: sources.watch.clock });
    }
  }
  const merged = new Sources(settings);
  const clock = new ShardClock();
  clock.follow(all.map(({ watch }) => watch.clock));
  const inOrder = [...latest].sort(([, a], [, b]) => a.lastSeenMs - b.lastSeenMs);
  for (const [source, { from, ...kept }] of inOrder) {
    const state = kept.state.slice();
    moveToShard(state, from, clock);
    merged.restore(source, { ...kept, state, derived: kept.derived?.slice() });
  }
  merged.setClock(clock);
  return merged;
}
