import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteObjectsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { SNAPSHOT_PREFIX } from '../../contracts/source-state-store.ts';
import type { CleaningPorts } from '../snapshot-cleaner/clean-snapshots.ts';
import { CLIENT_TIMEOUTS } from './client-timeouts.ts';
import { keptItems } from './kept-shards.ts';

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
      for await (const { item } of keptItems(tableName, dynamodb)) {
        if (item.snapshot) named.add(item.snapshot.key);
        if (item.previous) named.add(item.previous.key);
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
