import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { MARK_LIFETIME_MS } from '../incidents/count-anomalies.ts';
import type { IncidentItem, IncidentTable, PendingAlert } from '../incidents/incident-item.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { orUnavailable } from './or-unavailable.ts';

type StoredItem = Record<string, AttributeValue>;

/**
 * The incident table: key `source`, numbers `version` and `expiresAt` (seconds, TTL), JSON text `incident` and `marks`, and `pending`, a map from
 * alert id to JSON text. No transactions are needed: every write is of one item, on the condition that nobody has written since.
 */
export function incidentTable(
  tableName: string,
  now: () => number,
  client = new DynamoDBClient(CLIENT_TIMEOUTS),
): IncidentTable {
  return {
    async read(source) {
      const command = new GetItemCommand({
        TableName: tableName,
        Key: { source: { S: source } },
        ConsistentRead: true,
      });
      const { Item } = await orUnavailable('incidents', client.send(command));
      return Item && fromStored(Item);
    },

    async write(item) {
      const isNew = item.version === 1;
      const command = new PutItemCommand({
        TableName: tableName,
        Item: toStored(item, now()),
        ConditionExpression: isNew ? 'attribute_not_exists(#source)' : '#version = :previous',
        ExpressionAttributeNames: isNew ? { '#source': 'source' } : { '#version': 'version' },
        ...(!isNew && { ExpressionAttributeValues: { ':previous': { N: String(item.version - 1) } } }),
      });
      return orUnavailable('incidents', holds(client.send(command)));
    },

    async clearPending(source, alertId) {
      const command = new UpdateItemCommand({
        TableName: tableName,
        Key: { source: { S: source } },
        // The version goes up, or a write based on a read before this would bring the alert back.
        UpdateExpression: 'SET #version = #version + :one REMOVE #pending.#alert',
        ConditionExpression: 'attribute_exists(#pending.#alert)',
        ExpressionAttributeNames: { '#version': 'version', '#pending': 'pending', '#alert': alertId },
        ExpressionAttributeValues: { ':one': { N: '1' } },
      });
      await orUnavailable('incidents', holds(client.send(command)));
    },

    async *scan() {
      const pages = paginateScan({ client }, { TableName: tableName })[Symbol.asyncIterator]();
      for (;;) {
        const page = await orUnavailable('incidents', pages.next());
        if (page.done) return;
        for (const item of page.value.Items ?? []) yield fromStored(item);
      }
    },
  };
}

/** Whether the write's condition held. */
async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

function toStored(
  { source, version, incident, marks, pending, lastExcessAtMs }: IncidentItem,
  nowMs: number,
): StoredItem {
  return {
    source: { S: source },
    version: { N: String(version) },
    // While a record may come again, its mark is needed; every write begins that time anew.
    expiresAt: { N: String(Math.ceil((nowMs + MARK_LIFETIME_MS) / 1000)) },
    ...(incident && { incident: { S: JSON.stringify(incident) } }),
    marks: { S: JSON.stringify(marks) },
    ...(lastExcessAtMs !== undefined && { lastExcessAtMs: { N: String(lastExcessAtMs) } }),
    pending: {
      M: Object.fromEntries(Object.entries(pending).map(([alertId, alert]) => [alertId, { S: JSON.stringify(alert) }])),
    },
  };
}

function fromStored({ source, version, incident, marks, pending, lastExcessAtMs }: StoredItem): IncidentItem {
  return {
    source: source!.S!,
    version: Number(version!.N),
    ...(incident && { incident: JSON.parse(incident.S!) }),
    marks: JSON.parse(marks!.S!),
    ...(lastExcessAtMs && { lastExcessAtMs: Number(lastExcessAtMs.N) }),
    pending: Object.fromEntries(
      Object.entries(pending!.M!).map(([alertId, alert]) => [alertId, JSON.parse(alert.S!) as PendingAlert]),
    ),
  };
}
