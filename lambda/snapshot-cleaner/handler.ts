import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import { snapshotCleanerSettingsSchema } from '../../contracts/function-settings/snapshot-cleaner.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { METRIC_NAMESPACE, METRICS } from '../../contracts/metrics.ts';
import { keptShards } from '../aws/kept-shards.ts';
import { keptSnapshots } from '../aws/kept-snapshots.ts';
import { streamCreation } from '../aws/stream-creation.ts';
import { lazySourceState } from '../consumer/lazy-source-state.ts';
import { RESERVE_MS } from '../consumer/ports.ts';
import { levelOf, metricsOf } from '../consumer/report-source-state.ts';
import { createLogger } from '../create-logger.ts';
import { readSettings } from '../environment.ts';
import { SNAPSHOT_LIMITS, type SourceStateContext } from '../source-state/context.ts';
import { learnerOf } from '../source-state/learner.ts';
import { ShardMemory } from '../source-state/shard-memory.ts';
import { cleanSnapshots } from './clean-snapshots.ts';
import { dividedSources } from './divided-sources.ts';
import { type KeptShard, rollAllForward } from './roll-forward.ts';

const settings = readSettings(process.env, snapshotCleanerSettingsSchema);
const { sourceState, streamArn, spareMs, staleAfterMs } = settings;
const logger = createLogger();
const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
const cleaning = { ...keptSnapshots(sourceState), now: Date.now };
const streamCreationMs = streamCreation();

/** Runs once an hour. */
export async function handler(_event: unknown, lambda: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> {
  const streamCreatedMs = await streamCreationMs(streamArn);
  const context = contextOf(() => lambda.getRemainingTimeInMillis());
  const shards = await Array.fromAsync(keptShards(sourceState.tableName, { streamArn, streamCreatedMs }));
  const { rolled, failures } = await rollAllForward(shards, staleAfterMs, context);
  const removed = await cleanSnapshots(cleaning, spareMs);
  await tellDivided(shards, context).finally(() => metrics.publishStoredMetrics());
  logger.debug('cleaned', { rolled, removed });
  if (failures.length > 0) throw new Error(`snapshots were not brought forward: ${failures[0]}`);
}

async function tellDivided(shards: readonly KeptShard[], context: SourceStateContext): Promise<void> {
  const { count, examples } = await dividedSources(shards, context);
  metrics.addMetric(METRICS.sourcesDivided, MetricUnit.Count, count);
  if (count > 0) logger.warn(LOG_MESSAGES.sourceState, { kind: 'divided', sources: count, examples });
}

/** As the consumer has it: what is learned here is what it would learn. */
function contextOf(remainingMs: () => number): SourceStateContext {
  return {
    learner: learnerOf(sourceState, settings),
    limits: { ...sourceState, ...SNAPSHOT_LIMITS },
    ports: lazySourceState(sourceState),
    streamCreationMs,
    memory: new ShardMemory(),
    // What is finished was decoded by a consumer that lived.
    notes: undefined,
    now: Date.now,
    hasTime: () => remainingMs() > RESERVE_MS,
    tell(event) {
      for (const [name, value] of metricsOf(event)) metrics.addMetric(METRICS[name], MetricUnit.Count, value);
      const level = levelOf(event);
      if (level) logger[level](LOG_MESSAGES.sourceState, { ...event });
    },
  };
}
