import { createHash } from 'node:crypto';
import { type AttributeValue, type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { INCIDENT_TABLE, type ItemKey, sourceItemOf } from '../../contracts/incident-table.ts';
import type { Due } from '../../incidents/incident-item.ts';
import { orUnavailable } from './or-unavailable.ts';

/** A partition of an index takes 1,000 writes a second: enough for thousands of anomalies a second. */
const PARTITIONS = 8;

/** What puts an item into the index of what is due; nothing when nothing is due. */
export function dueAttributes({ pk }: ItemKey, dueMs: number | undefined): Record<string, AttributeValue> {
  if (dueMs === undefined) return {};
  const partition = createHash('sha256').update(pk).digest()[0] % PARTITIONS;
  return {
    [INCIDENT_TABLE.duePartition]: { S: String(partition) },
    [INCIDENT_TABLE.dueTime]: { N: String(dueMs) },
  };
}

/**
 * Everything due at `nowMs`, of each partition what has been due for the longest first; another partition leads each
 * minute, so that none starves.
 */
export async function* readDue(client: DynamoDBClient, tableName: string, nowMs: number): AsyncGenerator<Due> {
  const first = Math.floor(nowMs / 60_000);
  for (let i = 0; i < PARTITIONS; i++) {
    const partition = (first + i) % PARTITIONS;
    const query = {
      TableName: tableName,
      IndexName: INCIDENT_TABLE.dueIndex,
      KeyConditionExpression: '#partition = :partition AND #due <= :now',
      ExpressionAttributeNames: { '#partition': INCIDENT_TABLE.duePartition, '#due': INCIDENT_TABLE.dueTime },
      ExpressionAttributeValues: { ':partition': { S: String(partition) }, ':now': { N: String(nowMs) } },
    };
    const pages = paginateQuery({ client }, query)[Symbol.asyncIterator]();
    for (;;) {
      const page = await orUnavailable('incidents', pages.next());
      if (page.done) break;
      for (const item of page.value.Items ?? []) {
        const due = sourceItemOf({ pk: item[INCIDENT_TABLE.partitionKey].S!, sk: item[INCIDENT_TABLE.sortKey].S! });
        if (due) yield due;
      }
    }
  }
}
