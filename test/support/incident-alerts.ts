import type { IncidentAlert, NoDataAlert } from '../../contracts/alert.ts';

const OPENED_MS = Date.parse('2026-11-20T12:00:00Z');

/** An alert of the incident of `source`, after so many anomalies. */
export function alertOf(kind: IncidentAlert['kind'], parts: Partial<IncidentAlert> = {}): IncidentAlert {
  const { anomalies = 1, incidentId = '0123456789abcdef', severity = 'low' } = parts;
  return {
    version: 1,
    alertId: `${incidentId}-${kind}${kind === 'worsened' ? `-${severity}` : ''}`,
    kind,
    incidentId,
    source: 'pump',
    severity,
    anomalies,
    openedAt: new Date(OPENED_MS).toISOString(),
    anomaly: {
      identity: `shardId-000000000000:${anomalies}:0`,
      timestamp: new Date(OPENED_MS + anomalies * 1000).toISOString(),
      score: 1,
      threshold: 0.5,
      grade: anomalies / 100,
      contributions: [{ feature: `feature_${anomalies % 3}`, contribution: 1, observed: 1 }],
      explanation: `it is ${anomalies}`,
      modelVersion: 'test',
    },
    ...parts,
  };
}

/** A source is silent, or speaks again. */
export function silenceOf(kind: NoDataAlert['kind']): NoDataAlert {
  const incidentId = 'fedcba9876543210';
  return {
    version: 1,
    alertId: `${incidentId}-${kind.replace('_', '-')}`,
    kind,
    incidentId,
    source: 'pump',
    severity: 'medium',
    since: new Date(OPENED_MS).toISOString(),
    noticedAt: new Date(OPENED_MS + 60_000).toISOString(),
  };
}
