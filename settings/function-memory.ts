import { BYTES_PER_SOURCE_FEATURE } from '../contracts/source-state-store.ts';
import type { Settings } from './settings-schema.ts';

type MemorySettings = Pick<Settings, 'sourceState' | 'maxSourceFeatures'>;
type ConsumerMemorySettings = MemorySettings & Pick<Settings, 'scoring' | 'otlpLayerArn'>;

/** As the setting `maxSourceFeatures` is where it is absent. */
export const DEFAULT_SOURCE_FEATURES = 100_000;

/** Of the consumer without state: enough CPU that a batch of 500 takes well under its window of a second. */
const BASE_MB = 1024;

/**
 * For models that are ready to score, where the function always does. What stands in for the endpoint for a while takes
 * it from what is left free for the worst record.
 */
const MODELS_MB = 160;

/**
 * For a collector in a layer, whose memory is the function's: AWS's took 77 to 149 MB, its SDK among them.
 *
 * @see https://github.com/aws-observability/aws-otel-lambda/issues/228
 */
const COLLECTOR_MB = 160;

/** For records of the stream and the SDK. */
const CLEANER_BASE_MB = 390;

/** Lambda runs a shard where it likes: a process may come to keep the states of two. */
const SHARDS_KEPT = 2;
/** One more is in work while a state is packed, or read from its snapshot. */
const SHARDS_IN_WORK = 1;

/** What the states of all shards may take in one process of the consumer, bytes: of 100,000 features 280 MB. */
export function sourceStateBytes(settings: MemorySettings): number {
  return SHARDS_KEPT * bytesOfShard(settings);
}

/** The memory of the consumer: 1024 MB, and with room for 100,000 features of sources 1425 MB. */
export function consumerMemoryMb(settings: ConsumerMemorySettings): number {
  const collector = settings.otlpLayerArn === undefined ? 0 : COLLECTOR_MB;
  const base = BASE_MB + (settings.scoring === 'function' ? MODELS_MB : 0) + collector;
  if (settings.sourceState === 'off') return base;
  const bytes = (SHARDS_KEPT + SHARDS_IN_WORK) * bytesOfShard(settings);
  return base + Math.ceil(bytes / (1024 * 1024));
}

/** The memory of what looks after snapshots, one shard after the other; of 100,000 features 657 MB. */
export function cleanerMemoryMb(settings: MemorySettings): number {
  const bytes = (1 + SHARDS_IN_WORK) * bytesOfShard(settings);
  return CLEANER_BASE_MB + Math.ceil(bytes / (1024 * 1024));
}

/** What the states of one shard's sources take at most, bytes. */
export function bytesOfShard({ maxSourceFeatures = DEFAULT_SOURCE_FEATURES }: MemorySettings): number {
  return maxSourceFeatures * BYTES_PER_SOURCE_FEATURE;
}
