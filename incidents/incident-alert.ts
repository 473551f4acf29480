import type { IncidentAlert } from '../contracts/alert.ts';
import { type SeverityBands, severityOf } from '../contracts/verdict.ts';
import { type Anomaly, describeAnomaly, incidentIdOf } from './anomaly.ts';
import type { OpenIncident } from './incident-item.ts';
import { extentOfIncident, incidentGrade } from './severity.ts';

/**
 * Made from what happened, never from chance: the same alert has the same id however often it is made.
 *
 * @param incident as it is once this is told, so that each message has a number of its own
 */
export function incidentAlert(incident: OpenIncident, kind: IncidentAlert['kind'], source: string): IncidentAlert {
  const { incidentId, openedAtMs, anomalies, severity, lastAnomaly, advice, channels } = incident;
  return {
    version: 1,
    alertId: `${incidentId}-${kind}${suffixOf(incident, kind)}`,
    kind,
    incidentId,
    source,
    severity,
    grade: incidentGrade(extentOfIncident(incident)),
    anomalies,
    openedAt: new Date(openedAtMs).toISOString(),
    anomaly: lastAnomaly,
    ...(advice && { advice }),
    ...(channels && { channels }),
  };
}

function suffixOf({ severity, told }: OpenIncident, kind: IncidentAlert['kind']): string {
  if (kind === 'opened' || kind === 'closed') return '';
  return kind === 'worsened' ? `-${severity}` : `-${told.messages}`;
}

/** What a test alert publishes: like an incident that opens, marked as a test. */
export function testAlert(test: Anomaly, bands: SeverityBands): IncidentAlert {
  const anomaly = describeAnomaly(test);
  const incidentId = incidentIdOf(anomaly.identity);
  return {
    version: 1,
    alertId: `${incidentId}-test`,
    kind: 'opened',
    incidentId,
    source: test.observation.source,
    severity: severityOf(anomaly.grade, bands),
    anomalies: 0,
    openedAt: anomaly.timestamp,
    anomaly,
    test: true,
  };
}
