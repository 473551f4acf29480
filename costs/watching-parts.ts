import { hasCanary } from '../settings/implied-settings.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { scheduled } from './function-parts.ts';
import { MEASURED } from './measured.ts';
import type { UsedPart } from './part.ts';
import type { DailyTraffic } from './traffic.ts';

const GB = 1024 ** 3;
/** START, END and REPORT of an invocation, bytes. */
const PLATFORM_BYTES = 450;
/** Of the event source mapping: taken to be paid for like ours. */
const MAPPING_METRICS = 6;
/** Metrics in alarms. */
const ALARM_METRICS = {
  always: 21,
  endpoint: 2,
  canaryDeployment: 2,
  sourceState: 6,
  learning: 3,
  channels: 3,
  escalation: 1,
  canaries: 3,
  archive: 4,
} as const;

/** Logs, metrics and alarms; the dashboard is one of three that are free. */
export function watchingParts({ settings, batches, anomalies, load }: DailyTraffic): UsedPart[] {
  const service = 'CloudWatch';
  const verdicts = settings.logVerdicts === 'all' ? load.recordsPerDay : anomalies;
  // They say little.
  const otherRuns = scheduled(settings).reduce((sum, { runs }) => sum + runs, 0);
  const bytes =
    batches * (MEASURED.logBytesPerBatch + PLATFORM_BYTES) +
    verdicts * MEASURED.logBytesPerAnomaly +
    otherRuns * PLATFORM_BYTES;
  const gb = bytes / GB;
  const kept = gb * settings.logRetentionDays;
  return [
    { service, what: 'alarms', priced: 'alarmMonths', quantity: alarmMetrics(settings) },
    { service, what: 'metrics', priced: 'metricMonths', quantity: metricsInUse(settings, load.recordsPerDay) },
    { service, what: 'log lines', priced: 'logGb', quantity: gb },
    { service, what: 'log lines kept', priced: 'logGbMonths', quantity: kept },
  ];
}

/** How many metrics the alarms look at: each is paid for. */
export function alarmMetrics(settings: Settings): number {
  const { scoring, endpoint, canaryPercent, sourceState, learning, channels, escalateAfterMinutes, archive } = settings;
  const canary = endpoint === 'real-time' && canaryPercent !== undefined;
  return (
    ALARM_METRICS.always +
    (scoring === 'endpoint' ? ALARM_METRICS.endpoint + (canary ? ALARM_METRICS.canaryDeployment : 0) : 0) +
    (sourceState === 'on' ? ALARM_METRICS.sourceState : 0) +
    (learning === 'off' ? 0 : ALARM_METRICS.learning) +
    (channels.length > 0 ? ALARM_METRICS.channels : 0) +
    (escalateAfterMinutes === undefined ? 0 : ALARM_METRICS.escalation) +
    (hasCanary(settings) ? ALARM_METRICS.canaries : 0) +
    (archive === 'on' ? ALARM_METRICS.archive : 0)
  );
}

/** A metric that nobody wrote this month costs nothing; where canaries are put, there are always some records. */
function metricsInUse(settings: Settings, recordsPerDay: number): number {
  if (recordsPerDay === 0 && !hasCanary(settings)) return 0;
  const { sourceState, learning } = settings;
  const { consumerMetrics, sourceStateMetrics, learningMetrics, canaryMetrics } = MEASURED;
  return (
    MAPPING_METRICS +
    consumerMetrics +
    (sourceState === 'on' ? sourceStateMetrics : 0) +
    (learning === 'off' ? 0 : learningMetrics) +
    (hasCanary(settings) ? canaryMetrics : 0)
  );
}
