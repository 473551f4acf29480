import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { sweeperSettingsSchema } from '../../contracts/function-settings.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { METRIC_NAMESPACE, METRICS } from '../../contracts/metrics.ts';
import { alertLine } from '../alert-line.ts';
import { alertTopic } from '../aws/alert-topic.ts';
import { incidentTable } from '../aws/incident-table.ts';
import { createLogger } from '../create-logger.ts';
import { readSettings } from '../environment.ts';
import { sweep } from './sweep.ts';

const { alertTopicArn, incidentTableName: tableName, cooldownMs } = readSettings(process.env, sweeperSettingsSchema);
const logger = createLogger();
const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
const ports = {
  incidents: incidentTable({ tableName, cooldownMs, now: Date.now }),
  publish: alertTopic(alertTopicArn),
  now: Date.now,
};

/** Runs once a minute. */
export async function handler(_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const remainingMs = () => context.getRemainingTimeInMillis();
  const { items, published, refused, failure } = await sweep(cooldownMs, { ...ports, remainingMs });
  for (const alert of published) logger.info(LOG_MESSAGES.alert, { ...alertLine(alert) });
  for (const alert of refused) logger.error(LOG_MESSAGES.alertRefused, { ...alertLine(alert) });
  if (published.length > 0) metrics.addMetric(METRICS.alerts, MetricUnit.Count, published.length);
  if (refused.length > 0) metrics.addMetric(METRICS.alertsRefused, MetricUnit.Count, refused.length);
  if (published.length + refused.length > 0) metrics.publishStoredMetrics();
  if (failure) throw failure;
  logger.debug('swept', { items });
}
