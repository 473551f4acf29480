import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { consumerSettingsSchema } from '../../contracts/function-settings.ts';
import { METRIC_NAMESPACE, METRICS } from '../../contracts/metrics.ts';
import { createLogger } from '../create-logger.ts';
import { readSettings } from '../environment.ts';
import { lazyPorts } from './lazy-ports.ts';
import { emptyMemory, processBatch } from './process-batch.ts';
import { reportToCloudWatch } from './report-to-cloudwatch.ts';
import { toStreamRecord } from './stream-record.ts';

const settings = readSettings(process.env, consumerSettingsSchema);
const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
/** Lines wait in this process while the pipe is full, and would be gone with it. */
const flushed = async () => {
  if (process.stdout.writableLength === 0) return;
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
};
const report = reportToCloudWatch(createLogger(), metrics, settings, Date.now, flushed);
const ports = lazyPorts(settings, report, (latencyMs) =>
  metrics.addMetric(METRICS.scoringMs, MetricUnit.Milliseconds, latencyMs),
);
const memory = emptyMemory();

/** Kinesis batch in, partial batch answer out: Lambda starts again from the first record that is not done. */
export async function handler(
  event: KinesisStreamEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<KinesisStreamBatchResponse> {
  if (event.Records.length === 0) return { batchItemFailures: [] };
  const remainingMs = () => context.getRemainingTimeInMillis();
  const records = event.Records.map(toStreamRecord);
  const { retryFrom } = await processBatch(records, settings, { ...ports, remainingMs }, memory);
  return { batchItemFailures: retryFrom === undefined ? [] : [{ itemIdentifier: retryFrom }] };
}
