import type { StreamRecord } from '../consumer/stream-record.ts';
import type { SourceStateContext } from './context.ts';
import type { GapReason, ShardItem, WriteAnswer } from './ports.ts';
import type { KnownShard } from './shard-memory.ts';
import { putSnapshot } from './snapshots.ts';

/** Whether a write was taken, although its answer may have been lost and it was tried again. */
export function isTaken(answer: WriteAnswer, token: string): boolean {
  return answer.isWritten || answer.item?.token === token;
}

/**
 * Writes the item of the next lineage.
 *
 * @returns undefined where somebody else has written the item since it was read
 */
export async function beginLineage(
  shardKey: string,
  before: ShardItem,
  next: Omit<ShardItem, 'lineage' | 'token' | 'gap'>,
  reason: GapReason,
  { ports, now, tell }: SourceStateContext,
): Promise<ShardItem | undefined> {
  const lineage = before.lineage + 1;
  const item = { ...next, lineage, token: ports.newToken(), gap: { reason, atMs: now() } };
  const answer = await ports.items.beginLineage(shardKey, before.token, item);
  if (!isTaken(answer, item.token)) return undefined;
  tell({ kind: 'lineage', lineage, reason });
  return item;
}

/** Begins a lineage with what is known, whatever lies between that and the record that comes first. */
export async function goOnWith(
  shardKey: string,
  before: ShardItem,
  known: Pick<KnownShard, 'sources'>,
  first: StreamRecord,
  reason: GapReason,
  context: SourceStateContext,
): Promise<ShardItem | undefined> {
  const { sources } = known;
  // Of sources that are all forgotten, the clock is known.
  const isEmpty = !sources.watch.clock.hasBegun;
  const snapshot = isEmpty
    ? undefined
    : { key: await putSnapshot(shardKey, sources, context), arrivalMs: first.arrivalMs };
  const next = { ...beginningAt(first), learner: context.learner.hash, snapshot };
  return beginLineage(shardKey, before, next, reason, context);
}

/** What the item of a lineage says that begins with this record. */
export function beginningAt({ sequenceNumber: genesis, arrivalMs }: StreamRecord) {
  return { genesis, genesisArrivalMs: arrivalMs, lastArrivalMs: arrivalMs };
}
