import { crc32 } from 'node:zlib';
import type { KeptSource } from '../../streams/kept-source.ts';
import { unpackSources } from '../../streams/pack-sources.ts';
import type { SourceStateContext } from '../source-state/context.ts';
import type { KeptShard } from './roll-forward.ts';

const HOUR_MS = 3_600_000;
/** Whoever mended the keys of his records hears no more of it after a day. */
const RECENT_MS = 24 * HOUR_MS;
/** Names that are remembered at once; of more, a part each hour. */
const MOST_NAMES = 400_000;
const MOST_EXAMPLES = 3;

/** Sources whose observations came through several shards, each of which knows a part of them. */
export interface DividedSources {
  readonly count: number;
  /** The first three. */
  readonly examples: readonly string[];
}

type Context = Pick<SourceStateContext, 'learner' | 'now' | 'hasTime'> & {
  readonly ports: Pick<SourceStateContext['ports'], 'snapshots'>;
};

interface Seen {
  readonly lastSeenMs: number;
  /** When the records of its shard's lineage began to come. */
  readonly sinceMs: number;
}

/**
 * Finds sources that came through two shards within the last day, each time after the other shard had begun: what a
 * shard took over from those that it comes from does not count. Reads each snapshot once, and none where one shard
 * alone has a recent one.
 *
 * @throws {Unavailable} where S3 does not answer
 */
export async function dividedSources(shards: readonly KeptShard[], context: Context): Promise<DividedSources> {
  const sinceMs = context.now() - RECENT_MS;
  const recent = shards.filter(({ item }) => (item.snapshot?.arrivalMs ?? 0) >= sinceMs);
  const seen = new Map<string, Seen>();
  const divided = new Set<string>();
  if (recent.length < 2) return { count: 0, examples: [] };
  const isOfThisHour = partOf(recent.length * context.learner.sources.mostFeatures, context.now());
  for (const shard of recent) {
    if (!context.hasTime()) break;
    for (const [source, { lastSeenMs }] of await sourcesOf(shard, context)) {
      if (lastSeenMs < sinceMs || !isOfThisHour(source)) continue;
      const here = { lastSeenMs, sinceMs: shard.item.genesisArrivalMs };
      const there = seen.get(source);
      if (there && here.lastSeenMs >= there.sinceMs && there.lastSeenMs >= here.sinceMs) divided.add(source);
      seen.set(source, here);
    }
  }
  return { count: divided.size, examples: [...divided].slice(0, MOST_EXAMPLES) };
}

/** None where its snapshot cannot be read, which its consumer says. */
async function sourcesOf({ item }: KeptShard, { ports, learner }: Context): Promise<Iterable<[string, KeptSource]>> {
  const bytes = await ports.snapshots.get(item.snapshot!.key);
  if (bytes === undefined) return [];
  try {
    return unpackSources(bytes, learner.sources);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** Says of which names it is the turn. */
function partOf(names: number, nowMs: number): (name: string) => boolean {
  const parts = Math.ceil(names / MOST_NAMES);
  const turn = Math.floor(nowMs / HOUR_MS) % parts;
  return (name) => crc32(name) % parts === turn;
}
