import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import { trainerSettingsSchema } from '../../contracts/function-settings/trainer.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { METRIC_NAMESPACE, METRICS } from '../../contracts/metrics.ts';
import { s3ModelRegistry } from '../../registry/s3-model-registry.ts';
import { s3Rules } from '../../registry/s3-rules.ts';
import { alertTopic } from '../aws/alert-topic.ts';
import { knownIncidents } from '../aws/known-incidents.ts';
import { learningObjects } from '../aws/learning-objects.ts';
import { createLogger } from '../create-logger.ts';
import { readLinks, readSettings } from '../environment.ts';
import { metricsOfTick } from './metrics-of-tick.ts';
import type { TrainerPorts } from './ports.ts';
import { tick } from './tick.ts';

/** A sample of ten megabytes takes a second or two. */
const TIMEOUTS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 20_000, throwOnRequestTimeout: true },
} as const;

const settings = readSettings(process.env, trainerSettingsSchema);
const logger = createLogger();
const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
const s3 = new S3Client(TIMEOUTS);
const publish = alertTopic(settings.alertTopicArn, readLinks(process.env, settings));
const ports: TrainerPorts = {
  ...learningObjects(settings.modelBucketName, s3),
  registry: s3ModelRegistry(settings.modelBucketName, s3),
  incidents: () => knownIncidents(settings.incidentTableName),
  rules: () => s3Rules(settings.modelBucketName, s3).read(),
  publish: async (alert) => {
    if (settings.alerting === 'alert') await publish(alert);
  },
  now: Date.now,
};

/** Runs every ten minutes. */
export async function handler(): Promise<void> {
  try {
    const ticked = await tick(settings, ports);
    const { said, outcome, done } = ticked;
    if (done) logger.warn(LOG_MESSAGES.rolledBack, { ...done });
    logger[outcome?.result === 'failed' ? 'error' : 'info'](LOG_MESSAGES.learning, { ...said });
    for (const [name, unit, value] of metricsOfTick(ticked)) metrics.addMetric(name, unit, value);
  } catch (error) {
    metrics.addMetric(METRICS.trainingFailed, MetricUnit.Count, 1);
    throw error;
  } finally {
    metrics.publishStoredMetrics();
  }
}
