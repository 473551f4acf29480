import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { dynamoDbHistory } from '../../history/dynamodb-history.ts';
import type { HistoryStore } from '../../history/history-store.ts';
import type { IncidentStore } from '../../incidents/incident-item.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { orUnavailable } from './or-unavailable.ts';

/**
 * The histories of incidents in the incident table. Every method fails with `Unavailable` when it cannot be reached.
 *
 * @param keptDays for how long an incident is kept after the last that happened to it
 */
export function incidentHistory(
  tableName: string,
  keptDays: number,
  client = new DynamoDBClient(CLIENT_TIMEOUTS),
): HistoryStore {
  const table = dynamoDbHistory({ tableName, client, keptDays });
  return {
    read: (incidentId) => orUnavailable('incidents', table.read(incidentId)),
    write: (history) => orUnavailable('incidents', table.write(history)),
    addEntry: (incidentId, entry) => orUnavailable('incidents', table.addEntry(incidentId, entry)),
    toldAlert: (incidentId, alertId) => orUnavailable('incidents', table.toldAlert(incidentId, alertId)),
  };
}

/**
 * Reads the item of a source for who counts: an incident that a person resolved is over, whatever comes of the source
 * opens another one. A person writes nothing into that item, so that no click stands in the way of counting.
 */
export function readForCounting(
  read: IncidentStore['read'],
  history: Pick<HistoryStore, 'read'>,
): IncidentStore['read'] {
  return async (source) => {
    const item = await read(source);
    if (!item?.incident) return item;
    const { act } = (await history.read(item.incident.incidentId)) ?? {};
    return act?.kind === 'resolved' ? { ...item, isResolved: true } : item;
  };
}
