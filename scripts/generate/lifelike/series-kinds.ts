import type { Rhythm } from './busyness.ts';
import type { EventKind } from './events.ts';

export const SERIES_KINDS = ['seasonal', 'metrics', 'machines'] as const;
export type SeriesKind = (typeof SERIES_KINDS)[number];

type Range = readonly [from: number, to: number];

/** A feature of a source. Its value is the source's level, and a swing that follows how busy the source is. */
export interface Field {
  readonly name: string;
  /** Each source draws a level of its own from it. */
  readonly level: Range;
  /** What a busy moment adds; each source draws its own. */
  readonly swing: Range;
  /** Deviation of the noise, as a share of the value. */
  readonly noise: number;
  /** How much of the noise stays from one reading to the next, from 0 to below 1. */
  readonly memory: number;
  /** Decimals. */
  readonly digits: number;
  /** While the source is off; absent: its level. */
  readonly off?: number;
}

/** What a kind of source measures, and what happens to it. */
export interface SeriesSpec {
  /** Names of sources, which take turns: `pump-1`, `press-2`, ... */
  readonly sourceNames: readonly string[];
  readonly sources: number;
  readonly intervalMs: number;
  readonly rhythm: Rhythm;
  readonly fields: readonly Field[];
  readonly events: readonly EventKind[];
}

const MINUTE_MS = 60_000;

/** Values are of no product: chosen to look like what such sources report. None is below 0. */
export const SERIES_SPECS: Readonly<Record<SeriesKind, SeriesSpec>> = {
  seasonal: {
    sourceNames: ['shop'],
    sources: 3,
    intervalMs: 15 * MINUTE_MS,
    rhythm: { peakHour: 17, weekend: 1.5 },
    fields: [
      { name: 'visitors', level: [20, 60], swing: [200, 600], noise: 0.05, memory: 0.3, digits: 0, off: 0 },
      { name: 'orders', level: [2, 6], swing: [30, 80], noise: 0.08, memory: 0.2, digits: 0, off: 0 },
      { name: 'revenue', level: [60, 200], swing: [900, 3000], noise: 0.09, memory: 0.2, digits: 2, off: 0 },
    ],
    events: ['spike', 'shift', 'outage', 'drift', 'gap'],
  },
  metrics: {
    sourceNames: ['web', 'api', 'db'],
    sources: 4,
    intervalMs: 5 * MINUTE_MS,
    rhythm: { peakHour: 14, weekend: 0.5 },
    fields: [
      { name: 'cpu_percent', level: [4, 15], swing: [30, 55], noise: 0.05, memory: 0.5, digits: 1, off: 0 },
      { name: 'memory_percent', level: [35, 60], swing: [5, 12], noise: 0.01, memory: 0.9, digits: 1, off: 0 },
      { name: 'requests_per_s', level: [5, 20], swing: [80, 300], noise: 0.05, memory: 0.4, digits: 1, off: 0 },
      { name: 'latency_ms', level: [12, 40], swing: [15, 60], noise: 0.06, memory: 0.3, digits: 1, off: 0 },
    ],
    events: ['spike', 'drift', 'outage', 'shift', 'stuck', 'gap'],
  },
  machines: {
    sourceNames: ['pump', 'press', 'compressor'],
    sources: 3,
    intervalMs: 5 * MINUTE_MS,
    rhythm: { peakHour: 13, weekend: 0.3 },
    fields: [
      { name: 'temperature', level: [24, 38], swing: [18, 35], noise: 0.01, memory: 0.9, digits: 2 },
      { name: 'vibration', level: [0.8, 1.6], swing: [1.2, 2.5], noise: 0.04, memory: 0.3, digits: 3, off: 0.05 },
      { name: 'pressure', level: [3, 5], swing: [1.5, 3], noise: 0.02, memory: 0.6, digits: 2, off: 0 },
      { name: 'current', level: [4, 9], swing: [12, 25], noise: 0.03, memory: 0.4, digits: 2, off: 0 },
    ],
    events: ['outage', 'stuck', 'drift', 'shift', 'spike', 'maintenance', 'gap'],
  },
};
