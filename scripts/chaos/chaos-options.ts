import type { Model } from '../../model/model.ts';
import type { Outage } from './outages.ts';

export interface ChaosOptions {
  /** From {@link compressedAssembly}. */
  readonly assemblyDir: string;
  readonly logsDir?: string;
  /** The one that the assembly deploys. */
  readonly model: Model;
  readonly seed: number;
  /** How long records are put and faults happen. */
  readonly durationMs: number;
  readonly recordsPerSecond: number;
  readonly shards: number;
  readonly reshardEveryMs: number;
  readonly outages: readonly Outage[];
  /** How many times as often as usual single calls, batches and puts fail. */
  readonly intensity: number;
  /** See {@link Saboteur}: with it, hardly an alert has to wait for the sweeper. */
  readonly sparing: boolean;
  readonly onProgress?: (records: number) => void;
}
