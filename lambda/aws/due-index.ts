import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { duePartitions, INCIDENT_TABLE, incidentOfHistoryKey, sourceItemOf } from '../../contracts/incident-table.ts';
import type { Due } from '../../incidents/incident-item.ts';
import { orUnavailable } from './or-unavailable.ts';

/**
 * Everything due at `nowMs`, of each partition what has been due for the longest first; another partition leads each
 * minute, so that none starves.
 */
export async function* readDue(client: DynamoDBClient, tableName: string, nowMs: number): AsyncGenerator<Due> {
  const partitions = duePartitions();
  const first = Math.floor(nowMs / 60_000) % partitions.length;
  for (const partition of [...partitions.slice(first), ...partitions.slice(0, first)]) {
    const query = {
      TableName: tableName,
      IndexName: INCIDENT_TABLE.dueIndex,
      KeyConditionExpression: '#partition = :partition AND #due <= :now',
      ExpressionAttributeNames: { '#partition': INCIDENT_TABLE.duePartition, '#due': INCIDENT_TABLE.dueTime },
      ExpressionAttributeValues: { ':partition': { S: partition }, ':now': { N: String(nowMs) } },
    };
    const pages = paginateQuery({ client }, query)[Symbol.asyncIterator]();
    for (;;) {
      const page = await orUnavailable('incidents', pages.next());
      if (page.done) break;
      for (const item of page.value.Items ?? []) {
        const key = { pk: item[INCIDENT_TABLE.partitionKey].S!, sk: item[INCIDENT_TABLE.sortKey].S! };
        const incidentId = incidentOfHistoryKey(key);
        const due = incidentId === undefined ? sourceItemOf(key) : { incidentId };
        if (due) yield due;
      }
    }
  }
}
