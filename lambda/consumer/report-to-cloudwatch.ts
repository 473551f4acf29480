import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { isOurBug } from '../../contracts/bug-problems.ts';
import type { ConsumerSettings } from '../../contracts/function-settings.ts';
import type { AnomalyLine, LoggedVerdict, QuarantineLine, VerdictLine } from '../../contracts/log-lines.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { METRICS } from '../../contracts/metrics.ts';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import type { ShadowFinding } from '../../contracts/shadow-line.ts';
import type { Verdict } from '../../contracts/verdict.ts';
import { briefFeatures, briefLabels, briefVerdict } from '../../incidents/brief-observation.ts';
import type { Decision } from '../../incidents/count-anomalies.ts';
import { alertLine, heldBackLine } from '../alert-line.ts';
import { type Entry, identityOfEntry, toAnomaly } from './entry.ts';
import type { Report } from './ports.ts';
import { levelOf, metricsOf } from './report-source-state.ts';

/** Where values go that are measured of a batch. */
export interface BatchMetrics {
  addMetric(...metric: [name: string, unit: Parameters<Metrics['addMetric']>[1], value: number]): void;
  /** The batch is over. */
  publishStoredMetrics(): void;
}

/** Log lines through the logger, and metrics as one EMF line per batch. */
export function reportToCloudWatch(
  logger: Pick<Logger, 'info' | 'warn' | 'error'>,
  metrics: BatchMetrics,
  { logVerdicts, logFeatures }: Pick<ConsumerSettings, 'logVerdicts' | 'logFeatures'>,
  now: () => number,
  flushed: () => Promise<void>,
): Report {
  const count = (name: string, value: number) => metrics.addMetric(name, MetricUnit.Count, value);
  return {
    done(entry) {
      const decision = entry.state.kind === 'done' ? entry.state.decision : undefined;
      if (decision) logger.warn(LOG_MESSAGES.anomaly, { ...anomalyLine(entry, decision, logFeatures) });
      else if (logVerdicts === 'all') logger.info(LOG_MESSAGES.verdict, { ...verdictLine(entry, logFeatures) });
    },
    quarantined(observation) {
      const isBug = isOurBug(observation.reason.code);
      if (isBug) count(METRICS.unprocessable, 1);
      logger[isBug ? 'error' : 'warn'](LOG_MESSAGES.quarantined, { ...quarantineLine(observation, logFeatures) });
    },
    published(alert, arrivalMs) {
      count(METRICS.alerts, 1);
      if (arrivalMs !== undefined) {
        metrics.addMetric(METRICS.arrivalToMessageMs, MetricUnit.Milliseconds, Math.max(0, now() - arrivalMs));
      }
      logger.info(LOG_MESSAGES.alert, { ...alertLine(alert) });
    },
    refused(alert) {
      count(METRICS.alertsRefused, 1);
      logger.error(LOG_MESSAGES.alertRefused, { ...alertLine(alert) });
    },
    heldBack(alert) {
      logger.info(LOG_MESSAGES.heldBack, { ...heldBackLine(alert) });
    },
    unavailable(line) {
      if (line.port === 'rules') count(METRICS.rulesUnreadable, 1);
      logger.warn(LOG_MESSAGES.unavailable, { ...line });
    },
    fallback(line) {
      logger.warn(LOG_MESSAGES.fallback, { ...line });
    },
    dataQuality(line) {
      logger.warn(LOG_MESSAGES.dataQuality, { ...line });
    },
    silence(line) {
      logger.warn(LOG_MESSAGES.silence, { ...line });
    },
    canary(line) {
      const isMissed = line.outcome === 'missed';
      logger[isMissed ? 'warn' : 'info'](LOG_MESSAGES.canary, { ...line });
      count(METRICS.canaryMissed, isMissed ? 1 : 0);
      if (!isMissed) metrics.addMetric(METRICS.canaryLatencyMs, MetricUnit.Milliseconds, line.latencyMs);
    },
    archive(line) {
      count(line.kept ? METRICS.archiveDetours : METRICS.archiveLost, line.rows);
      logger[line.kept ? 'warn' : 'error'](LOG_MESSAGES.archive, { ...line });
    },
    shadow(line) {
      logger.info(LOG_MESSAGES.shadow, { ...line, ...(!logFeatures && { found: line.found.map(withoutSentence) }) });
    },
    sourceState(event) {
      for (const [name, value] of metricsOf(event)) count(METRICS[name], value);
      const level = levelOf(event);
      if (level) logger[level](LOG_MESSAGES.sourceState, { ...event });
    },
    batch({ line, unknownNames, newNames, imputedPercent, oldestArrivalMs }) {
      if (unknownNames) logger.warn(LOG_MESSAGES.unknownNames, { ...unknownNames });
      for (const name of newNames) logger.warn(LOG_MESSAGES.unknownName, { ...name });
      logger.info(LOG_MESSAGES.batch, { ...line });
      count(METRICS.observations, line.observations);
      count(METRICS.done, line.done);
      count(METRICS.anomalies, line.anomalous);
      count(METRICS.quarantined, line.quarantined);
      if (line.done > 0) metrics.addMetric(METRICS.imputedPercent, MetricUnit.Percent, imputedPercent);
      count(METRICS.implausibleTimes, line.implausibleTimes ?? 0);
      count(METRICS.unavailable, line.retryFrom === undefined && !line.scoredByFunction ? 0 : 1);
      if (line.scoredByFunction) count(METRICS.scoredByFunction, line.scoredByFunction);
      if (line.observations > 0) {
        const percent = (100 * line.quarantined) / line.observations;
        metrics.addMetric(METRICS.quarantinedPercent, MetricUnit.Percent, percent);
        metrics.addMetric(METRICS.arrivalToVerdictMs, MetricUnit.Milliseconds, Math.max(0, now() - oldestArrivalMs));
      }
      metrics.publishStoredMetrics();
    },
    flushed,
  };
}

/** @param logFeatures whether values may be logged */
function verdictLine(entry: Entry, logFeatures: boolean): VerdictLine {
  const { observation, verdict } = toAnomaly(entry);
  const { source, id, timestampMs, labels, features } = observation;
  const flags = entry.decoded.ok ? entry.decoded.flags : undefined;
  return {
    identity: identityOfEntry(entry),
    source,
    ...(id !== undefined && { id }),
    observedAt: new Date(timestampMs).toISOString(),
    ...(labels && { labels: briefLabels(labels) }),
    ...(logFeatures && { features: briefFeatures(features) }),
    verdict: logFeatures ? briefVerdict(verdict) : withoutValues(briefVerdict(verdict)),
    ...(flags && { flags }),
  };
}

function anomalyLine(entry: Entry, decision: Decision, logFeatures: boolean): AnomalyLine {
  const { because, ...decided } = decision;
  return { ...verdictLine(entry, logFeatures), ...decided, ...(because !== undefined && logFeatures && { because }) };
}

function quarantineLine(
  { identity, partitionKey, reason, redrivenFrom }: QuarantinedObservation,
  logFeatures: boolean,
): QuarantineLine {
  const { code, path, message } = reason;
  return {
    identity,
    partitionKey,
    reason: { code, path, ...(logFeatures && { message }) },
    ...(redrivenFrom !== undefined && { redrivenFrom }),
  };
}

/** What is said of a finding quotes values. */
function withoutSentence({ explanation: _, ...finding }: ShadowFinding): ShadowFinding {
  return finding;
}

function withoutValues({ contributions, explanation: _, ...verdict }: Verdict): LoggedVerdict {
  return {
    ...verdict,
    ...(contributions && {
      contributions: contributions.map(({ feature, contribution }) => ({ feature, contribution })),
    }),
  };
}
