import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { INCIDENT_TABLE, recordNoteKey } from '../../contracts/incident-table.ts';
import { CHECKPOINT_LIFETIME_MS } from '../../incidents/checkpoint.ts';
import type { RecordNote, RecordNotes } from '../consumer/head-record.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { orUnavailable } from './or-unavailable.ts';

/** Notes are items of the incident table: JSON text `note`, and `expiresAt` (seconds, TTL). */
export function recordNotes(
  tableName: string,
  now: () => number,
  client = new DynamoDBClient(CLIENT_TIMEOUTS),
): RecordNotes {
  const keyOf = (record: string) => {
    const { pk, sk } = recordNoteKey(record);
    return { [INCIDENT_TABLE.partitionKey]: { S: pk }, [INCIDENT_TABLE.sortKey]: { S: sk } };
  };
  return {
    async read(record) {
      const command = new GetItemCommand({ TableName: tableName, Key: keyOf(record), ConsistentRead: true });
      const { Item } = await orUnavailable('incidents', client.send(command));
      return Item && (JSON.parse(Item.note!.S!) as RecordNote);
    },
    async write(record, note) {
      const expiresAt = Math.ceil((now() + CHECKPOINT_LIFETIME_MS) / 1000);
      const command = new PutItemCommand({
        TableName: tableName,
        Item: {
          ...keyOf(record),
          [INCIDENT_TABLE.expiry]: { N: String(expiresAt) },
          note: { S: JSON.stringify(note) },
        },
      });
      await orUnavailable('incidents', client.send(command));
    },
    async clear(record) {
      await orUnavailable(
        'incidents',
        client.send(new DeleteItemCommand({ TableName: tableName, Key: keyOf(record) })),
      );
    },
  };
}
