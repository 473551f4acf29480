import type { ChaosAssembly } from './compressed-assembly.ts';
import type { Outage } from './outages.ts';
import type { Trouble } from './troubles.ts';

export interface ChaosOptions {
  readonly assembly: ChaosAssembly;
  readonly logsDir?: string;
  readonly seed: number;
  /** How long records are put and faults happen. */
  readonly durationMs: number;
  readonly recordsPerSecond: number;
  readonly shards: number;
  readonly reshardEveryMs: number;
  /** In any order; they may overlap. */
  readonly outages: readonly Outage[];
  /** What may go wrong, apart from the outages above. */
  readonly troubles: ReadonlySet<Trouble>;
  /** Anomalous sources in one record of the trouble `crowds`. */
  readonly crowdSources: number;
  /** How many times as often as usual single calls, batches, puts and records are bad. */
  readonly intensity: number;
  /** See {@link CallFaults}: with it, hardly an alert has to wait for the sweeper. */
  readonly sparing: boolean;
  readonly onProgress?: (records: number) => void;
}
