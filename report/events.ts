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

/** Something that happened to one source: by its labels, by what was told, or by both. */
export interface ReportEvent extends SourceSpan {
  readonly name?: string;
  /**
   * `found` and `missed` are events of the labels, `false alarm` is an alarm without one, and `told` an alarm of a
   * source that nobody labelled.
   */
  readonly outcome: EventOutcome;
  /** From its first row to the first alarm; 0 where the alarm was there before. Only of what was found. */
  readonly foundAfterMs?: number;
  /** In the order of time; none where it was missed. */
  readonly alarms: readonly Alarm[];
}

export const EVENT_OUTCOMES = ['found', 'missed', 'false alarm', 'told'] as const;
export type EventOutcome = (typeof EVENT_OUTCOMES)[number];

/**
 * Holds alarms against the labels of their sources: rows labelled strange that follow one another are an event, which
 * every alarm that overlaps it found.
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
  const { events: runs, labelled } = labelledEvents(rows);
  const events = runs.map((run) => ({ ...run, ...happeningOf(run, happenings) }));
  const inTime = alarms.toSorted((a, b) => a.fromMs - b.fromMs);
  const alarmsOf = Map.groupBy(inTime, ({ source }) => source);
  const eventsOfSource = Map.groupBy(events, ({ source }) => source);
  const alone = inTime.filter((alarm) => !eventsOfSource.get(alarm.source)?.some((event) => overlap(event, alarm)));
  return [
    ...events.map((event) => judged(event, alarmsOf.get(event.source) ?? [])),
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

function judged(event: SourceSpan, alarms: readonly Alarm[]): ReportEvent {
  const found = alarms.filter((alarm) => overlap(event, alarm));
  if (found.length === 0) return { ...event, outcome: 'missed', alarms: [] };
  return { ...event, outcome: 'found', foundAfterMs: Math.max(0, found[0].fromMs - event.fromMs), alarms: found };
}

function overlap(a: SourceSpan, b: SourceSpan): boolean {
  return a.fromMs <= b.toMs && b.fromMs <= a.toMs;
}

/** Known ends are better than those of the rows. */
function happeningOf(event: SourceSpan, happenings: readonly Happening[]): Happening | undefined {
  return happenings.find((each) => each.source === event.source && overlap(each, event));
}

/** The runs of rows labelled strange, and which sources have any label. */
function labelledEvents({ count, timestampMs, source, sources, truth }: ReportRows) {
  const events: SourceSpan[] = [];
  const labelled = new Set<string>();
  if (!timestampMs || !truth) return { events, labelled };
  const order = Uint32Array.from({ length: count }, (_, row) => row).sort((a, b) => timestampMs[a] - timestampMs[b]);
  const open = new Map<number, { source: string; fromMs: number; toMs: number }>();
  for (const row of order) {
    // a row without a label ends nothing
    if (truth[row] === TRUTH.unknown) continue;
    labelled.add(sources[source[row]]);
    if (truth[row] === TRUTH.usual) {
      open.delete(source[row]);
      continue;
    }
    const known = open.get(source[row]);
    if (known) {
      known.toMs = timestampMs[row];
      continue;
    }
    const event = { source: sources[source[row]], fromMs: timestampMs[row], toMs: timestampMs[row] };
    open.set(source[row], event);
    events.push(event);
  }
  return { events, labelled };
}
