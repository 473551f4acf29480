import { randomBytes } from 'node:crypto';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { canarySettingsSchema } from '../../contracts/function-settings/canary.ts';
import { METRIC_NAMESPACE, METRICS } from '../../contracts/metrics.ts';
import { canaryItems } from '../aws/canary-items.ts';
import { putOnStream } from '../aws/canary-stream.ts';
import { registeredModels } from '../aws/model-registry.ts';
import { readSettings } from '../environment.ts';
import { putCanary } from './put-canary.ts';

const { streamArn, incidentTableName, modelBucketName, maxRecordAgeMs } = readSettings(
  process.env,
  canarySettingsSchema,
);
const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
const models = registeredModels(modelBucketName);
const ports = {
  canaries: canaryItems(incidentTableName),
  pointer: () => models.pointer(),
  card: (identity: string) => models.cardOf(identity),
  put: putOnStream(streamArn),
  now: Date.now,
  secret: () => randomBytes(16).toString('hex'),
};

/** Runs every five minutes. What fails measures nothing, which is silence, too. */
export async function handler(): Promise<void> {
  const silent = await putCanary(maxRecordAgeMs, ports);
  metrics.addMetric(METRICS.canariesSilent, MetricUnit.Count, silent);
  metrics.publishStoredMetrics();
}
