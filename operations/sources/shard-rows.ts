import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { fromStoredValues, SOURCE_STATE_TABLE } from '../../contracts/source-state-store.ts';

/** What is read of a shard's item: where what is known of its sources lies. */
const shardItemSchema = z.object({
  lineage: z.number(),
  snapshot: z.optional(z.object({ key: z.string(), arrivalMs: z.number() })),
  gap: z.optional(z.object({ reason: z.string(), atMs: z.number() })),
});

/** A shard of the stream, and its item where it has one. */
export interface ShardRow extends z.infer<typeof shardItemSchema> {
  readonly shardId: string;
}

const KEY = /^(.+)@(\d+)\/(shardId-\d+)$/;

/**
 * Reads how far the sources of a stream's shards came, in the order of the shards. Of streams that had the same name
 * before, nothing is read.
 *
 * @param shardIds of the shards that are meant
 * @throws {Error} where an item is of another version
 */
export async function readShardRows(
  client: DynamoDBClient,
  tableName: string,
  streamName: string,
  shardIds: ReadonlySet<string>,
): Promise<ShardRow[]> {
  const rows = new Map<string, ShardRow & { readonly createdMs: number }>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName, ConsistentRead: true })) {
    for (const item of Items) {
      const { [SOURCE_STATE_TABLE.partitionKey]: key, ...fields } = fromStoredValues(item);
      const [, name, created, shardId = ''] = KEY.exec(String(key)) ?? [];
      if (name !== streamName || !shardIds.has(shardId)) continue;
      const createdMs = Number(created);
      if (createdMs < (rows.get(shardId)?.createdMs ?? 0)) continue;
      const parsed = z.safeParse(shardItemSchema, fields);
      if (!parsed.success) throw new Error(`the item of ${key} is of another version of Weir: deploy this one`);
      rows.set(shardId, { ...parsed.data, shardId, createdMs });
    }
  }
  return [...rows.values()].sort((a, b) => (a.shardId < b.shardId ? -1 : 1));
}
