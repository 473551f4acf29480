import type { Severity } from '../contracts/verdict.ts';
import { type ReportRows, TRUTH } from './report-data.ts';

/** A span of time of one source, milliseconds since 1970, first and last row. */
export interface SourceSpan {
  readonly source: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What people were told of, or would have been: anomalies of one source that belong together. */
export interface Alarm extends SourceSpan {
  /** The worst that it reached. */
  readonly severity: Severity;
  readonly anomalies: number;
  /** In a sentence, of its worst anomaly. */
  readonly explanation?: string;
}

/** What is known to have happened, from somewhere else than verdicts and labels. */
export interface Happening extends SourceSpan {
  /** In a few words: `planned maintenance`. */
  readonly name: string;
}

/** A row that could not be judged, and was set aside with the reason. */
export interface QuarantinedRow {
  readonly source: string;
  /** NaN where it has no time. */
  readonly atMs: number;
  readonly reason: string;
}

/** Something that happened to one source: by its labels, by what was told, or by both. */
export interface ReportEvent extends SourceSpan {
  readonly name?: string;
  /**
   * `found` and `missed` are events of the labels, `false alarm` is an alarm without one, and `told` an alarm of a
   * source that nobody labelled.
   */
  readonly outcome: EventOutcome;
  /** From its beginning to its first row that was flagged. Only of what was found. */
  readonly foundAfterMs?: number;
  /** In the order of time; none where it was missed. */
  readonly alarms: readonly Alarm[];
}

export const EVENT_OUTCOMES = ['found', 'missed', 'false alarm', 'told'] as const;
export type EventOutcome = (typeof EVENT_OUTCOMES)[number];

/**
 * Holds alarms against the labels of their sources: rows labelled strange that follow one another are an event, and it
 * was found where one of them was flagged, and told in an alarm.
 *
 * @param alarms in any order
 * @param happenings name what overlaps them, and say how long it was
 * @returns in the order of time; nothing where rows have no times
 */
export function reportEvents(
  rows: ReportRows,
  alarms: readonly Alarm[],
  happenings: readonly Happening[] = [],
): ReportEvent[] {
  const { runs, labelled } = labelledRuns(rows);
  const inTime = alarms.toSorted((a, b) => a.fromMs - b.fromMs);
  const alarmsOf = Map.groupBy(inTime, ({ source }) => source);
  const events = runs.map((run) => judged(run, alarmsOf.get(run.source) ?? [], happenings));
  const told = new Set(events.flatMap(({ alarms: found }) => found));
  const alone = inTime.filter((each) => !told.has(each));
  return [
    ...events,
    ...alone.map((alarm): ReportEvent => {
      const { source, fromMs, toMs } = alarm;
      const outcome = labelled.has(source) ? 'false alarm' : 'told';
      return { source, fromMs, toMs, ...happeningOf(alarm, happenings), outcome, alarms: [alarm] };
    }),
  ].sort((a, b) => a.fromMs - b.fromMs);
}

const WEIGHTS = { low: 1, medium: 2, high: 3, critical: 4 } as const;
/** What was missed is more than a small alarm. */
const MISSED_WEIGHT = 2;

/** How much an event matters: by the worst that it reached. */
export function eventWeight({ alarms }: ReportEvent): number {
  return alarms.length === 0 ? MISSED_WEIGHT : Math.max(...alarms.map(({ severity }) => WEIGHTS[severity]));
}

/** Of many events so many that matter most, in the order of time. */
export function worstEvents(events: readonly ReportEvent[], most: number): readonly ReportEvent[] {
  if (events.length <= most) return events;
  const worst = new Set(events.toSorted((a, b) => eventWeight(b) - eventWeight(a)).slice(0, most));
  return events.filter((event) => worst.has(event));
}

function judged(run: LabelledRun, alarms: readonly Alarm[], happenings: readonly Happening[]): ReportEvent {
  const { source, fromMs, toMs, flaggedMs } = run;
  const event = { source, fromMs, toMs, ...happeningOf(run, happenings) };
  const found = flaggedMs === undefined ? [] : alarms.filter((alarm) => overlap(run, alarm));
  if (flaggedMs === undefined || found.length === 0) return { ...event, outcome: 'missed', alarms: [] };
  return { ...event, outcome: 'found', foundAfterMs: Math.max(0, flaggedMs - event.fromMs), alarms: found };
}

function overlap(a: SourceSpan, b: SourceSpan): boolean {
  return a.fromMs <= b.toMs && b.fromMs <= a.toMs;
}

/** What is known to have happened to a row that could not be judged; undefined where nobody knows. */
export function nameOfQuarantined(
  { source, atMs }: QuarantinedRow,
  happenings: readonly Happening[] = [],
): string | undefined {
  return happeningOf({ source, fromMs: atMs, toMs: atMs }, happenings)?.name;
}

/** Known ends are better than those of the rows. */
function happeningOf(event: SourceSpan, happenings: readonly Happening[]): Happening | undefined {
  return happenings.find((each) => each.source === event.source && overlap(each, event));
}

/** Rows labelled strange that follow one another. */
interface LabelledRun extends SourceSpan {
  /** The first of them that was flagged. */
  readonly flaggedMs?: number;
}

/** The runs of rows labelled strange, and which sources have any label. */
function labelledRuns({ count, timestampMs, source, sources, truth, anomalous }: ReportRows) {
  const runs: LabelledRun[] = [];
  const labelled = new Set<string>();
  if (!timestampMs || !truth) return { runs, labelled };
  const order = Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => timestampMs[a] - timestampMs[b]);
  /** By source, the place of its run. */
  const open = new Map<number, number>();
  for (const row of order) {
    // a row without a label ends nothing
    if (truth[row] === TRUTH.unknown) continue;
    labelled.add(sources[source[row]]);
    if (truth[row] === TRUTH.usual) {
      open.delete(source[row]);
      continue;
    }
    const atMs = timestampMs[row];
    const at = open.get(source[row]) ?? runs.length;
    const { fromMs = atMs, flaggedMs } = runs[at] ?? {};
    open.set(source[row], at);
    const firstMs = flaggedMs ?? (anomalous[row] === 1 ? atMs : undefined);
    runs[at] = { source: sources[source[row]], fromMs, toMs: atMs, flaggedMs: firstMs };
  }
  return { runs, labelled };
}
