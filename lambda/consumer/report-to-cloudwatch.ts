import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { METRICS } from '../../contracts/metrics.ts';
import { alertLine } from '../alert-line.ts';
import { UNPROCESSABLE } from './entry.ts';
import { anomalyLine, quarantineLine, verdictLine } from './observation-lines.ts';
import type { Report } from './report.ts';
import type { Settings } from './settings.ts';

/** Log lines through the logger, and metrics as one EMF line per batch. */
export function reportToCloudWatch(
  logger: Pick<Logger, 'info' | 'warn' | 'error'>,
  metrics: Pick<Metrics, 'addMetric' | 'publishStoredMetrics'>,
  { logVerdicts, logFeatures }: Pick<Settings, 'logVerdicts' | 'logFeatures'>,
  now: () => number,
): Report {
  const count = (name: string, value: number) => metrics.addMetric(name, MetricUnit.Count, value);
  return {
    done(entry) {
      if (entry.decision) logger.warn(LOG_MESSAGES.anomaly, { ...anomalyLine(entry, entry.decision, logFeatures) });
      else if (logVerdicts === 'all') logger.info(LOG_MESSAGES.verdict, { ...verdictLine(entry, logFeatures) });
    },
    quarantined(observation) {
      const isOurBug = observation.reason.code === UNPROCESSABLE;
      if (isOurBug) count(METRICS.unprocessable, 1);
      logger[isOurBug ? 'error' : 'warn'](LOG_MESSAGES.quarantined, { ...quarantineLine(observation, logFeatures) });
    },
    told(alert) {
      count(METRICS.alerts, 1);
      logger.info(LOG_MESSAGES.alert, { ...alertLine(alert) });
    },
    refused(alert) {
      count(METRICS.alertsRefused, 1);
      logger.error(LOG_MESSAGES.alertRefused, { ...alertLine(alert) });
    },
    unavailable(line) {
      logger.warn(LOG_MESSAGES.unavailable, { ...line });
    },
    scored(latencyMs) {
      metrics.addMetric(METRICS.scoringMs, MetricUnit.Milliseconds, latencyMs);
    },
    batch({ line, unknownNames, oldestArrivalMs }) {
      if (unknownNames) logger.warn(LOG_MESSAGES.unknownNames, { ...unknownNames });
      logger.info(LOG_MESSAGES.batch, { ...line });
      count(METRICS.observations, line.observations);
      count(METRICS.done, line.done);
      count(METRICS.anomalies, line.anomalous);
      count(METRICS.quarantined, line.quarantined);
      count(METRICS.unavailable, line.retryFrom === undefined ? 0 : 1);
      if (line.observations > 0) {
        const percent = (100 * line.quarantined) / line.observations;
        metrics.addMetric(METRICS.quarantinedPercent, MetricUnit.Percent, percent);
        metrics.addMetric(METRICS.arrivalToVerdictMs, MetricUnit.Milliseconds, Math.max(0, now() - oldestArrivalMs));
      }
      metrics.publishStoredMetrics();
    },
  };
}
