import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { SNAPSHOT_PREFIX } from '../../contracts/source-state-store.ts';
import type { KeptSource } from '../../streams/kept-source.ts';
import { unpackSources } from '../../streams/pack-sources.ts';
import type { SourcesSettings } from '../../streams/sources-settings.ts';
import type { ShardRow } from './shard-rows.ts';

/** A source as one shard knows it. */
export interface KnownSource extends KeptSource {
  readonly source: string;
  readonly shardId: string;
  /** When the record arrived up to which it is known here, milliseconds since the epoch. */
  readonly asOfMs: number;
}

/** Nothing is to leave while it is looked at. */
const LOOKING: SourcesSettings = {
  counters: new Set(),
  silentAfterMs: Number.POSITIVE_INFINITY,
  mostFeatures: Number.POSITIVE_INFINITY,
};

/**
 * Reads the sources that shards know, as their last snapshots have them, shard by shard, the most recent first.
 *
 * @throws {Error} where a snapshot is gone, or of another version
 */
export async function* readKnownSources(
  client: S3Client,
  bucket: string,
  rows: readonly ShardRow[],
): AsyncGenerator<KnownSource> {
  for (const { shardId, snapshot } of rows) {
    if (!snapshot) continue;
    const sources = unpackSources(await readSnapshot(client, bucket, snapshot.key, shardId), LOOKING);
    for (const [source, kept] of [...sources].reverse()) {
      yield { ...kept, source, shardId, asOfMs: snapshot.arrivalMs };
    }
  }
}

async function readSnapshot(client: S3Client, bucket: string, key: string, shardId: string): Promise<Uint8Array> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: `${SNAPSHOT_PREFIX}${key}` }));
    return await Body!.transformToByteArray();
  } catch (error) {
    if (!(error instanceof NoSuchKey)) throw error;
    throw new Error(`the snapshot of ${shardId} is gone or was just replaced: try again`, { cause: error });
  }
}
