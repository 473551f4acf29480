import { randomUUID } from 'node:crypto';
import type { SourceStateSettings } from '../../contracts/function-settings.ts';
import type { SourceStatePorts } from '../source-state/ports.ts';
import { once } from './once.ts';

/** The ports to what is known of sources. A batch of a shard that this process knows needs the items alone. */
export function lazySourceState({
  tableName,
  bucketName,
}: Pick<SourceStateSettings, 'tableName' | 'bucketName'>): SourceStatePorts {
  const items = once(async () => (await import('../aws/shard-items.ts')).shardItems(tableName));
  const bucket = once(async () => (await import('../aws/snapshot-bucket.ts')).snapshotBucket(bucketName));
  const reader = once(async () => (await import('../aws/stream-reader.ts')).streamReader());
  return {
    items: {
      read: async (key) => (await items()).read(key),
      create: async (key, item) => (await items()).create(key, item),
      commit: async (key, before, commit) => (await items()).commit(key, before, commit),
      beginLineage: async (key, before, item) => (await items()).beginLineage(key, before, item),
      moveSnapshot: async (key, move) => (await items()).moveSnapshot(key, move),
    },
    snapshots: {
      put: async (key, bytes) => (await bucket()).put(key, bytes),
      get: async (key) => (await bucket()).get(key),
    },
    stream: {
      async *pages(shard, from) {
        yield* (await reader()).pages(shard, from);
      },
      parents: async (shard) => (await reader()).parents(shard),
    },
    newToken: randomUUID,
  };
}
