import type { Late } from '../../streams/silence-watch.ts';
import { ShardMemory } from '../source-state/shard-memory.ts';
import { Backoff } from './backoff.ts';
import type { Entry } from './entry.ts';
import type { Ports } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import type { StreamRecord } from './stream-record.ts';

/** What a process remembers of the past of sources. Losing it loses no data, only the time to read it again. */
export class PastMemory {
  readonly shards = new ShardMemory();
  readonly backoff = new Backoff();
}

/** The past of the sources in one delivery. */
export interface BatchPast {
  /** Those that are not finished yet. */
  readonly records: readonly StreamRecord[];
  /** The first that is not committed. */
  readonly next: StreamRecord | undefined;
  /** Judges one after the other by the past of its source. */
  judge(this: void, entry: Entry): void;
  /** Which sources are late, as far as was judged; undefined where sources have no past. */
  late(counts?: (source: string) => boolean): Late | undefined;
  /**
   * Says which record is the first that is not finished; false: it could not be put down, so all from `next` comes
   * again.
   */
  commit(next: StreamRecord | undefined): Promise<boolean>;
  /** As `commit`, at the end of the delivery. */
  finish(next: StreamRecord | undefined): Promise<boolean>;
}

/**
 * Opens the past of the sources in a delivery, or what stands for it where sources have none.
 *
 * @returns undefined where the whole delivery has to be given back
 */
export async function openPast(
  records: readonly StreamRecord[],
  settings: BatchSettings,
  ports: Ports,
  memory: PastMemory,
): Promise<BatchPast | undefined> {
  if (!settings.sourceState || !ports.sourceState) return withoutPast(records);
  // Without it a cold start should read nothing of it.
  const { openSources } = await import('./open-sources.ts');
  return openSources(records, settings, {
    learning: settings.sourceState,
    sourceState: ports.sourceState,
    ports,
    memory,
  });
}

function withoutPast(records: readonly StreamRecord[]): BatchPast {
  return {
    records,
    next: undefined,
    judge: () => {},
    late: () => undefined,
    commit: async () => true,
    finish: async () => true,
  };
}
