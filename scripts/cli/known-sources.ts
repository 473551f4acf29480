import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { findInstallation } from '../../operations/installation/find-installation.ts';
import { findSourceState } from '../../operations/installation/find-source-state.ts';
import { openShards } from '../../operations/sources/open-shards.ts';
import { readKnownSources } from '../../operations/sources/read-known-sources.ts';
import { readShardRows } from '../../operations/sources/shard-rows.ts';

/**
 * The shards of an installation that take records, and what they know.
 *
 * @throws where the installation is not there, or its sources have no past
 */
export async function knownSources(name: string) {
  const [{ streamName }, parts] = await Promise.all([findInstallation(name), findSourceState(name)]);
  const clients = { dynamodb: new DynamoDBClient({}), kinesis: new KinesisClient({}), s3: new S3Client({}) };
  const open = new Set((await openShards(clients.kinesis, streamName)).map(({ shardId }) => shardId));
  const rows = await readShardRows(clients.dynamodb, parts.sourceStateTableName, streamName, open);
  const close = () => {
    for (const client of Object.values(clients)) client.destroy();
  };
  return { streamName, rows, sources: readKnownSources(clients.s3, parts.sourceStateBucketName, rows), close };
}
