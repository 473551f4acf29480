import type { ArchivedVerdict } from '../../contracts/archive.ts';
import { type AnomalyLine, LOG_MESSAGES, type VerdictLine } from '../../contracts/log-lines.ts';
import type { LoggedLine } from '../installation/read-log.ts';

/** An archived verdict as the line that the consumer's log would have of it, with all values and names. */
export function archivedLine(archived: ArchivedVerdict): Extract<LoggedLine, { message: 'anomaly' | 'verdict' }> {
  const { identity, arrivalMs, observation, verdict, flags, decided } = archived;
  const { source, id, timestampMs, labels, features } = observation;
  const line: VerdictLine = {
    ...{ identity, source },
    ...(id !== undefined && { id }),
    observedAt: new Date(timestampMs).toISOString(),
    ...(labels && { labels }),
    ...{ features, verdict },
    ...(flags && { flags }),
  };
  if (!decided) return { message: LOG_MESSAGES.verdict, ...line, loggedAtMs: arrivalMs };
  const anomaly: AnomalyLine = { ...line, ...decided };
  return { message: LOG_MESSAGES.anomaly, ...anomaly, loggedAtMs: arrivalMs };
}
