import { packSources, unpackSources } from '../../streams/pack-sources.ts';
import { Sources } from '../../streams/sources.ts';
import { Unavailable } from '../failures.ts';
import type { SourceStateContext } from './context.ts';
import type { ShardItem, SnapshotPointer } from './ports.ts';
import type { KnownShard } from './shard-memory.ts';

/** Snapshots may take one part in so many of a shard's time. */
const SHARE_OF_TIME = 20;

type SavingContext = Pick<SourceStateContext, 'ports' | 'limits' | 'now' | 'tell'>;

/** Makes what is known where nothing is. */
export function nothingKnown(lineage: number, arrivalMs: number, { learner, now }: SourceStateContext): KnownShard {
  return knownBy(new Sources(learner.sources), { lineage, last: undefined, lastArrivalMs: arrivalMs }, now());
}

/**
 * Reads the snapshot that the item names, or the one before.
 *
 * @returns undefined where it names some and none can be read
 */
export async function loadSnapshot(item: ShardItem, context: SourceStateContext): Promise<KnownShard | undefined> {
  const { lineage, genesisArrivalMs, snapshot, previous } = item;
  if (snapshot === undefined) return nothingKnown(lineage, genesisArrivalMs, context);
  for (const pointer of [snapshot, ...(previous ? [previous] : [])]) {
    const bytes = await context.ports.snapshots.get(pointer.key);
    const sources = bytes && unpackedOrTold(bytes, context);
    const last = { lineage, last: pointer.sequence, lastArrivalMs: pointer.arrivalMs };
    if (sources) return knownBy(sources, last, context.now());
  }
  return undefined;
}

function unpackedOrTold(bytes: Uint8Array, { learner, tell }: SourceStateContext): Sources | undefined {
  try {
    return unpackSources(bytes, learner.sources);
  } catch (error) {
    tell({ kind: 'unreadable', reason: (error as Error).message });
    return undefined;
  }
}

function knownBy(
  sources: Sources,
  last: Pick<KnownShard, 'lineage' | 'last' | 'lastArrivalMs'>,
  nowMs: number,
): KnownShard {
  return { ...last, sources, unsavedBytes: 0, savedAtMs: nowMs, savingMs: 0 };
}

/** Puts all that is known under a key of its own. Nothing names it yet. */
export async function putSnapshot(
  shardKey: string,
  sources: Sources,
  { ports, now, tell }: Pick<SourceStateContext, 'ports' | 'now' | 'tell'>,
): Promise<string> {
  const startMs = now();
  const key = `${shardKey}/${ports.newToken()}`;
  const bytes = packSources(sources);
  await ports.snapshots.put(key, bytes);
  tell({ kind: 'saved', bytes: bytes.length, ms: now() - startMs });
  return key;
}

/**
 * Takes a snapshot of what is committed, where one is due, and has the item name it. A failure is told, and holds
 * nothing up: the next one is as good.
 *
 * @returns the item as it is then
 */
export async function saveIfDue(
  shardKey: string,
  item: ShardItem,
  known: KnownShard,
  context: SavingContext,
): Promise<ShardItem> {
  if (known.last === undefined || !isDue(known, context)) return item;
  const startMs = context.now();
  try {
    const key = await putSnapshot(shardKey, known.sources, context);
    const snapshot: SnapshotPointer = { key, sequence: known.last, arrivalMs: known.lastArrivalMs };
    const move = { lineage: item.lineage, before: item.snapshot?.key, snapshot, previous: item.snapshot };
    const isMoved = await context.ports.items.moveSnapshot(shardKey, move);
    known.unsavedBytes = 0;
    return isMoved ? { ...item, snapshot, previous: item.snapshot } : item;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    context.tell({ kind: 'unsaved', reason: error.message });
    return item;
  } finally {
    known.savedAtMs = context.now();
    known.savingMs = context.now() - startMs;
  }
}

function isDue({ unsavedBytes, savedAtMs, savingMs }: KnownShard, { limits, now }: SavingContext): boolean {
  const sinceMs = now() - savedAtMs;
  if (unsavedBytes === 0 || sinceMs < SHARE_OF_TIME * savingMs) return false;
  return unsavedBytes >= limits.snapshotBytes || sinceMs >= limits.snapshotMs;
}
