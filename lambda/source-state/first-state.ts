import { mergeSources } from '../../streams/merge-sources.ts';
import type { Sources } from '../../streams/sources.ts';
import { catchUp } from './catch-up.ts';
import type { SourceStateContext } from './context.ts';
import { type GapReason, type Position, type ShardItem, type StreamShard, shardKeyOf } from './ports.ts';
import type { KnownShard } from './shard-memory.ts';
import { loadSnapshot, nothingKnown } from './snapshots.ts';

/** Records are not read any more when they may leave the stream meanwhile. */
const RETENTION_RESERVE_MS = 3_600_000;

/** The lineage of a shard that has no item. */
const NEVER_BEGUN = 0;

/** What a shard begins with. */
export interface FirstState {
  /** Undefined where it came from no shard that anything is known of. */
  readonly sources: Sources | undefined;
  readonly gap: GapReason | undefined;
}

/**
 * Says what a shard begins with: what was known at the end of the shards that it came from, all their records learned,
 * whoever has judged them yet. A shard that never began and whose parents never did teaches nothing: the state of
 * sources begins with the first record that a consumer which keeps it was given.
 *
 * @returns undefined where the time is over; what was learned is remembered
 */
export async function firstStateOf(shard: StreamShard, context: SourceStateContext): Promise<FirstState | undefined> {
  const ends: FirstState[] = [];
  for (const shardId of await context.ports.stream.parents(shard)) {
    const end = await stateAtEndOf({ ...shard, shardId }, context);
    if (end === undefined) return undefined;
    ends.push(end);
  }
  const known = ends.flatMap(({ sources }) => sources ?? []);
  const gap = ends.find((end) => end.gap !== undefined)?.gap;
  if (known.length === 0) return { sources: undefined, gap };
  return { sources: mergeSources(context.learner.sources, known), gap };
}

async function stateAtEndOf(shard: StreamShard, context: SourceStateContext): Promise<FirstState | undefined> {
  const key = shardKeyOf(shard);
  const item = await context.ports.items.read(key);
  const remembered = context.memory.get(`${key}#end`);
  const isOfNow = remembered?.lineage === (item?.lineage ?? NEVER_BEGUN);
  const known = isOfNow ? remembered : await beginningOf(shard, item, context);
  if (known === undefined || !('lineage' in known)) return known && { sources: undefined, gap: known.gap };
  context.memory.put(`${key}#end`, known);
  const isOld = context.now() - known.lastArrivalMs > context.limits.streamRetentionMs - RETENTION_RESERVE_MS;
  // It stays so when what the stream still has is learned over several deliveries.
  if (isOld) known.gap ??= known.last === item?.last ? 'idle' : 'expired';
  if (!(await catchUp(known, shard, { from: positionOf(known, item), before: undefined }, context))) return undefined;
  return { sources: known.sources, gap: known.gap };
}

/** What is known of a parent by its snapshot, or by its own parents; undefined: the time is over. */
async function beginningOf(
  shard: StreamShard,
  item: ShardItem | undefined,
  context: SourceStateContext,
): Promise<KnownShard | { readonly gap: GapReason | undefined } | undefined> {
  if (item) return (await loadSnapshot(item, context)) ?? { gap: 'unreadable' };
  const first = await firstStateOf(shard, context);
  if (first === undefined || first.sources === undefined) return first;
  return { ...nothingKnown(NEVER_BEGUN, context.now(), context), sources: first.sources, gap: first.gap };
}

/** Where what is not known yet begins. */
export function positionOf({ last }: Pick<KnownShard, 'last'>, item: ShardItem | undefined): Position {
  if (last !== undefined) return { after: last };
  return item ? { at: item.genesis } : 'oldest';
}
