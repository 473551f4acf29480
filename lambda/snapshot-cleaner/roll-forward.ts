import { Unavailable } from '../failures.ts';
import { catchUp } from '../source-state/catch-up.ts';
import type { SourceStateContext } from '../source-state/context.ts';
import { positionOf } from '../source-state/first-state.ts';
import { type ShardItem, type StreamShard, shardKeyOf } from '../source-state/ports.ts';
import { loadSnapshot, saveIfDue } from '../source-state/snapshots.ts';

/** A shard, and how far its sources came. */
export interface KeptShard {
  readonly shard: StreamShard;
  readonly item: ShardItem;
}

/**
 * Brings the snapshot of a shard to where its item says, where that is older than `staleAfterMs`: a shard in work puts
 * one each minute, but of one that fell silent, or has a record now and then, only the stream knows the rest, for as
 * long as it keeps records. What is finished is learned, nothing else, and the item names the snapshot by the condition
 * by which the consumer has it named.
 *
 * @returns whether it was brought forward; false: it need not be, or who takes the next record has to
 * @throws {Unavailable} where a part of it does not answer
 */
export async function rollForward(
  { shard, item }: KeptShard,
  staleAfterMs: number,
  context: SourceStateContext,
): Promise<boolean> {
  const { last, learner, snapshot, genesisArrivalMs } = item;
  const isThere = last === undefined || snapshot?.sequence === last;
  if (isThere || learner !== context.learner.hash) return false;
  if (context.now() - (snapshot?.arrivalMs ?? genesisArrivalMs) < staleAfterMs) return false;
  const known = await loadSnapshot(item, context);
  if (known === undefined) return false;
  const behind = String(BigInt(last) + 1n);
  const isAll = await catchUp(known, shard, { from: positionOf(known, item), before: behind }, context);
  // Then something has left the stream, and nobody knows what.
  if (known.gap || (isAll && known.last !== last)) return false;
  const key = shardKeyOf(shard);
  const limits = { ...context.limits, snapshotBytes: 1 };
  return (await saveIfDue(key, item, known, { ...context, limits })) !== item;
}

/**
 * Does so for all shards. What fails is left to the next hour.
 *
 * @returns how many were brought forward, and why others were not that should be
 */
export async function rollAllForward(
  shards: Iterable<KeptShard>,
  staleAfterMs: number,
  context: SourceStateContext,
): Promise<{ readonly rolled: number; readonly failures: readonly string[] }> {
  let rolled = 0;
  const failures: string[] = [];
  for (const each of shards) {
    if (!context.hasTime()) break;
    const tell: SourceStateContext['tell'] = (event) => {
      if (event.kind === 'unsaved') failures.push(event.reason);
      context.tell(Object.assign({ shardId: each.shard.shardId }, event));
    };
    try {
      if (await rollForward(each, staleAfterMs, { ...context, tell })) rolled++;
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      failures.push(error.message);
    }
  }
  return { rolled, failures };
}
