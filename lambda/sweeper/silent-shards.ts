import pLimit from 'p-limit';
import { noDataSource } from '../../contracts/alert.ts';
import type { SilenceLine } from '../../contracts/silence-line.ts';
import type { AdmitNotice, Notice } from '../../incidents/admission.ts';
import type { IncidentItem, IncidentStore } from '../../incidents/incident-item.ts';
import { countSilent, type ShardReport } from '../../incidents/many-silent.ts';
import { type PublishingPorts, publishAlerts } from '../../incidents/publish-alerts.ts';
import { SILENCE_SEVERITY } from '../../incidents/source-silence.ts';
import { Unavailable } from '../failures.ts';
import { heardMsOf, type ShardItem, type StreamReader, type StreamShard, shardKeyOf } from '../source-state/ports.ts';
import { writeSilence } from '../write-silence.ts';
import { type SilenceSwept, TOLD_NOTHING } from './silence-swept.ts';

/** A shard's item under its key. */
export type KeyedShard = readonly [key: string, item: ShardItem];

/** What looking for silence reads and writes: of what is known of sources it writes nothing. */
export interface SilencePorts extends PublishingPorts {
  /** All items there are, one a shard. */
  shards(): Promise<readonly KeyedShard[]>;
  /** Asked only where something is due. */
  readonly stream: Pick<StreamReader, 'pages'>;
  streamCreationMs(streamArn: string): Promise<number>;
  readonly incidents: Pick<IncidentStore, 'read' | 'write'> & PublishingPorts['incidents'];
  /** What the rules say now. Fails with `Unavailable`. */
  admitNotice(): Promise<AdmitNotice>;
  /** A line for the log; what was said before is said again. */
  report(line: SilenceLine): void;
}

/** Who has been silent for longer is no news, and a closed shard, or one of another stream, is asked no longer. */
const LOOKED_AT_MS = 8 * 24 * 3_600_000;
const SHARDS_AT_ONCE = 8;

/**
 * Looks, by the wall clock, for shards of which nothing comes for longer than is usual: where nothing comes, no arrival
 * shows it. All that are silent are one message. Most minutes nothing is due, and one read of the table is all.
 *
 * Never fails: silence holds up no alert of others.
 */
export async function tellSilentShards(streamArn: string, ports: SilencePorts): Promise<SilenceSwept> {
  try {
    const nowMs = ports.now();
    const shards = (await ports.shards()).filter(([, item]) => nowMs - heardMsOf(item) < LOOKED_AT_MS);
    const due = shards.filter(([, item]) => dueMsOfShard(item) <= nowMs);
    return due.length === 0 ? TOLD_NOTHING : await tellDue(due, shards, streamArn, ports);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    return { ...TOLD_NOTHING, failure: error };
  }
}

function dueMsOfShard(item: ShardItem): number {
  return item.silence ? heardMsOf(item) + item.silence.afterMs : Number.POSITIVE_INFINITY;
}

async function tellDue(
  due: readonly KeyedShard[],
  all: readonly KeyedShard[],
  streamArn: string,
  ports: SilencePorts,
): Promise<SilenceSwept> {
  const name = noDataSource();
  const { shards: known = {} } = (await ports.incidents.read(name))?.silences ?? {};
  // What was told of a shard is not asked for again while nothing new comes of it.
  const isTold = ([key, item]: KeyedShard) => known[key]?.atMs === seenMsOf(item);
  const untold = due.filter((one) => !isTold(one));
  if (untold.length === 0) return TOLD_NOTHING;
  const streamCreatedMs = await ports.streamCreationMs(streamArn);
  const prefix = shardKeyOf({ streamArn, streamCreatedMs, shardId: '' });
  const ofStream = (one: KeyedShard) => one[0].startsWith(prefix);
  const limit = pLimit(SHARDS_AT_ONCE);
  const ends = await Promise.all(
    untold.filter(ofStream).map(([key, item]) =>
      limit(async () => {
        const shard = { streamArn, streamCreatedMs, shardId: key.slice(prefix.length) };
        return { key, item, end: await endOf(shard, item, ports.stream) };
      }),
    ),
  );
  const reports = ends.filter(({ end }) => end === 'silent').map(({ key, item }) => reportOf(key, item));
  if (reports.length === 0) return TOLD_NOTHING;
  const closed = new Set(ends.filter(({ end }) => end === 'closed').map(({ key }) => key));
  const open = all.filter((one) => ofStream(one) && !closed.has(one[0]));
  const of = open.reduce((sum, [, { silence }]) => sum + (silence?.sources ?? 0), 0);
  const silent = new Set(reports.map(({ shard }) => shard));
  const isWholeStream = open.every((one) => silent.has(one[0]) || isTold(one));
  const admission = (await ports.admitNotice())(noticeOf(reports, ports.now()), ports.now());
  if (!admission.isAdmitted) {
    // Nothing is written: each minute asks again while it lasts.
    const { rule, because } = admission;
    const since = new Date(Math.min(...reports.map(({ sinceMs }) => sinceMs))).toISOString();
    ports.report({ since, decision: 'held', rule, because });
    return TOLD_NOTHING;
  }
  const tell = (item: IncidentItem, nowMs: number) =>
    countSilent(item, reports, { publisher: 'sweeper', nowMs, of, isWholeStream, admission });
  const told = await writeSilence(name, tell, ports);
  return told.alert ? publishAlerts(name, [told.alert], ports.now(), ports) : TOLD_NOTHING;
}

/** Which sources they are nobody knows here, unless it is one. */
function noticeOf([{ source }, ...others]: readonly ShardReport[], atMs: number): Notice {
  return source !== undefined && others.length === 0
    ? { source, severity: SILENCE_SEVERITY.one, atMs }
    : { source: noDataSource(), severity: SILENCE_SEVERITY.many, atMs };
}

/** Whether nothing comes of a shard, nothing can come any more, or the consumer has only not come so far. */
async function endOf(
  shard: StreamShard,
  item: ShardItem,
  stream: SilencePorts['stream'],
): Promise<'silent' | 'closed' | 'behind'> {
  if (item.last === undefined) return 'behind';
  for await (const { records, end } of stream.pages(shard, { after: item.last })) {
    if (records.length > 0) return 'behind';
    if (end) return end === 'closed' ? 'closed' : 'silent';
  }
  return 'behind';
}

function reportOf(shard: string, item: ShardItem): ShardReport {
  const { sources, source, usualMs } = item.silence!;
  const atMs = seenMsOf(item);
  return { shard, silent: sources, of: sources, sinceMs: heardMsOf(item), atMs, isMany: true, source, usualMs };
}

/** Behind all that the consumer has told of what is there, and before all that comes. */
function seenMsOf(item: ShardItem): number {
  return heardMsOf(item) + 1;
}
