import type { SampledRow } from '../contracts/row-sample.ts';
import { NO_MODEL } from '../contracts/verdict.ts';
import { ALARM_DECADES } from '../model/combine-lanes.ts';

/** A stretch of time, both ends in it, milliseconds since the epoch. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** An incident of a source, open or over, from its first anomaly to its last one. */
export interface KnownIncident extends TimeRange {
  readonly source: string;
}

/** What is known of rows beside the rows. */
export interface Surroundings {
  readonly incidents: readonly KnownIncident[];
  /** What a person said must not be learned: an outage that was planned, a test. */
  readonly exclude: readonly TimeRange[];
  /** Whether a source was under maintenance then, as people's rules say. */
  readonly isInMaintenance: (source: string, atMs: number) => boolean;
  /** Which rows the model that judges flags by themselves, whatever the past of their source has become used to. */
  readonly flags: (row: SampledRow) => boolean;
}

/** What may be learned of a sample, and what not. */
export interface LearnableRows {
  readonly rows: readonly SampledRow[];
  /** How many were left out: excluded by a person, in incidents and strange stretches, anomalous by their past. */
  readonly leftOut: { readonly excluded: number; readonly inIncidents: number; readonly byPast: number };
  /** Of the rows that no person excluded, the share that was anomalous, 0 to 1. */
  readonly strangeShare: number;
}

/**
 * Where more than this share of rows was anomalous, something happened. Less is also what a stream looks like that
 * moves away from an old model, and that has to be learned.
 */
export const MOST_STRANGE = 0.2;

/** Of fewer rows nobody can say which share was anomalous, and nobody misses them. */
const LEAST_ROWS = 20;

/**
 * Leaves out what must not be taken for usual: ranges that a person excluded, and maintenance; the rows of a source
 * during an incident,
 * and any twenty of its rows in a row, where more than {@link MOST_STRANGE} were anomalous; and rows that were strange
 * for their own source, which no drift is, because the past of a source follows it.
 *
 * Rows that the model alone flags now and then stay: they are the tail that its threshold was placed by, and without
 * them each threshold would be lower than the last. Stretches count beside incidents because an incident ends when the
 * past of its source is used to what happens, while to the model it is as strange as on the first day.
 */
export function learnableRows(all: readonly SampledRow[], surroundings: Surroundings): LearnableRows {
  const { exclude, isInMaintenance, incidents, flags } = surroundings;
  const isExcluded = (row: SampledRow) =>
    isInMaintenance(row.source, timeOf(row)) || exclude.some((range) => isIn(range, row));
  const rows = all.filter((row) => !isExcluded(row));
  const strange = new Set(rows.filter((row) => isByPast(row) || flags(row)));
  const bySource = Map.groupBy(rows, ({ source }) => source);
  const inIncidents = new Set([
    ...rowsOfIncidents(bySource, incidents, strange),
    ...strangeStretches(bySource, strange),
  ]);
  const quiet = rows.filter((row) => !inIncidents.has(row));
  const kept = quiet.filter((row) => !isByPast(row));
  return {
    rows: kept,
    leftOut: {
      excluded: all.length - rows.length,
      inIncidents: inIncidents.size,
      byPast: quiet.length - kept.length,
    },
    strangeShare: rows.length === 0 ? 0 : strange.size / rows.length,
  };
}

/** What of a sample was left out, in words; undefined where nothing was. */
export function leftOutWords({ excluded, inIncidents, byPast }: LearnableRows['leftOut']): string | undefined {
  const parts = [
    ...(excluded > 0 ? [`${excluded.toLocaleString('en')} excluded`] : []),
    ...(inIncidents > 0 ? [`${inIncidents.toLocaleString('en')} in incidents`] : []),
    ...(byPast > 0 ? [`${byPast.toLocaleString('en')} strange for their source`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** Whether the past of its source alone would have alarmed. */
function isByPast({ modelVersion, anomalous, lanes }: SampledRow): boolean {
  return (modelVersion === NO_MODEL && anomalous === true) || (lanes !== undefined && lanes.stream >= ALARM_DECADES);
}

type RowsBySource = ReadonlyMap<string, readonly SampledRow[]>;

function* rowsOfIncidents(
  bySource: RowsBySource,
  incidents: readonly KnownIncident[],
  strange: ReadonlySet<SampledRow>,
): Generator<SampledRow> {
  for (const incident of incidents) {
    // One anomaly alone is what a budget gives now and then.
    if (incident.fromMs === incident.toMs) continue;
    const during = (bySource.get(incident.source) ?? []).filter((row) => isIn(incident, row));
    if (during.length < LEAST_ROWS || isMostlyStrange(during, strange)) yield* during;
  }
}

function* strangeStretches(bySource: RowsBySource, strange: ReadonlySet<SampledRow>): Generator<SampledRow> {
  for (const rows of bySource.values()) {
    const inTime = rows.toSorted((a, b) => a.arrivalMs - b.arrivalMs);
    for (let from = 0; from < inTime.length; from += LEAST_ROWS) {
      // The last stretch has as many rows as the others.
      const stretch = inTime.slice(Math.max(0, Math.min(from, inTime.length - LEAST_ROWS))).slice(0, LEAST_ROWS);
      if (stretch.length === LEAST_ROWS && isMostlyStrange(stretch, strange)) yield* stretch;
    }
  }
}

function isMostlyStrange(rows: readonly SampledRow[], strange: ReadonlySet<SampledRow>): boolean {
  return rows.filter((row) => strange.has(row)).length > MOST_STRANGE * rows.length;
}

/** By the clock that incidents go by: the row's own, unless that is ahead of its arrival. */
function isIn({ fromMs, toMs }: TimeRange, row: SampledRow): boolean {
  const atMs = timeOf(row);
  return atMs >= fromMs && atMs <= toMs;
}

/** Its own time, or its arrival where its clock is ahead. */
function timeOf({ timestampMs, arrivalMs }: SampledRow): number {
  return Math.min(timestampMs ?? arrivalMs, arrivalMs);
}
