import { type AttributeValue, type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { type IncidentHistory, lastActs, stateOf, type TimelineEntry } from '../contracts/incident-history.ts';
import {
  actKey,
  dueAttributes,
  historyAttributes,
  historyKey,
  INCIDENT_TABLE,
  type ItemKey,
  joinedKey,
  toldKey,
} from '../contracts/incident-table.ts';
import { taskOf } from './escalate.ts';
import type { HistoryStore } from './history-store.ts';

type StoredItem = Record<string, AttributeValue>;

export interface HistoryTableOptions {
  readonly tableName: string;
  readonly client: DynamoDBClient;
  /** For how long an incident is kept after the last that happened to it. */
  readonly keptDays: number;
}

/**
 * Histories as items of the incident table: JSON text `history`, number `version`, `expiresAt` (seconds, TTL), and what
 * puts them into the indexes; and the lines of their timelines, JSON text `entry`.
 *
 * Calls, for the caller's role: `dynamodb:GetItem` and `PutItem` on the table.
 */
export function dynamoDbHistory({ tableName, client, keptDays }: HistoryTableOptions): HistoryStore {
  const get = async (key: ItemKey) => {
    const command = new GetItemCommand({ TableName: tableName, Key: storedKey(key), ConsistentRead: true });
    return (await client.send(command)).Item;
  };
  return {
    async read(incidentId) {
      const { history } = (await get(historyKey(incidentId))) ?? {};
      return history && (JSON.parse(history.S!) as IncidentHistory);
    },

    async write(history) {
      const isNew = history.version === 1;
      const command = new PutItemCommand({
        TableName: tableName,
        Item: toStoredHistory(history, keptDays),
        ConditionExpression: isNew ? 'attribute_not_exists(#pk)' : '#version = :previous',
        ExpressionAttributeNames: isNew ? { '#pk': INCIDENT_TABLE.partitionKey } : { '#version': 'version' },
        ...(!isNew && { ExpressionAttributeValues: { ':previous': { N: String(history.version - 1) } } }),
      });
      return held(client.send(command));
    },

    async addEntry(incidentId, entry) {
      const staysIfThere = entry.what === 'joined' || (entry.what === 'told' && entry.refusedBecause === undefined);
      const command = new PutItemCommand({
        TableName: tableName,
        Item: toStoredEntry(incidentId, entry, keptDays),
        ...(staysIfThere && {
          ConditionExpression: 'attribute_not_exists(#pk)',
          ExpressionAttributeNames: { '#pk': INCIDENT_TABLE.partitionKey },
        }),
      });
      await held(client.send(command));
    },

    async toldAlert(incidentId, alertId) {
      const { entry } = (await get(toldKey(incidentId, alertId))) ?? {};
      if (!entry) return undefined;
      const told = JSON.parse(entry.S!) as TimelineEntry;
      return told.what === 'told' ? told.alert : undefined;
    },
  };
}

function toStoredHistory(history: IncidentHistory, keptDays: number): StoredItem {
  const { incidentId, source, version, openedAtMs, lastToldAtMs, escalation } = history;
  const key = historyKey(incidentId);
  const lastAtMs = Math.max(lastToldAtMs, escalation?.toldAtMs ?? 0, ...lastActs(history).map(({ atMs }) => atMs));
  return {
    ...storedKey(key),
    ...expiresAfter(lastAtMs, keptDays),
    version: { N: String(version) },
    [INCIDENT_TABLE.history]: { S: JSON.stringify(history) },
    ...historyAttributes(key, { state: stateOf(history), source, openedAtMs }),
    ...dueAttributes(key, taskOf(history)?.dueMs),
  };
}

function toStoredEntry(incidentId: string, entry: TimelineEntry, keptDays: number): StoredItem {
  const key = keyOfEntry(incidentId, entry);
  return { ...storedKey(key), ...expiresAfter(entry.atMs, keptDays), entry: { S: JSON.stringify(entry) } };
}

function keyOfEntry(incidentId: string, entry: TimelineEntry): ItemKey {
  if (entry.what === 'told') return toldKey(incidentId, entry.alert.alertId);
  if (entry.what === 'joined') return joinedKey(incidentId, entry.incidentId);
  return actKey(incidentId, entry.atMs, JSON.stringify(entry.act));
}

function storedKey({ pk, sk }: ItemKey): StoredItem {
  return { [INCIDENT_TABLE.partitionKey]: { S: pk }, [INCIDENT_TABLE.sortKey]: { S: sk } };
}

function expiresAfter(atMs: number, days: number): StoredItem {
  return { [INCIDENT_TABLE.expiry]: { N: String(Math.ceil(atMs / 1000 + days * 86_400)) } };
}

/** Whether a write's condition held. */
async function held(write: Promise<object>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if ((error as Error).name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
