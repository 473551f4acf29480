import { type DynamoDBClient, GetItemCommand, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { INCIDENT_TABLE, muteKey } from '../../contracts/incident-table.ts';
import { decodeMute, encodeMute, MUTE_KEPT_MS, type Mute, mutesQuery } from '../../contracts/mute.ts';

const { partitionKey, sortKey, expiry } = INCIDENT_TABLE;

/** Writes a mute, a new one or one that is there. */
async function writeMute(dynamodb: DynamoDBClient, TableName: string, mute: Mute, isNew: boolean): Promise<void> {
  const Item = {
    ...storedKey(mute.id),
    [expiry]: { N: String(Math.ceil((mute.untilMs + MUTE_KEPT_MS) / 1000)) },
    mute: { S: encodeMute(mute) },
  };
  const there = isNew ? 'attribute_not_exists' : 'attribute_exists';
  const condition = { ConditionExpression: `${there}(#pk)`, ExpressionAttributeNames: { '#pk': partitionKey } };
  await dynamodb.send(new PutItemCommand({ TableName, Item, ...condition }));
}

/** Has nobody told of these sources for a time. */
export function putMute(dynamodb: DynamoDBClient, tableName: string, mute: Mute): Promise<void> {
  return writeMute(dynamodb, tableName, mute, true);
}

/** Ends a mute now. @returns as it is then. @throws {Error} where there is none, or it is over */
export async function endMute(
  dynamodb: DynamoDBClient,
  TableName: string,
  id: string,
  endedBy: string,
  nowMs: number,
): Promise<Mute> {
  const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key: storedKey(id), ConsistentRead: true }));
  if (!Item?.mute?.S) throw new Error(`there is no mute ${id}: npm run mute -- list names those that there are`);
  const mute = decodeMute(Item.mute.S);
  if (mute.untilMs <= nowMs) throw new Error(`mute ${id} is over since ${new Date(mute.untilMs).toISOString()}`);
  const ended = { ...mute, untilMs: nowMs, endedBy };
  await writeMute(dynamodb, TableName, ended, false);
  return ended;
}

/** All mutes that are kept, those that are over among them. */
export async function readMutes(dynamodb: DynamoDBClient, tableName: string): Promise<Mute[]> {
  const pages = await Array.fromAsync(paginateQuery({ client: dynamodb }, mutesQuery(tableName)));
  return pages.flatMap(({ Items = [] }) => Items.map(({ mute }) => decodeMute(mute?.S ?? '')));
}

function storedKey(id: string) {
  const { pk, sk } = muteKey(id);
  return { [partitionKey]: { S: pk }, [sortKey]: { S: sk } };
}
