import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Alert } from '../../contracts/alert.ts';
import { INCIDENT_TABLE, type ItemKey, incidentKey, keptAlertKey } from '../../contracts/incident-table.ts';
import { CHECKPOINT_LIFETIME_MS } from '../../incidents/checkpoint.ts';
import { type DueRules, dueMsOf } from '../../incidents/due-time.ts';
import type { IncidentItem, IncidentStore, KeptAlert, PendingAlert } from '../../incidents/incident-item.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { conditionHeld, unlessRefused } from './conditional-write.ts';
import { dueAttributes, readDue } from './due-index.ts';
import { orUnavailable } from './or-unavailable.ts';

type StoredItem = Record<string, AttributeValue>;

export interface IncidentTableOptions extends DueRules {
  readonly tableName: string;
  /** The wall clock, milliseconds since the epoch. */
  readonly now: () => number;
  readonly client?: DynamoDBClient;
}

/** How long an alert that was refused, or never published, is kept. */
const KEPT_ALERT_LIFETIME_MS = 90 * 24 * 3_600_000;
/** How long a source that is silent is remembered as that. */
const SILENCE_LIFETIME_MS = 90 * 24 * 3_600_000;

/**
 * Incident items: numbers `version`, `expiresAt` (seconds, TTL) and `dueMs`, JSON text `incident`,
 * `evidence`, `past`, `checkpoints`, `silence` and `silences`, and `pending`, a map from alert id to JSON text; and alerts that are kept on
 * their own. No transactions are needed: every write is of one item, on the condition that nobody has written since.
 */
export function incidentTable({
  tableName,
  now,
  client = new DynamoDBClient(CLIENT_TIMEOUTS),
  ...rules
}: IncidentTableOptions): IncidentStore {
  const at = (key: ItemKey) => ({ TableName: tableName, Key: storedKey(key) });
  return {
    async read(source) {
      const command = new GetItemCommand({ ...at(incidentKey(source)), ConsistentRead: true });
      const { Item } = await orUnavailable('incidents', client.send(command));
      return Item && fromStored(source, Item);
    },

    async write(item) {
      const isNew = item.version === 1;
      const command = new PutItemCommand({
        TableName: tableName,
        Item: toStored(item, rules, now()),
        ConditionExpression: isNew ? 'attribute_not_exists(#pk)' : '#version = :previous',
        ExpressionAttributeNames: isNew ? { '#pk': INCIDENT_TABLE.partitionKey } : { '#version': 'version' },
        ...(!isNew && { ExpressionAttributeValues: { ':previous': { N: String(item.version - 1) } } }),
      });
      return orUnavailable('incidents', conditionHeld(client.send(command)));
    },

    async clearPending(source, alertId) {
      const command = new UpdateItemCommand({
        ...at(incidentKey(source)),
        // The version goes up, or a write based on a read before this would bring the alert back.
        UpdateExpression: 'SET #version = #version + :one REMOVE #pending.#alert',
        ConditionExpression: 'attribute_exists(#pending.#alert)',
        ExpressionAttributeNames: { '#version': 'version', '#pending': 'pending', '#alert': alertId },
        ExpressionAttributeValues: { ':one': { N: '1' } },
      });
      await orUnavailable('incidents', conditionHeld(client.send(command)));
    },

    async keepAlert(kept) {
      const command = new PutItemCommand({ TableName: tableName, Item: toStoredAlert(kept, now()) });
      await orUnavailable('incidents', client.send(command));
    },

    async takeOnAlert(source, alertId, nowMs, untilMs) {
      const command = new UpdateItemCommand({
        ...at(keptAlertKey(source, alertId)),
        UpdateExpression: 'SET #due = :until',
        ConditionExpression: '#due <= :now',
        ExpressionAttributeNames: { '#due': INCIDENT_TABLE.dueTime },
        ExpressionAttributeValues: { ':now': { N: String(nowMs) }, ':until': { N: String(untilMs) } },
        ReturnValues: 'ALL_NEW',
      });
      const answer = await orUnavailable('incidents', unlessRefused(client.send(command)));
      return answer?.Attributes && (JSON.parse(answer.Attributes.alert!.S!) as Alert);
    },

    async forgetAlert(source, alertId) {
      await orUnavailable('incidents', client.send(new DeleteItemCommand(at(keptAlertKey(source, alertId)))));
    },

    due: (nowMs) => readDue(client, tableName, nowMs),
  };
}

function storedKey({ pk, sk }: ItemKey): StoredItem {
  return { [INCIDENT_TABLE.partitionKey]: { S: pk }, [INCIDENT_TABLE.sortKey]: { S: sk } };
}

function expiry(atMs: number): StoredItem {
  return { [INCIDENT_TABLE.expiry]: { N: String(Math.ceil(atMs / 1000)) } };
}

function toStored(item: IncidentItem, rules: DueRules, nowMs: number): StoredItem {
  const { source, version, incident, evidence, past, checkpoints, pending, lastExcessAtMs, silence, silences } = item;
  const key = incidentKey(source);
  const alerts = Object.entries(pending).map(([alertId, alert]) => [alertId, { S: JSON.stringify(alert) }]);
  return {
    ...storedKey(key),
    version: { N: String(version) },
    // While a record may come again, its checkpoint is needed; every write begins that time anew. Who is silent may be
    // so for longer.
    ...expiry(nowMs + ((silence?.open ?? silences?.open) ? SILENCE_LIFETIME_MS : CHECKPOINT_LIFETIME_MS)),
    ...dueAttributes(key, dueMsOf(item, rules)),
    ...(incident && { incident: { S: JSON.stringify(incident) } }),
    ...(evidence && { evidence: { S: JSON.stringify(evidence) } }),
    ...(past && { past: { S: JSON.stringify(past) } }),
    checkpoints: { S: JSON.stringify(checkpoints) },
    ...(lastExcessAtMs !== undefined && { lastExcessAtMs: { N: String(lastExcessAtMs) } }),
    ...(silence && { silence: { S: JSON.stringify(silence) } }),
    ...(silences && { silences: { S: JSON.stringify(silences) } }),
    pending: { M: Object.fromEntries(alerts) },
  };
}

function fromStored(source: string, stored: StoredItem): IncidentItem {
  const { version, incident, evidence, past, checkpoints, pending, lastExcessAtMs, silence, silences } = stored;
  return {
    source,
    version: Number(version!.N),
    ...(incident && { incident: JSON.parse(incident.S!) }),
    ...(evidence && { evidence: JSON.parse(evidence.S!) }),
    ...(past && { past: JSON.parse(past.S!) }),
    checkpoints: JSON.parse(checkpoints!.S!),
    ...(lastExcessAtMs && { lastExcessAtMs: Number(lastExcessAtMs.N) }),
    ...(silence && { silence: JSON.parse(silence.S!) }),
    ...(silences && { silences: JSON.parse(silences.S!) }),
    pending: Object.fromEntries(
      Object.entries(pending!.M!).map(([alertId, alert]) => [alertId, JSON.parse(alert.S!) as PendingAlert]),
    ),
  };
}

function toStoredAlert({ source, alert, dueMs, refusedBecause }: KeptAlert, nowMs: number): StoredItem {
  const key = keptAlertKey(source, alert.alertId);
  return {
    ...storedKey(key),
    ...expiry(nowMs + KEPT_ALERT_LIFETIME_MS),
    ...dueAttributes(key, dueMs),
    alert: { S: JSON.stringify(alert) },
    ...(refusedBecause !== undefined && { refusedBecause: { S: refusedBecause.slice(0, 1000) } }),
  };
}
