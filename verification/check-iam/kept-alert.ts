import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { IncidentAlert } from '../../contracts/alert.ts';
import { INCIDENT_TABLE, keptAlertKey } from '../../contracts/incident-table.ts';

/** An alert in an item of its own, due. */
export function keptAlert(): Record<string, AttributeValue> {
  const alert: IncidentAlert = {
    version: 1,
    alertId: '0123456789abcdef-worsened-high',
    kind: 'worsened',
    incidentId: '0123456789abcdef',
    source: 'pump',
    severity: 'high',
    anomalies: 2,
    openedAt: new Date(0).toISOString(),
    anomaly: {
      identity: 'shardId-000000000000:1:0',
      timestamp: new Date(0).toISOString(),
      score: 0.7,
      threshold: 0.6,
      grade: 0.5,
      contributions: [],
      modelVersion: 'check-iam',
    },
  };
  const { pk, sk } = keptAlertKey(alert.source, alert.alertId);
  return {
    [INCIDENT_TABLE.partitionKey]: { S: pk },
    [INCIDENT_TABLE.sortKey]: { S: sk },
    [INCIDENT_TABLE.duePartition]: { S: '0' },
    [INCIDENT_TABLE.dueTime]: { N: '0' },
    alert: { S: JSON.stringify(alert) },
  };
}
