import type { GeneratedTable, NamedRow } from '../generated-table.ts';
import { type RandomDraws, randomDraws } from '../random-draws.ts';
import { EVENTS, planEvents, type SeriesEvent } from './events.ts';
import { SERIES_SPECS, type SeriesKind, type SeriesSpec } from './series-kinds.ts';
import { SourceSeries } from './source-series.ts';

/** A Monday. */
export const START_MS = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
/** At the beginning nothing happens, so that a model can be trained on it. */
const QUIET_SHARE = 0.25;
/** One in so many days of a source, and one of each kind at least. */
const DAYS_AN_EVENT = 3;
/** Of single cells, as sensors lose them. */
const MISSING_SHARE = 0.002;

export interface SeriesGeneration {
  readonly kind: SeriesKind;
  readonly rows: number;
  /** Absent: as many as the kind usually has; likewise below. */
  readonly sources?: number;
  /** Between two readings of a source. */
  readonly intervalMs?: number;
  /** How many things happen. */
  readonly events?: number | readonly SeriesEvent[];
  readonly seed: number;
}

/**
 * Readings of sources that each have a level, a day and a week of their own, with labelled events; in the order of
 * time, the same for the same arguments. Values that no event touches are the same whatever happens.
 */
export function seriesTable(generation: SeriesGeneration): GeneratedTable {
  const spec = SERIES_SPECS[generation.kind];
  return {
    names: spec.fields.map(({ name }) => name),
    hasSources: true,
    hasEvents: true,
    rows: seriesRows(generation, spec),
  };
}

function* seriesRows(generation: SeriesGeneration, spec: SeriesSpec): Generator<NamedRow> {
  const { rows, sources = spec.sources, intervalMs = spec.intervalMs, seed } = generation;
  const draws = randomDraws(2 * seed);
  const events = eventsOf(generation, spec, randomDraws(2 * seed + 1));
  const series = Array.from({ length: sources }, () => new SourceSeries(spec, draws));
  const names = series.map((_, i) => `${spec.sourceNames[i % spec.sourceNames.length]}-${i + 1}`);
  for (let turn = 0, written = 0; written < rows; turn++) {
    const sourceIndex = turn % sources;
    // Each source reads at a moment of its own.
    const timestampMs = START_MS + Math.round((turn * intervalMs) / sources);
    const clean = series[sourceIndex].clean(timestampMs);
    const missing = clean.map(() => draws.uniform(0, 1) < MISSING_SHARE);
    const event = events[sourceIndex].find(({ fromMs, toMs }) => fromMs <= timestampMs && timestampMs < toMs);
    if (event?.kind === 'gap') continue;
    const values = event ? series[sourceIndex].during(event, timestampMs, clean) : clean;
    yield {
      timestampMs,
      source: names[sourceIndex],
      ...changed(clean, values, event?.kind === 'empty' ? clean.map(() => true) : missing),
      ...labelOf(event),
    };
    written++;
  }
}

/** By source, in the order of time. */
function eventsOf(generation: SeriesGeneration, spec: SeriesSpec, draws: RandomDraws): SeriesEvent[][] {
  const { rows, sources = spec.sources, intervalMs = spec.intervalMs, events } = generation;
  const spanMs = (rows / sources) * intervalMs;
  const usual = Math.max(spec.events.length, Math.round((sources * spanMs) / DAY_MS / DAYS_AN_EVENT));
  const count = typeof events === 'number' ? events : usual;
  const plan = { kinds: spec.events, count, sources, fields: spec.fields.length };
  const within = { fromMs: START_MS + QUIET_SHARE * spanMs, toMs: START_MS + spanMs };
  const all = typeof events === 'object' ? events : planEvents({ ...plan, ...within }, draws);
  return Array.from({ length: sources }, (_, i) => all.filter(({ sourceIndex }) => sourceIndex === i));
}

function changed(clean: readonly number[], values: readonly number[], lost: readonly boolean[]) {
  const changes = values.flatMap((value, featureIndex) =>
    value === clean[featureIndex] || lost[featureIndex] ? [] : [{ featureIndex, clean: clean[featureIndex] }],
  );
  return { values: values.map((value, i) => (lost[i] ? undefined : value)), changes };
}

function labelOf(event: SeriesEvent | undefined): Pick<NamedRow, 'label' | 'event'> {
  return { label: event !== undefined && EVENTS[event.kind].isAnomaly, event: event?.kind };
}
