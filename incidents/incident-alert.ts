import type { IncidentAlert } from '../contracts/alert.ts';
import { type SeverityBands, severityOf } from '../contracts/verdict.ts';
import { type Anomaly, describeAnomaly, incidentIdOf } from './anomaly.ts';
import type { OpenIncident } from './incident-item.ts';

/** Made from what happened, never from chance: the same alert has the same id however often it is made. */
export function incidentAlert(incident: OpenIncident, kind: IncidentAlert['kind'], source: string): IncidentAlert {
  const { incidentId, openedAtMs, anomalies, severity, lastAnomaly } = incident;
  const alertId = kind === 'worsened' ? `${incidentId}-worsened-${severity}` : `${incidentId}-${kind}`;
  const openedAt = new Date(openedAtMs).toISOString();
  return { version: 1, alertId, kind, incidentId, source, severity, anomalies, openedAt, anomaly: lastAnomaly };
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
