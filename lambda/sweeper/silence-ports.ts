import type { SweeperSettings } from '../../contracts/function-settings/sweeper.ts';
import { allShardItems } from '../aws/shard-items.ts';
import type { StreamReader } from '../source-state/ports.ts';
import type { SilencePorts } from './silent-shards.ts';

/** The ports to AWS for silence. What asks the stream is loaded when something is due: most minutes nothing is. */
export function silencePortsOf(
  { tableName }: NonNullable<SweeperSettings['silence']>,
  ports: Omit<SilencePorts, 'shards' | 'stream' | 'streamCreationMs'>,
): SilencePorts {
  let reader: StreamReader | undefined;
  return {
    ...ports,
    shards: () => allShardItems(tableName),
    streamCreationMs: async (streamArn) => (await import('../aws/stream-creation.ts')).streamCreation()(streamArn),
    stream: {
      async *pages(shard, from) {
        reader ??= (await import('../aws/stream-reader.ts')).streamReader();
        yield* reader.pages(shard, from);
      },
    },
  };
}
