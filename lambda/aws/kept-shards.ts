import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { fromStoredValues, SOURCE_STATE_TABLE } from '../../contracts/source-state-store.ts';
import type { KeptShard } from '../snapshot-cleaner/roll-forward.ts';
import type { ShardItem } from '../source-state/ports.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';

const KEY = /^(.+)@(\d+)\/([^/]+)$/;

/** All items of the table, each of a shard of some stream. Whatever fails is thrown. */
export async function* keptItems(
  tableName: string,
  dynamodb: DynamoDBClient,
): AsyncGenerator<{ readonly key: string; readonly item: ShardItem }> {
  for await (const { Items = [] } of paginateScan(
    { client: dynamodb },
    { TableName: tableName, ConsistentRead: true },
  )) {
    for (const stored of Items) {
      const { [SOURCE_STATE_TABLE.partitionKey]: key, ...fields } = fromStoredValues(stored);
      // Nobody else writes this table.
      yield { key: String(key), item: fields as unknown as ShardItem };
    }
  }
}

/** The shards of a stream, not of those that had its name before. */
export async function* keptShards(
  tableName: string,
  stream: { readonly streamArn: string; readonly streamCreatedMs: number },
  dynamodb = new DynamoDBClient(CLIENT_TIMEOUTS),
): AsyncGenerator<KeptShard> {
  const name = stream.streamArn.slice(stream.streamArn.indexOf('/') + 1);
  for await (const { key, item } of keptItems(tableName, dynamodb)) {
    const [, streamName, created, shardId = ''] = KEY.exec(key) ?? [];
    if (streamName !== name || Number(created) !== stream.streamCreatedMs) continue;
    yield { shard: { ...stream, shardId }, item };
  }
}
