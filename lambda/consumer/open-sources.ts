import { SNAPSHOT_LIMITS, type SourceStateContext } from '../source-state/context.ts';
import { type Learner, type LearningSettings, learnerOf } from '../source-state/learner.ts';
import type { SourceStatePorts } from '../source-state/ports.ts';
import { ShardState } from '../source-state/shard-state.ts';
import type { BatchPast, PastMemory } from './batch-past.ts';
import { isYoung } from './head-record.ts';
import { type Ports, RESERVE_MS } from './ports.ts';
import type { BatchSettings } from './settings.ts';
import type { StreamRecord } from './stream-record.ts';
import { untilAvailable } from './until-available.ts';

/** With what the past of sources is opened. */
interface Opening {
  readonly learning: NonNullable<BatchSettings['sourceState']>;
  readonly sourceState: SourceStatePorts;
  readonly ports: Ports;
  readonly memory: PastMemory;
}

/**
 * Opens what is known of the sources in a delivery.
 *
 * @returns undefined where the whole delivery has to be given back
 */
export async function openSources(
  records: readonly StreamRecord[],
  settings: BatchSettings,
  { learning, sourceState, ports, memory: { shards, backoff } }: Opening,
): Promise<BatchPast | undefined> {
  const context: SourceStateContext = {
    learner: learnerFor(settings, learning),
    limits: { ...learning, ...SNAPSHOT_LIMITS },
    ports: sourceState,
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
