import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { fromStoredValues, SOURCE_STATE_TABLE, toStoredValues } from '../../contracts/source-state-store.ts';
import type { ShardItem, ShardItems, WriteAnswer } from '../source-state/ports.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { conditionHeld } from './conditional-write.ts';
import { orUnavailable } from './or-unavailable.ts';

/**
 * How far each shard's sources came: an item a shard, its fields under their own names, so that conditions may name
 * them.
 */
export function shardItems(tableName: string, client = new DynamoDBClient(CLIENT_TIMEOUTS)): ShardItems {
  const keyOf = (shard: string) => ({ [SOURCE_STATE_TABLE.partitionKey]: { S: shard } });
  const at = (shard: string) => ({ TableName: tableName, Key: keyOf(shard) });

  async function read(shard: string): Promise<ShardItem | undefined> {
    const { Item } = await orUnavailable(
      'sourceState',
      client.send(new GetItemCommand({ ...at(shard), ConsistentRead: true })),
    );
    if (!Item) return undefined;
    const { [SOURCE_STATE_TABLE.partitionKey]: _, ...fields } = fromStoredValues(Item);
    // Nobody else writes this table.
    return fields as unknown as ShardItem;
  }

  /** Who is refused asks what stands there: it may be its own write, whose answer was lost. */
  async function write(shard: string, command: PutItemCommand | UpdateItemCommand): Promise<WriteAnswer> {
    const isWritten = await orUnavailable('sourceState', conditionHeld(client.send(command as PutItemCommand)));
    return isWritten ? { isWritten } : { isWritten, item: await read(shard) };
  }

  function put(shard: string, item: ShardItem, condition: object): Promise<WriteAnswer> {
    const Item = { ...toStoredValues(item), ...keyOf(shard) };
    return write(shard, new PutItemCommand({ TableName: tableName, Item, ...condition }));
  }

  return {
    read,
    create: (shard, item) =>
      put(shard, item, {
        ConditionExpression: 'attribute_not_exists(#shard)',
        ExpressionAttributeNames: { '#shard': SOURCE_STATE_TABLE.partitionKey },
      }),
    beginLineage: (shard, before, item) => put(shard, item, tokenIs(before)),
    commit: (shard, before, { last, lastArrivalMs, token, silence }) => {
      const condition = tokenIs(before);
      const command = new UpdateItemCommand({
        ...at(shard),
        UpdateExpression: `SET #last = :last, #arrival = :arrival, #token = :token${silence ? ', #silence = :silence' : ' REMOVE #silence'}`,
        ConditionExpression: condition.ConditionExpression,
        ExpressionAttributeNames: {
          ...condition.ExpressionAttributeNames,
          '#last': 'last',
          '#arrival': 'lastArrivalMs',
          '#silence': 'silence',
        },
        ExpressionAttributeValues: {
          ...condition.ExpressionAttributeValues,
          ...prefixed(':', { last, arrival: lastArrivalMs, token, silence }),
        },
      });
      return write(shard, command);
    },
    async moveSnapshot(shard, { lineage, before, snapshot, previous }) {
      const isBefore = before === undefined ? 'attribute_not_exists(#snapshot)' : '#snapshot.#key = :key';
      const command = new UpdateItemCommand({
        ...at(shard),
        UpdateExpression: `SET #snapshot = :snapshot${previous ? ', #previous = :previous' : ' REMOVE #previous'}`,
        ConditionExpression: `#lineage = :lineage AND ${isBefore}`,
        ExpressionAttributeNames: {
          '#snapshot': 'snapshot',
          '#previous': 'previous',
          '#lineage': 'lineage',
          ...(before !== undefined && { '#key': 'key' }),
        },
        ExpressionAttributeValues: prefixed(':', { lineage, key: before, snapshot, previous }),
      });
      return orUnavailable('sourceState', conditionHeld(client.send(command)));
    },
  };
}

/** Reads the items of all shards; of a moment ago, which costs half. */
export async function allShardItems(
  tableName: string,
  client: DynamoDBClient = new DynamoDBClient(CLIENT_TIMEOUTS),
): Promise<[key: string, item: ShardItem][]> {
  const all: [string, ShardItem][] = [];
  const pages = paginateScan({ client }, { TableName: tableName })[Symbol.asyncIterator]();
  for (;;) {
    const page = await orUnavailable('sourceState', pages.next());
    if (page.done) return all;
    for (const Item of page.value.Items ?? []) {
      const { [SOURCE_STATE_TABLE.partitionKey]: key, ...fields } = fromStoredValues(Item);
      all.push([key as string, fields as unknown as ShardItem]);
    }
  }
}

function tokenIs(before: string) {
  return {
    ConditionExpression: '#token = :before',
    ExpressionAttributeNames: { '#token': 'token' },
    ExpressionAttributeValues: { ':before': { S: before } },
  };
}

function prefixed(prefix: string, values: object) {
  return Object.fromEntries(Object.entries(toStoredValues(values)).map(([name, value]) => [`${prefix}${name}`, value]));
}
