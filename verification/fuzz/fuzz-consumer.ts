import { DEFAULT_SEVERITY_BANDS } from '../../contracts/verdict.ts';
import { seededRandom } from '../../kernels/random.ts';
import type { Invoke } from '../../lambda/aws/scoring-endpoint.ts';
import type { Entry } from '../../lambda/consumer/entry.ts';
import { emptyMemory, type Memory, processBatch } from '../../lambda/consumer/process-batch.ts';
import { reportToCloudWatch } from '../../lambda/consumer/report-to-cloudwatch.ts';
import type { BatchSettings } from '../../lambda/consumer/settings.ts';
import type { StreamRecord } from '../../lambda/consumer/stream-record.ts';
import { endpointScoring } from '../../lambda/scoring/endpoint.ts';
import type { Score } from '../../lambda/scoring/score.ts';
import { Account, type AccountTotals } from './account.ts';
import { Draw } from './draw.ts';
import { hostileRecords } from './hostile-record.ts';
import { type MemoryPorts, memoryPorts } from './memory-ports.ts';
import { rereadProblems } from './reread.ts';

export interface FuzzOptions {
  readonly records: number;
  readonly seed: number;
  /** The container that scores. */
  readonly invoke: Invoke;
  readonly onProgress?: (records: number) => void;
}

export interface FuzzResult extends AccountTotals {
  /** Messages, items and log lines that AWS would not have taken: the first ten, in words. */
  readonly refusals: readonly string[];
  /** Records whose observations are others when they are written and read again: the first ten, in words. */
  readonly reread: readonly string[];
}

const BATCH = 500;
const MOST_SHOWN = 10;
const ARRIVAL_MS = Date.parse('2026-11-20T12:00:00Z');

const SETTINGS: BatchSettings = {
  alerting: 'alert',
  cooldownMs: 300_000,
  openingEvidence: 3,
  severityBands: DEFAULT_SEVERITY_BANDS,
  mapping: {},
  source: 'auto',
  scoringTimeoutMs: 60_000,
  maxRequestBytes: 3_900_000,
  parallelization: 1,
  maxConcurrentRequests: 2,
  unknownFeatures: 'warn',
  quarantineAlertPercent: 10,
};

/** Puts hostile records through the consumer's middle and a real container, and accounts for every one. */
export async function fuzzConsumer({ records, seed, invoke, onProgress }: FuzzOptions): Promise<FuzzResult> {
  const hostile = hostileRecords(new Draw(seededRandom(seed)));
  const aws = memoryPorts();
  const timeoutMs = SETTINGS.scoringTimeoutMs;
  const beganMs = performance.now();
  // Records as old as the day that this was written on would be given up.
  const now = () => ARRIVAL_MS + performance.now() - beganMs;
  const score = endpointScoring({ ...SETTINGS, timeoutMs, invoke, now, onCall: () => {} });
  const memory = emptyMemory();
  const account = new Account(() => performance.now());
  const reread: string[] = [];
  for (let from = 0; from < records; from += BATCH) {
    const size = Math.min(BATCH, records - from);
    const batch = Array.from({ length: size }, (_, i) => toRecord(from + i, hostile.next().value));
    const done = await consume(batch, aws, score, now, memory);
    account.close(batch, done, aws.quarantined.splice(0));
    for (const record of batch) reread.push(...rereadProblems(record).slice(0, MOST_SHOWN - reread.length));
    onProgress?.(from + size);
  }
  return { ...account.accounted, refusals: aws.refusals.slice(0, MOST_SHOWN), reread };
}

function toRecord(sequence: number, bytes: Uint8Array): StreamRecord {
  const [shardId, sequenceNumber] = ['shardId-000000000000', String(sequence)];
  return {
    streamArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/fuzz',
    shardId,
    sequenceNumber,
    partitionKey: 'key',
    arrivalMs: ARRIVAL_MS + sequence,
    bytes,
  };
}

async function consume(
  batch: readonly StreamRecord[],
  aws: MemoryPorts,
  score: Score,
  now: () => number,
  memory: Memory,
): Promise<Entry[]> {
  const done: Entry[] = [];
  const report = reportToCloudWatch(
    aws.logger,
    aws.metrics,
    { logVerdicts: 'all', logFeatures: true },
    now,
    async () => {},
  );
  const collecting = {
    ...report,
    done(entry: Entry) {
      done.push(entry);
      report.done(entry);
    },
  };
  const { retryFrom } = await processBatch(
    batch,
    SETTINGS,
    {
      ...aws,
      score,
      // Each observation is judged by itself here.
      sourceState: undefined,
      report: collecting,
      now,
      remainingMs: () => 900_000,
      sleep: async () => {},
      random: () => 0.5,
    },
    memory,
  );
  if (retryFrom !== undefined) throw new Error(`record ${retryFrom} was given back, though nothing was unavailable`);
  return done;
}
