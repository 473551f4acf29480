import { KinesisClient } from '@aws-sdk/client-kinesis';
import { seededRandom } from '../../detectors/random.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import type { Model } from '../../model/model.ts';
import { putTraffic } from '../chaos/put-traffic.ts';
import { putEntriesTo } from '../stream/put-entries.ts';
import { FinishedBatches } from './finished-batches.ts';
import { type LoadRecord, planLoad } from './plan-load.ts';
import { type ProcessFigures, processFigures } from './process-figures.ts';

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
  readonly start: ProcessFigures;
  readonly end: ProcessFigures;
}

/** Puts records at a rate for a while, with nothing going wrong, and sees that each is finished and how soon people hear. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { assemblyDir, model, recordsPerSecond, seconds, onProgress } = options;
  const cloud = await startLocalCloud({ assemblyDir });
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, ...keys } = cloud.environment;
  const credentials = { accessKeyId: keys.AWS_ACCESS_KEY_ID!, secretAccessKey: keys.AWS_SECRET_ACCESS_KEY! };
  const client = new KinesisClient({ endpoint, region, credentials });
  try {
    const finished = new FinishedBatches();
    cloud.onLogLine(({ text }) => finished.read(text));
    const sent = new Map<string, string[]>();
    const acceptedMs = new Map<string, number>();
    const latencies: number[] = [];
    cloud.onAlert(({ bodies }) => {
      const { anomaly } = JSON.parse(bodies.default!) as { anomaly?: { id?: string } };
      const putMs = acceptedMs.get(anomaly?.id ?? '');
      if (putMs !== undefined) latencies.push(performance.now() - putMs);
    });
    let records = 0;
    const traffic = (rate: number, durationMs: number) =>
      putTraffic<LoadRecord>({
        recordsPerSecond: rate,
        durationMs,
        nextRecord: planLoad(model, seededRandom(1)),
        put: putEntriesTo(client, cloud.outputs.StreamName!),
        onAccepted({ id }, shardId, sequenceNumber) {
          if (id !== undefined) acceptedMs.set(id, performance.now());
          const ofShard = sent.get(shardId);
          if (ofShard) ofShard.push(sequenceNumber);
          else sent.set(shardId, [sequenceNumber]);
          onProgress?.(++records);
        },
      });
    await traffic(WARM_UP.recordsPerSecond, WARM_UP.durationMs);
    await cloud.settled();
    const warmUp = { records, latencies: latencies.length };
    const start = processFigures();
    const startMs = performance.now();
    await traffic(recordsPerSecond, seconds * 1000);
    const putMs = performance.now();
    await cloud.settled();
    const endMs = performance.now();
    const lost = [...sent].reduce((sum, [shardId, numbers]) => sum + finished.missing(shardId, numbers).length, 0);
    const measured = latencies.slice(warmUp.latencies).sort((a, b) => a - b);
    return {
      records: records - warmUp.records,
      recordsPerSecond: Math.round((1000 * (records - warmUp.records)) / (putMs - startMs)),
      lost,
      backlogMs: Math.round(endMs - putMs),
      alerts: measured.length,
      putToAlertMs: { p50: quantile(measured, 0.5), p99: quantile(measured, 0.99) },
      start,
      end: processFigures(),
    };
  } finally {
    client.destroy();
    await cloud.stop();
  }
}

/** Starts every process and lets them compile: what a pipeline is when it has been running. */
const WARM_UP = { recordsPerSecond: 1000, durationMs: 5000 };

function quantile(sorted: readonly number[], q: number): number {
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN);
}
