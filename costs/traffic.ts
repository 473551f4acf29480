import { consumerMemoryMb } from '../settings/function-memory.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { type Load, SECONDS_PER_DAY } from './load.ts';
import { ASSUMED, MEASURED } from './measured.ts';
import { type ScoringWay, scoringWayOf } from './scoring-way.ts';

/** A shard takes so many records and bytes a second. */
export const SHARD = { records: 1000, bytes: 1_000_000 } as const;
/** Shards are counted as filled to this share, so that a busy hour fits. */
export const FILLED_TO = 0.8;
/** An on-demand stream begins with four shards. */
const ON_DEMAND_SHARDS = 4;

const MOST_IN_BATCH = 500;
/** An event carries 6 MB, as base64. */
const MOST_BATCH_BYTES = 4_400_000;

/** A whole CPU, MB of a function. */
const CPU_MB = 1769;

/** How a load comes through an installation, in a day. */
export interface DailyTraffic {
  readonly load: Load;
  readonly settings: Settings;
  readonly way: ScoringWay;
  readonly recordsPerSecond: number;
  /** Of a shard, how much of it the load fills: 2.5 is two shards and a half. */
  readonly filledShards: number;
  readonly shards: number;
  readonly batches: number;
  /** The consumer's, of one batch, its waits among them. */
  readonly batchSeconds: number;
  readonly consumerGb: number;
  readonly anomalies: number;
  /** Messages to people. */
  readonly messages: number;
}

/** Works out how often functions run, and for how long. */
export function trafficOf(load: Load, settings: Settings): DailyTraffic {
  const recordsPerSecond = load.recordsPerDay / SECONDS_PER_DAY;
  const filledShards = Math.max(recordsPerSecond / SHARD.records, (recordsPerSecond * load.recordBytes) / SHARD.bytes);
  const way = scoringWayOf(settings);
  const shards = shardsFor(filledShards, settings);
  const batches = batchesOf(recordsPerSecond / shards, load) * shards * SECONDS_PER_DAY;
  const anomalies = load.recordsPerDay * load.anomalyRate;
  const incidents = anomalies / ASSUMED.anomaliesPerIncident;
  const told = incidents * ASSUMED.messagesPerIncident;
  const most = settings.storms === 'on' ? settings.messagesPerMinute * 1440 : Number.POSITIVE_INFINITY;
  return {
    ...{ load, settings, way, recordsPerSecond, filledShards, shards, batches, anomalies },
    batchSeconds: batches === 0 ? 0 : secondsOf(load.recordsPerDay / batches, anomalies / batches, way, settings),
    consumerGb: consumerMemoryMb(settings) / 1024,
    messages: settings.alerting === 'observe' ? 0 : Math.min(told, most),
  };
}

function shardsFor(filled: number, { streamArn, streamMode, shards = 1 }: Settings): number {
  const needed = Math.max(1, Math.ceil(filled / FILLED_TO));
  if (streamArn !== undefined) return needed;
  return Math.max(needed, streamMode === 'on-demand' ? ON_DEMAND_SHARDS : shards);
}

/** A second: a batch goes when its window is over, or sooner when it is full. */
function batchesOf(recordsPerSecond: number, { recordBytes }: Load): number {
  if (recordsPerSecond === 0) return 0;
  const most = Math.max(1, Math.min(MOST_IN_BATCH, Math.floor(MOST_BATCH_BYTES / recordBytes)));
  return Math.max(recordsPerSecond / most, 1 / (MEASURED.batchEverySeconds + 1 / recordsPerSecond));
}

/** Of a batch. */
function secondsOf(records: number, anomalies: number, way: ScoringWay, settings: Settings): number {
  const inFunction = way === 'function' ? MEASURED.functionUsPerObservation : 0;
  const cpus = Math.min(1, consumerMemoryMb(settings) / CPU_MB);
  const cpuMs = (records * (MEASURED.consumerUsPerObservation + inFunction)) / 1000 / cpus;
  const stateMs = settings.sourceState === 'on' ? 2 * ASSUMED.tableMs : 0;
  const waitsMs = stateMs + anomalies * ASSUMED.anomalyMs + answerMs(way);
  return (ASSUMED.invocationMs + cpuMs + waitsMs) / 1000;
}

function answerMs(way: ScoringWay): number {
  if (way === 'function') return 0;
  return way === 'serverless' ? ASSUMED.serverlessMs : ASSUMED.instanceMs;
}
