import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { INCIDENT_TABLE, sourceItemOf } from '../../contracts/incident-table.ts';
import type { OpenIncident } from '../../incidents/incident-item.ts';
import type { PastIncident } from '../../incidents/past-incidents.ts';
import type { KnownIncident } from '../../training/learnable-rows.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';

/**
 * All incidents that the table knows, open and over: those of a source for eight days after its last one.
 *
 * Reads the whole table, once for each training. Whatever fails is thrown.
 */
export async function knownIncidents(
  tableName: string,
  client = new DynamoDBClient(CLIENT_TIMEOUTS),
): Promise<KnownIncident[]> {
  const found: KnownIncident[] = [];
  const pages = paginateScan(
    { client },
    {
      TableName: tableName,
      FilterExpression: 'attribute_exists(incident) OR attribute_exists(past)',
      ProjectionExpression: '#pk, #sk, incident, past',
      ExpressionAttributeNames: { '#pk': INCIDENT_TABLE.partitionKey, '#sk': INCIDENT_TABLE.sortKey },
    },
  );
  for await (const { Items = [] } of pages) {
    for (const { pk, sk, incident, past } of Items) {
      const { source } = sourceItemOf({ pk: pk.S!, sk: sk.S! }) ?? {};
      if (source === undefined) continue;
      if (past) for (const over of JSON.parse(past.S!) as PastIncident[]) found.push({ source, ...over });
      if (!incident) continue;
      const { openedAtMs, lastAnomalyAtMs } = JSON.parse(incident.S!) as OpenIncident;
      found.push({ source, fromMs: openedAtMs, toMs: lastAnomalyAtMs });
    }
  }
  return found;
}
