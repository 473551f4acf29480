import { COOLDOWN_SECONDS } from '../../contracts/cooldown.ts';

/**
 * A reading may be late, and a usual one may lie between two strange ones: so many intervals an incident should last.
 */
const INTERVALS = 3;
/** A reading that is late by half an interval should still find the incident open. */
const LATE_INTERVALS = 1.5;
/** Fewer intervals show no habit. */
const MIN_INTERVALS = 10;

/** When rows were measured, and of whom. */
export interface SourceTimes {
  /** n, milliseconds since 1970, in any order. */
  readonly timestampsMs: Float64Array;
  /** n, a number for each source; absent where all rows are of one. */
  readonly sources?: Uint32Array;
}

/**
 * Says that sources have readings so seldom that an incident ends between two of them, with the setting that mends it.
 * Undefined where they come often enough for the default, or too few rows show it.
 */
export function slowCadence(times: SourceTimes): string | undefined {
  const wanted = cooldownWanted(times);
  if (wanted === undefined) return undefined;
  const seconds = Math.round((medianIntervalMs(times) ?? 0) / 1000);
  const { default: cooldown, most } = COOLDOWN_SECONDS;
  const isOver = seconds >= cooldown;
  const effect = isOver
    ? 'so that each strange reading would be one of its own'
    : 'so that a late reading between two strange ones makes two of it';
  const beyond = seconds >= most ? ', its largest, which is not longer' : '';
  return (
    `a source has a reading about every ${seconds.toLocaleString('en')} s: an incident ends after cooldownSeconds ` +
    `(${cooldown}) without an anomaly, ${effect}: npm run settings -- set cooldownSeconds ${wanted}${beyond}`
  );
}

/** The setting `cooldownSeconds` that such sources want; undefined where the default does. */
export function cooldownWanted(times: SourceTimes): number | undefined {
  const seconds = Math.round((medianIntervalMs(times) ?? 0) / 1000);
  if (LATE_INTERVALS * seconds <= COOLDOWN_SECONDS.default) return undefined;
  return Math.min(COOLDOWN_SECONDS.most, INTERVALS * seconds);
}

/** The middle one of the times between a reading of a source and its next; those at the same time are one. */
function medianIntervalMs({ timestampsMs, sources }: SourceTimes): number | undefined {
  const intervals = new Float64Array(timestampsMs.length);
  let count = 0;
  for (const ofOne of bySource(timestampsMs, sources)) {
    ofOne.sort();
    for (let i = 1; i < ofOne.length; i++) if (ofOne[i] > ofOne[i - 1]) intervals[count++] = ofOne[i] - ofOne[i - 1];
  }
  return count < MIN_INTERVALS ? undefined : intervals.subarray(0, count).sort()[count >> 1];
}

/** Copies the times, those of each source together. */
function bySource(timestampsMs: Float64Array, sources: Uint32Array | undefined): Float64Array[] {
  if (!sources) return [timestampsMs.slice()];
  const ends = new Uint32Array(sources.reduce((most, source) => Math.max(most, source), 0) + 1);
  for (const source of sources) ends[source]++;
  for (let source = 1; source < ends.length; source++) ends[source] += ends[source - 1];
  const starts = ends.slice();
  const grouped = new Float64Array(timestampsMs.length);
  for (let row = 0; row < sources.length; row++) grouped[--starts[sources[row]]] = timestampsMs[row];
  return Array.from(starts, (start, source) => grouped.subarray(start, ends[source]));
}
