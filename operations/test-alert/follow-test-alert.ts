import { type AnomalyLine, LOG_MESSAGES } from '../../contracts/log-lines.ts';
import type { LoggedLine } from '../installation/read-log.ts';

/** How far a test alert has come, as the consumer's log says it so far. */
export interface TestAlertProgress {
  /** When the consumer had finished with it. */
  readonly finishedAtMs?: number;
  /** When SNS took the alert. */
  readonly toldAtMs?: number;
  readonly alertId?: string;
  /** It will not come any further: why, in a sentence. */
  readonly stopped?: string;
  /** What the consumer last found unavailable: `scoring: no answer within 10000 ms`. */
  readonly unavailable?: string;
}

/** Lines that say something about a test alert. */
export const TEST_ALERT_MESSAGES = [
  LOG_MESSAGES.anomaly,
  LOG_MESSAGES.quarantined,
  LOG_MESSAGES.alert,
  LOG_MESSAGES.unavailable,
] as const;

/** @param lines since it was put on the stream */
export function followTestAlert(lines: readonly LoggedLine[], identity: string): TestAlertProgress {
  let progress: TestAlertProgress = {};
  const toldAtMs = new Map<string, number>();
  for (const line of lines) {
    if (line.message === LOG_MESSAGES.unavailable)
      progress = { ...progress, unavailable: `${line.port}: ${line.reason}` };
    else if (line.message === LOG_MESSAGES.alert) toldAtMs.set(line.alertId, line.loggedAtMs);
    else if (line.message === LOG_MESSAGES.quarantined && line.identity === identity) {
      const stopped = `it went to quarantine: ${line.reason.message ?? line.reason.code}`;
      progress = { ...progress, finishedAtMs: line.loggedAtMs, stopped };
    } else if (line.message === LOG_MESSAGES.anomaly && line.identity === identity) {
      progress = { ...progress, finishedAtMs: line.loggedAtMs, alertId: line.alertId, ...whyNot(line) };
    }
  }
  const at = progress.alertId === undefined ? undefined : toldAtMs.get(progress.alertId);
  return { ...progress, ...(at !== undefined && { toldAtMs: at }) };
}

function whyNot({ decision }: AnomalyLine): Pick<TestAlertProgress, 'stopped'> {
  if (decision === 'test') return {};
  if (decision === 'observed')
    return { stopped: 'it was judged, but nobody is told while the setting alerting is observe' };
  return { stopped: 'the deployed consumer takes it for a real anomaly: deploy this version, then try again' };
}
