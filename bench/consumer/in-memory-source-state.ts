import type { ShardItem, SourceStatePorts, WriteAnswer } from '../../lambda/source-state/ports.ts';

/**
 * Where the state of sources is kept, in memory: one writer, who never has to read a record again.
 *
 * @param answered what each call waits for
 */
export function inMemorySourceState(answered: () => Promise<void>): SourceStatePorts {
  const items = new Map<string, ShardItem>();
  let tokens = 0;
  const write = async (key: string, item: ShardItem): Promise<WriteAnswer> => {
    await answered();
    items.set(key, item);
    return { isWritten: true };
  };
  return {
    newToken: () => `token-${tokens++}`,
    items: {
      read: async (key) => {
        await answered();
        return items.get(key);
      },
      create: write,
      commit: (key, _before, commit) => write(key, { ...items.get(key)!, ...commit }),
      beginLineage: (key, _before, item) => write(key, item),
      moveSnapshot: async (key, { snapshot, previous }) => {
        await write(key, { ...items.get(key)!, snapshot, previous });
        return true;
      },
    },
    snapshots: {
      put: () => answered(),
      get: () => answered().then(() => undefined),
    },
    stream: {
      async *pages() {
        await answered();
        yield { records: [], end: 'newest' };
      },
      parents: () => answered().then(() => []),
    },
  };
}
