import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { OUTPUTS, partsOf } from '../../contracts/installation.ts';
import { encodeObservation } from '../../contracts/observation.ts';
import { seededRandom } from '../../kernels/random.ts';
import type { Authorisation } from '../../local/iam/authoriser.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import type { Model } from '../../model/model.ts';
import { putEntriesTo } from '../../operations/stream/put-entries.ts';
import { cloudClients } from '../chaos/cloud-clients.ts';
import { putTraffic } from '../chaos/put-traffic.ts';
import { anomalousRow, usualRows } from '../chaos/row-pool.ts';
import { type Billed, BilledUse } from './billed-use.ts';
import { FinishedBatches } from './finished-batches.ts';
import { type ProcessFigures, processFigures } from './process-figures.ts';
import { PutToAlert } from './put-to-alert.ts';

export interface LoadOptions {
  readonly assemblyDir: string;
  /** The one that the assembly deploys. */
  readonly model: Model;
  readonly recordsPerSecond: number;
  readonly seconds: number;
  readonly onProgress?: (records: number) => void;
}

export interface LoadResult {
  readonly records: number;
  readonly recordsPerSecond: number;
  readonly lost: number;
  /** From the last put until the last record was finished: what had piled up. */
  readonly backlogMs: number;
  readonly alerts: number;
  /** From the PutRecords answer to the subscriber's receipt. */
  readonly putToAlertMs: { readonly p50: number; readonly p99: number };
  /** How often a record was refused, because its shard was over its limits, and put again. */
  readonly refusals: number;
  /** What AWS would have billed for while records were put; snapshots of sources are put once a minute. */
  readonly billed: Billed;
  readonly start: ProcessFigures;
  readonly end: ProcessFigures;
}

/** Starts every process and lets them compile: what a pipeline is when it has been running. */
const WARM_UP = { recordsPerSecond: 1000, durationMs: 5000 };

/**
 * Puts records at a rate for a while, with nothing going wrong, and sees that each is finished and how soon people
 * hear.
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const use = new BilledUse();
  let parts: Readonly<Record<string, string>> = {};
  const onDecision = (decision: Authorisation) => use.call(decision, parts);
  const cloud = await startLocalCloud({ assemblyDir: options.assemblyDir, onDecision });
  parts = { ...partsOf(cloud.outputs) };
  const { kinesis, s3 } = cloudClients(cloud);
  try {
    return await measure(options, cloud, kinesis, use);
  } finally {
    kinesis.destroy();
    s3.destroy();
    await cloud.stop();
  }
}

async function measure(
  { model, recordsPerSecond, seconds, onProgress }: LoadOptions,
  cloud: LocalCloud,
  client: KinesisClient,
  use: BilledUse,
): Promise<LoadResult> {
  const finished = new FinishedBatches();
  const latency = new PutToAlert();
  const sent = new Map<string, string[]>();
  let records = 0;
  cloud.onLogLine((line) => {
    finished.read(line.text);
    use.line(line);
  });
  cloud.onAlert(({ bodies }) => latency.received(bodies.default!, performance.now()));
  const nextRecord = planLoad(model, seededRandom(1));
  const traffic = (rate: number, durationMs: number) =>
    putTraffic({
      recordsPerSecond: rate,
      durationMs,
      nextRecord,
      put: putEntriesTo(client, cloud.outputs[OUTPUTS.streamName]),
      onAccepted({ id }, shardId, sequenceNumber) {
        if (id !== undefined) latency.accepted(id, performance.now());
        const ofShard = sent.get(shardId);
        if (ofShard) ofShard.push(sequenceNumber);
        else sent.set(shardId, [sequenceNumber]);
        onProgress?.(++records);
      },
    });

  await traffic(WARM_UP.recordsPerSecond, WARM_UP.durationMs);
  await cloud.settled();
  latency.forget();
  use.forget();
  records = 0;
  const start = processFigures();
  const startMs = performance.now();
  const refusals = await traffic(recordsPerSecond, seconds * 1000);
  const putMs = performance.now();
  await cloud.settled();
  const backlogMs = Math.round(performance.now() - putMs);
  const missing = [...sent].flatMap(([shardId, numbers]) => finished.missing(shardId, numbers));
  return {
    records,
    recordsPerSecond: Math.round((1000 * records) / (putMs - startMs)),
    lost: missing.length,
    backlogMs,
    alerts: latency.count,
    putToAlertMs: { p50: latency.quantileMs(0.5), p99: latency.quantileMs(0.99) },
    refusals,
    billed: use.counted,
    start,
    end: processFigures(),
  };
}

/** So many that an anomaly is nearly always its source's first: each one is an alert. */
const SOURCES = 100_000;
const ANOMALOUS_SHARE = 0.002;
const ANOMALOUS_ROWS = 500;

interface LoadRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** Of an anomalous one. */
  readonly id?: string;
}

/** Makes records of many sources, one in five hundred anomalous. */
function planLoad(model: Model, random: () => number): () => LoadRecord {
  const usual = usualRows([model], random);
  const anomalous = Array.from({ length: ANOMALOUS_ROWS }, () => anomalousRow([model], random));
  let anomalies = 0;
  return () => {
    const partitionKey = `sensor-${Math.floor(random() * SOURCES)}`;
    const id = random() < ANOMALOUS_SHARE ? String(++anomalies) : undefined;
    const rows = id === undefined ? usual : anomalous;
    const { features } = rows[Math.floor(random() * rows.length)];
    const data = encodeObservation({ source: partitionKey, timestampMs: Date.now(), id, features });
    return { partitionKey, data, id };
  };
}
