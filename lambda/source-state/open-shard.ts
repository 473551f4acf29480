import { Sources } from '../../streams/sources.ts';
import type { StreamRecord } from '../consumer/stream-record.ts';
import { catchUp } from './catch-up.ts';
import type { SourceStateContext } from './context.ts';
import { firstStateOf, positionOf } from './first-state.ts';
import { beginLineage, beginningAt, goOnWith, isTaken } from './lineages.ts';
import { type GapReason, type ShardItem, type StreamShard, shardKeyOf } from './ports.ts';
import { isEarlier } from './sequence.ts';
import type { KnownShard } from './shard-memory.ts';
import { silenceDueOf } from './silence-due.ts';
import { loadSnapshot, nothingKnown, putSnapshot, saveIfDue } from './snapshots.ts';

/** A shard whose state is where its item says. */
export interface OpenedShard {
  readonly shard: StreamShard;
  readonly item: ShardItem;
  readonly known: KnownShard;
  /** Of the delivery, those that are not finished yet. */
  readonly records: readonly StreamRecord[];
}

/** Others may write the item in between; whoever does it more often has the shard. */
const MAX_CONFLICTS = 3;
/** Clocks of Kinesis differ by less: what arrived so much later has no lower number in the same stream. */
const OTHER_STREAM_AFTER_MS = 5 * 60_000;
/** Records are not read any more when they may leave the stream meanwhile. */
const RETENTION_RESERVE_MS = 3_600_000;
/** From so long before a record could be given up on, it may have been: clocks differ. */
const GIVEN_UP_RESERVE_MS = 10 * 60_000;
/** Nobody waits longer than this for the past of a shard. */
const LONGEST_READING_MS = 15 * 60_000;
/** When records have waited for this part of the time that they may, the past has to be left behind. */
const LATE_SHARE = 0.75;

/**
 * Brings what this process knows of a shard to where its item says, from memory or from a snapshot and the stream, and
 * finds out which records are not finished yet.
 *
 * @param records of one shard, in order, at least one
 * @returns undefined where the time is over, or somebody else has the shard: nothing was done
 */
export async function openShard(
  records: readonly StreamRecord[],
  context: SourceStateContext,
): Promise<OpenedShard | undefined> {
  const { streamArn, shardId } = records[0];
  const shard = { streamArn, streamCreatedMs: await context.streamCreationMs(streamArn), shardId };
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const item = await context.ports.items.read(shardKeyOf(shard));
    const opened = await (item ? openAt(shard, item, records, context) : begin(shard, records[0], context));
    if (opened !== 'again') return opened;
  }
  context.tell({ kind: 'overtaken' });
  return undefined;
}

/** Makes the first item of a shard. */
async function begin(
  shard: StreamShard,
  first: StreamRecord,
  context: SourceStateContext,
): Promise<'again' | undefined> {
  const { ports, learner } = context;
  const key = shardKeyOf(shard);
  const state = isLate(first, context) ? LEFT_BEHIND : await firstStateOf(shard, first.sequenceNumber, context);
  if (state === undefined) return undefined;
  const snapshot = state.sources && { key: await putSnapshot(key, state.sources, context), arrivalMs: first.arrivalMs };
  const gap = state.gap && { reason: state.gap, atMs: context.now() };
  const token = ports.newToken();
  const item = { lineage: 1, ...beginningAt(first), token, learner: learner.hash, snapshot, gap };
  await ports.items.create(key, item);
  return 'again';
}

const LEFT_BEHIND = { sources: undefined, gap: 'late' } as const;

async function openAt(
  shard: StreamShard,
  read: ShardItem,
  delivered: readonly StreamRecord[],
  context: SourceStateContext,
): Promise<OpenedShard | 'again' | undefined> {
  const key = shardKeyOf(shard);
  const records = delivered.filter((record) => !isPast(record, read));
  if (isOtherStream(delivered, read)) return afresh(key, read, delivered[0], 'stream', context);
  if (records.length < delivered.length) context.tell({ kind: 'dropped', records: delivered.length - records.length });
  // Then nothing is judged, and nothing needs to be known.
  if (records.length === 0) return { shard, item: read, known: nothingKnown(read.lineage, 0, context), records };
  const { hash: learner } = context.learner;
  const adopted = { ...read, learner, previous: undefined };
  const item = read.learner === learner ? read : await beginLineage(key, read, adopted, 'settings', context);
  if (item === undefined) return 'again';
  const remembered = context.memory.get(key);
  // Whoever began it may have died before it could say so.
  const isNew = item === read && item.last === undefined && remembered?.lineage !== item.lineage;
  if (isNew && item.gap) context.tell({ kind: 'lineage', lineage: item.lineage, reason: item.gap.reason });
  const isWarm = remembered !== undefined && counts(remembered, item);
  const known = isWarm ? remembered : await loadSnapshot(item, context);
  if (known === undefined) return afresh(key, item, records[0], 'unreadable', context);
  context.memory.put(key, known);
  context.memory.shrinkTo(context.limits.maxMemoryBytes, key);
  const isThere = isWarm && known.last === item.last && known.readingSinceMs === undefined;
  if (isThere && !mayBeGivenUp(item, context)) return { shard, item, known, records };
  return readUpTo(records, { shard, item, known }, context);
}

/** Reads and learns what is not known yet, or leaves it behind where that cannot be. */
async function readUpTo(
  records: readonly StreamRecord[],
  opened: Omit<OpenedShard, 'records'>,
  context: SourceStateContext,
): Promise<OpenedShard | 'again' | undefined> {
  const { shard, known } = opened;
  const key = shardKeyOf(shard);
  const [first] = records;
  const reason = whyLeftBehind(known, opened.item, first, context);
  if (reason) return leaveBehind(records, opened, reason, context);
  let { item } = opened;
  const save = async () => {
    if (item.last === undefined || !isUpTo(known.last, item.last)) return;
    item = await saveIfDue(key, item, known, context);
  };
  const stretch = { from: positionOf(known, item), before: first.sequenceNumber };
  known.readingSinceMs ??= context.now();
  const isAll = await catchUp(known, shard, stretch, context, save);
  if (known.gap) return leaveBehind(records, { shard, item, known }, known.gap, context);
  if (known.last !== undefined && !isUpTo(known.last, item.last)) {
    const moved = await moveBehind(key, item, known, context);
    if (moved === undefined) return 'again';
    item = moved;
  }
  if (!isAll) return undefined;
  known.readingSinceMs = undefined;
  // The stream has no such record any more.
  if (known.last !== item.last) return leaveBehind(records, { shard, item, known }, 'expired', context);
  return { shard, item, known, records };
}

/** What lay between was given up, or nobody kept the state then: it is learned, and will never be delivered. */
async function moveBehind(
  key: string,
  item: ShardItem,
  { last = '', lastArrivalMs, sources }: KnownShard,
  { ports }: SourceStateContext,
): Promise<ShardItem | undefined> {
  const commit = { last, lastArrivalMs, token: ports.newToken(), silence: silenceDueOf(sources, sources) };
  const answer = await ports.items.commit(key, item.token, commit);
  return isTaken(answer, commit.token) ? { ...item, ...commit } : undefined;
}

function whyLeftBehind(
  { last, lastArrivalMs, readingSinceMs }: KnownShard,
  item: ShardItem,
  first: StreamRecord,
  context: SourceStateContext,
): GapReason | undefined {
  const { limits, now } = context;
  // A reading that another process has overtaken meanwhile is not what this record waits for.
  const waitingSinceMs = Math.max(readingSinceMs ?? now(), first.arrivalMs);
  if (now() - waitingSinceMs > LONGEST_READING_MS) return 'late';
  const isOld = now() - lastArrivalMs > limits.streamRetentionMs - RETENTION_RESERVE_MS;
  if (isOld) return last === item.last ? 'idle' : 'expired';
  return isLate(first, context) ? 'late' : undefined;
}

/** Goes on with what is known now: a lineage of its own. */
async function leaveBehind(
  records: readonly StreamRecord[],
  { shard, item, known }: Omit<OpenedShard, 'records'>,
  reason: GapReason,
  context: SourceStateContext,
): Promise<OpenedShard | 'again'> {
  const key = shardKeyOf(shard);
  const next = await goOnWith(key, item, known, records[0], reason, context);
  context.memory.drop(key);
  if (next === undefined) return 'again';
  const { lineage, lastArrivalMs } = next;
  const knownNow = {
    ...known,
    lineage,
    last: undefined,
    lastArrivalMs,
    unsavedBytes: 0,
    readingSinceMs: undefined,
    gap: undefined,
  };
  context.memory.put(key, knownNow);
  return { shard, item: next, known: knownNow, records };
}

/** All sources begin anew. */
async function afresh(
  key: string,
  item: ShardItem,
  first: StreamRecord,
  reason: GapReason,
  context: SourceStateContext,
): Promise<'again'> {
  context.memory.drop(key);
  const known = { sources: new Sources(context.learner.sources) };
  const next = await goOnWith(key, item, known, first, reason, context);
  if (next) context.memory.put(key, nothingKnown(next.lineage, next.lastArrivalMs, context));
  return 'again';
}

/** Whether what is remembered is on the way to where the item is, and farther than its snapshot. */
function counts({ lineage, last, gap }: KnownShard, { lineage: wanted, snapshot, last: end }: ShardItem): boolean {
  if (lineage !== wanted || gap) return false;
  if (snapshot?.sequence !== undefined && !isUpTo(snapshot.sequence, last)) return false;
  return last === undefined || isUpTo(last, end);
}

/** Whether a record is not behind another; none is before all. */
function isUpTo(sequenceNumber: string | undefined, end: string | undefined): boolean {
  if (sequenceNumber === undefined) return true;
  return end !== undefined && !isEarlier(end, sequenceNumber);
}

/** Whether a record is finished: it is not behind the last one, or it came before the lineage. */
function isPast({ sequenceNumber }: StreamRecord, { last, genesis }: ShardItem): boolean {
  return last === undefined ? isEarlier(sequenceNumber, genesis) : !isEarlier(last, sequenceNumber);
}

function isOtherStream([first]: readonly StreamRecord[], item: ShardItem): boolean {
  return isPast(first, item) && first.arrivalMs > item.lastArrivalMs + OTHER_STREAM_AFTER_MS;
}

/** Whether a record behind the last one may have waited for longer than records may. */
function mayBeGivenUp({ lastArrivalMs }: ShardItem, { limits, now }: SourceStateContext): boolean {
  return now() >= lastArrivalMs + limits.maxRecordAgeMs - GIVEN_UP_RESERVE_MS;
}

function isLate({ arrivalMs }: StreamRecord, { limits, now }: SourceStateContext): boolean {
  return now() - arrivalMs > LATE_SHARE * limits.maxRecordAgeMs;
}
