import type { Late } from '../../streams/silence-watch.ts';
import { SNAPSHOT_LIMITS, type SourceStateContext } from '../source-state/context.ts';
import { type Learner, type LearningSettings, learnerOf } from '../source-state/learner.ts';
import { ShardMemory } from '../source-state/shard-memory.ts';
import { ShardState } from '../source-state/shard-state.ts';
import { Backoff } from './backoff.ts';
import type { Entry } from './entry.ts';
import { isYoung } from './head-record.ts';
import { type Ports, RESERVE_MS } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import type { StreamRecord } from './stream-record.ts';
import { untilAvailable } from './until-available.ts';

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
  { shards, backoff }: PastMemory,
): Promise<BatchPast | undefined> {
  if (!settings.sourceState || !ports.sourceState) return withoutPast(records);
  const context: SourceStateContext = {
    learner: learnerFor(settings, settings.sourceState),
    limits: { ...settings.sourceState, ...SNAPSHOT_LIMITS },
    ports: ports.sourceState,
    streamCreationMs: ports.streamCreationMs,
    memory: shards,
    notes: isYoung(records[0], ports.now()) ? undefined : ports.notes,
    now: ports.now,
    hasTime: () => ports.remainingMs() > RESERVE_MS,
    tell: (event) => ports.report.sourceState({ shardId: records[0].shardId, ...event }),
  };
  const state = await untilAvailable(() => ShardState.open(records, context), ports, backoff);
  return (
    state && {
      records: state.records,
      get next() {
        return state.next;
      },
      judge: (entry) => state.judge(entry),
      late: (counts) => state.late(counts),
      commit: async (next) => (await untilAvailable(() => state.commit(next), ports, backoff)) ?? false,
      finish: async (next) => (await untilAvailable(() => state.finish(next), ports, backoff)) ?? false,
    }
  );
}

const learners = new WeakMap<BatchSettings, Learner>();

/** A process has the same settings for as long as it lives. */
function learnerFor(settings: BatchSettings, learning: LearningSettings): Learner {
  const learner = learners.get(settings) ?? learnerOf(learning, settings);
  learners.set(settings, learner);
  return learner;
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
