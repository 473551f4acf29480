import { RESERVE_MS, type Report } from '../../../lambda/consumer/ports.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { rollForward } from '../../../lambda/snapshot-cleaner/roll-forward.ts';
import { SNAPSHOT_LIMITS, type SourceStateContext } from '../../../lambda/source-state/context.ts';
import { learnerOf } from '../../../lambda/source-state/learner.ts';
import type { ShardItem } from '../../../lambda/source-state/ports.ts';
import { STREAM_ARN } from '../consumer/observations.ts';
import type { PlannedShard } from './plan.ts';
import type { Invocation, Sandbox, SandboxWorld } from './sandbox-world.ts';

const HOUR_MS = 3_600_000;
const TIME_LIMIT_MS = 900_000;

/** Brings the snapshot of a planned shard forward, as the schedule does, in a world in which its calls may fail. */
export async function rollPlannedForward(
  { streamCreatedMs, shardId }: PlannedShard,
  item: ShardItem,
  sandbox: Sandbox,
  world: SandboxWorld,
  report: Report,
): Promise<void> {
  const deadlineMs = world.nowMs + TIME_LIMIT_MS;
  const invocation: Invocation = { sandbox, streamCreatedMs, shardId, deadlineMs, isDead: false, end: () => {} };
  const { sourceState, now, remainingMs } = world.ports(invocation, report);
  const { settings, memory } = sandbox;
  const past = settings.sourceState!;
  const context: SourceStateContext = {
    learner: learnerOf(past, settings),
    limits: { ...past, ...SNAPSHOT_LIMITS },
    ports: sourceState!,
    streamCreationMs: async () => streamCreatedMs,
    memory: memory.past.shards,
    notes: undefined,
    now,
    hasTime: () => remainingMs() > RESERVE_MS,
    tell: () => {},
  };
  const kept = { shard: { streamArn: STREAM_ARN, streamCreatedMs, shardId }, item };
  try {
    await rollForward(kept, HOUR_MS, context);
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
  }
}
