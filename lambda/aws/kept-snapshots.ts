import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { DeleteObjectsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { fromStoredValues, SNAPSHOT_PREFIX } from '../../contracts/source-state-store.ts';
import type { CleaningPorts } from '../snapshot-cleaner/clean-snapshots.ts';
import type { ShardItem } from '../source-state/ports.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';

/** S3 deletes so many at once. */
const AT_ONCE = 1000;

export interface SnapshotStore {
  readonly tableName: string;
  readonly bucketName: string;
  readonly dynamodb?: DynamoDBClient;
  readonly s3?: S3Client;
}

/**
 * All snapshots in the bucket, and those that items name. Whatever fails is thrown: an hour later it is tried again.
 */
export function keptSnapshots({
  tableName,
  bucketName,
  dynamodb = new DynamoDBClient(CLIENT_TIMEOUTS),
  s3 = new S3Client(CLIENT_TIMEOUTS),
}: SnapshotStore): Omit<CleaningPorts, 'now'> {
  return {
    async *snapshots() {
      const list = { Bucket: bucketName, Prefix: SNAPSHOT_PREFIX };
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, list)) {
        for (const { Key, LastModified } of Contents) {
          yield { key: Key!.slice(SNAPSHOT_PREFIX.length), putAtMs: LastModified!.getTime() };
        }
      }
    },
    async named() {
      const named = new Set<string>();
      const scan = { TableName: tableName, ConsistentRead: true };
      for await (const { Items = [] } of paginateScan({ client: dynamodb }, scan)) {
        for (const item of Items) {
          const { snapshot, previous } = fromStoredValues(item) as Partial<ShardItem>;
          if (snapshot) named.add(snapshot.key);
          if (previous) named.add(previous.key);
        }
      }
      return named;
    },
    async remove(keys) {
      for (let from = 0; from < keys.length; from += AT_ONCE) {
        const Objects = keys.slice(from, from + AT_ONCE).map((key) => ({ Key: `${SNAPSHOT_PREFIX}${key}` }));
        const command = new DeleteObjectsCommand({ Bucket: bucketName, Delete: { Objects, Quiet: true } });
        const { Errors: [first] = [] } = await s3.send(command);
        if (first) throw new Error(`S3 did not delete ${first.Key}: ${first.Code}: ${first.Message}`);
      }
    },
  };
}
