import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { consumerSettingsSchema } from '../../contracts/function-settings.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { METRIC_NAMESPACE, METRICS } from '../../contracts/metrics.ts';
import { createLogger } from '../create-logger.ts';
import { readSettings } from '../environment.ts';
import { lazyPorts } from './lazy-ports.ts';
import { emptyMemory, processBatch } from './process-batch.ts';
import { reportToCloudWatch } from './report-to-cloudwatch.ts';
import { toStreamRecord } from './stream-record.ts';

const settings = readSettings(process.env, consumerSettingsSchema);
const cloudWatch = new Metrics({ namespace: METRIC_NAMESPACE });
/** Lines wait in this process while the pipe is full, and would be gone with it. */
const flushed = async () => {
  if (process.stdout.writableLength === 0) return;
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
};
const logger = createLogger();
/** Most installations export nothing: a cold start of theirs reads none of it. */
const telemetry =
  settings.otlp &&
  (await import('../telemetry/open-telemetry.ts')).openTelemetry(settings.otlp, process.env, (line) =>
    logger.warn(LOG_MESSAGES.telemetry, { ...line }),
  );
const metrics = telemetry?.metrics(cloudWatch) ?? cloudWatch;
const toCloudWatch = reportToCloudWatch(logger, metrics, settings, Date.now, flushed);
const ports = lazyPorts(settings, telemetry?.report(toCloudWatch) ?? toCloudWatch, (latencyMs) => {
  metrics.addMetric(METRICS.scoringMs, MetricUnit.Milliseconds, latencyMs);
  telemetry?.scored(latencyMs);
});
const memory = emptyMemory();

/** Kinesis batch in, partial batch answer out: Lambda starts again from the first record that is not done. */
export async function handler(
  event: KinesisStreamEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<KinesisStreamBatchResponse> {
  if (event.Records.length === 0) return { batchItemFailures: [] };
  const remainingMs = () => context.getRemainingTimeInMillis();
  const records = event.Records.map(toStreamRecord);
  telemetry?.begin();
  const { retryFrom } = await processBatch(records, settings, { ...ports, remainingMs }, memory);
  await telemetry?.send(remainingMs());
  return { batchItemFailures: retryFrom === undefined ? [] : [{ itemIdentifier: retryFrom }] };
}
