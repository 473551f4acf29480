import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { CanaryOutcome } from '../../contracts/canary.ts';
import { CANARIES_PARTITION, canaryKey, INCIDENT_TABLE } from '../../contracts/incident-table.ts';
import type { PutCanaries } from '../canary/put-canary.ts';
import type { KnownCanaries } from '../consumer/ports.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { conditionHeld } from './conditional-write.ts';
import { orUnavailable } from './or-unavailable.ts';

const { partitionKey, sortKey, expiry } = INCIDENT_TABLE;

/** Canaries are items of the incident table: a text `outcome` when one came, and `expiresAt` (seconds, TTL). */
export function canaryItems(
  tableName: string,
  client = new DynamoDBClient(CLIENT_TIMEOUTS),
): KnownCanaries & PutCanaries {
  const keyOf = (nonce: string) => {
    const { pk, sk } = canaryKey(nonce);
    return { [partitionKey]: { S: pk }, [sortKey]: { S: sk } };
  };
  const TableName = tableName;
  return {
    async has(nonce) {
      const command = new GetItemCommand({ TableName, Key: keyOf(nonce), ConsistentRead: true });
      return (await orUnavailable('incidents', client.send(command))).Item !== undefined;
    },
    async settle(nonce, outcome) {
      const command = new UpdateItemCommand({
        TableName,
        Key: keyOf(nonce),
        UpdateExpression: 'SET #outcome = :outcome',
        // What has expired meanwhile must not come back without its end.
        ConditionExpression: 'attribute_exists(#pk)',
        ExpressionAttributeNames: { '#outcome': 'outcome', '#pk': partitionKey },
        ExpressionAttributeValues: { ':outcome': { S: outcome } },
      });
      await orUnavailable('incidents', conditionHeld(client.send(command)));
    },
    async note(nonce, expiresMs) {
      const Item = { ...keyOf(nonce), [expiry]: { N: String(Math.ceil(expiresMs / 1000)) } };
      await orUnavailable('incidents', client.send(new PutItemCommand({ TableName, Item })));
    },
    async outcomesBetween(from, to) {
      const query = {
        TableName,
        KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#pk': partitionKey, '#sk': sortKey },
        ExpressionAttributeValues: {
          ':pk': { S: CANARIES_PARTITION },
          ':from': { S: canaryKey(from).sk },
          ':to': { S: canaryKey(to).sk },
        },
      };
      const pages = await orUnavailable('incidents', Array.fromAsync(paginateQuery({ client }, query)));
      return pages.flatMap(({ Items = [] }) => Items.map(({ outcome }) => outcome?.S as CanaryOutcome | undefined));
    },
  };
}
