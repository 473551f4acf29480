import { mergeSources } from '../../streams/merge-sources.ts';
import type { Sources } from '../../streams/sources.ts';
import { catchUp } from './catch-up.ts';
import type { SourceStateContext } from './context.ts';
import { type GapReason, type Position, type ShardItem, type StreamShard, shardKeyOf } from './ports.ts';
import { isEarlier } from './sequence.ts';
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
  /** No record that is not learned arrived earlier; milliseconds since the epoch. */
  readonly lastArrivalMs: number;
  readonly gap?: GapReason | undefined;
}

type Unknown = FirstState & { readonly sources: undefined };

/** Where what is learned of a shard ends: before a record, or with the last of a closed shard. */
type Before = { readonly before: string | undefined };

/**
 * Says what a shard begins with: what was known at the end of the shards that it came from, all their records learned,
 * whoever has judged them yet, and what was given up of its own records, or judged while nobody kept the state, before
 * the first that is delivered. A shard that never began and whose parents never did teaches nothing: the state of
 * sources begins with the first record that a consumer which keeps it was given.
 *
 * @param first the first record that was delivered, which is not learned
 * @returns undefined where the time is over; what was learned is remembered
 */
export function firstStateOf(
  shard: StreamShard,
  first: string,
  context: SourceStateContext,
): Promise<FirstState | undefined> {
  return stateOf(shard, undefined, { before: first }, context);
}

/** What is known of a shard that began or not, all its records learned that the stream has before there. */
async function stateOf(
  shard: StreamShard,
  item: ShardItem | undefined,
  { before }: Before,
  context: SourceStateContext,
): Promise<FirstState | undefined> {
  const key = `${shardKeyOf(shard)}#${before === undefined ? 'end' : 'beginning'}`;
  const remembered = context.memory.get(key);
  const isOfNow = remembered?.lineage === (item?.lineage ?? NEVER_BEGUN) && isBefore(remembered.last, before);
  if (isOfNow && remembered.isWhole) return remembered;
  const known = isOfNow ? remembered : await beginningOf(shard, item, context);
  if (known?.sources === undefined) return known;
  context.memory.put(key, known);
  const isOld = context.now() - known.lastArrivalMs > context.limits.streamRetentionMs - RETENTION_RESERVE_MS;
  // It stays so when what the stream still has is learned over several deliveries.
  if (isOld) known.gap ??= known.last === item?.last ? 'idle' : 'expired';
  const isAll = await catchUp(known, shard, { from: positionOf(known, item), before }, context);
  // Nothing comes to a closed shard any more: its children's children need not ask the stream again.
  known.isWhole = isAll && before === undefined;
  return isAll ? known : undefined;
}

/** What is known of a shard by its snapshot, or by its parents; undefined: the time is over. */
async function beginningOf(
  shard: StreamShard,
  item: ShardItem | undefined,
  context: SourceStateContext,
): Promise<KnownShard | Unknown | undefined> {
  if (item) {
    const { lastArrivalMs } = item;
    return (await loadSnapshot(item, context)) ?? { sources: undefined, lastArrivalMs, gap: 'unreadable' };
  }
  const ends = await endsOfParents(shard, context);
  if (ends === undefined) return undefined;
  const known = ends.flatMap(({ sources }) => sources ?? []);
  const lastArrivalMs = Math.min(...ends.map((end) => end.lastArrivalMs));
  const gap = ends.find((end) => end.gap !== undefined)?.gap;
  if (known.length === 0) return { sources: undefined, lastArrivalMs, gap };
  const sources = mergeSources(context.learner.sources, known);
  return { ...nothingKnown(NEVER_BEGUN, lastArrivalMs, context), sources, gap };
}

async function endsOfParents(shard: StreamShard, context: SourceStateContext): Promise<FirstState[] | undefined> {
  const ends: FirstState[] = [];
  for (const shardId of await context.ports.stream.parents(shard)) {
    const parent = { ...shard, shardId };
    const item = await context.ports.items.read(shardKeyOf(parent));
    const end = await stateOf(parent, item, { before: undefined }, context);
    if (end === undefined) return undefined;
    ends.push(end);
  }
  return ends;
}

function isBefore(last: string | undefined, before: string | undefined): boolean {
  return last === undefined || before === undefined || isEarlier(last, before);
}

/** Where what is not known yet begins. */
export function positionOf({ last }: Pick<KnownShard, 'last'>, item: ShardItem | undefined): Position {
  if (last !== undefined) return { after: last };
  return item ? { at: item.genesis } : 'oldest';
}
