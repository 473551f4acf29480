import { counted } from '../../contracts/counted.ts';
import { type SeverityBands, severityOf, type Verdict } from '../../contracts/verdict.ts';
import type { IncidentRules } from '../../incidents/count-anomalies.ts';
import { IncidentReplay } from '../../incidents/replay.ts';
import type { TrainingSummary } from '../../model/model.ts';
import { budgetSentence } from './budget-kept.ts';
import { EventTally, type FoundEvents } from './event-tally.ts';
import { noSeverities, type SeverityCounts, severityWords } from './severity-counts.ts';

/** What is known of a row that was judged. */
export interface TalliedRow {
  readonly index: number;
  readonly source?: string;
  readonly timestampMs?: number;
  readonly label?: boolean;
}

/** What people would have been told of rows on the stream. */
interface ToldIncidents {
  readonly incidents: number;
  /** Of those, how many have no row that is labelled as an anomaly. */
  readonly withoutLabel: number;
  readonly alerts: number;
  /** From the first time to the last; 0 where there is but one. */
  readonly days: number;
}

/** What people count: not rows, but what they are told of, how often, and how soon. */
export interface AlertFigures {
  readonly rows: number;
  readonly anomalous: number;
  /** Of the anomalous rows. */
  readonly severities: Readonly<SeverityCounts>;
  /** Of the rows labelled as usual. */
  readonly usual: { readonly rows: number; readonly anomalous: number };
  /** Absent where not every row has a time. */
  readonly preview?: ToldIncidents;
  /** Absent where no row has a label. */
  readonly events?: FoundEvents;
}

/** Counts rows, incidents, alerts and events of a file, by the rules that an installation has. */
export class AlertTally {
  readonly #replay: IncidentReplay;
  readonly #events = new EventTally();
  readonly #source: string;
  readonly #bands: SeverityBands;
  readonly #severities = noSeverities();
  #rows = 0;
  #anomalous = 0;
  #usual = { rows: 0, anomalous: 0 };
  #labelled = 0;
  #timed = 0;

  /** @param source of rows that name none */
  constructor(source: string, rules: IncidentRules) {
    this.#replay = new IncidentReplay(rules);
    this.#source = source;
    this.#bands = rules.severityBands;
  }

  /** In the order of the file. @param usualIntervalMs of its source */
  add(
    { index, source = this.#source, timestampMs, label }: TalliedRow,
    verdict: Verdict,
    usualIntervalMs?: number,
  ): void {
    const { anomalous } = verdict;
    this.#rows++;
    if (anomalous) {
      this.#anomalous++;
      this.#severities[severityOf(verdict.grade, this.#bands)]++;
    }
    if (label !== undefined) this.#labelled++;
    if (label === false) {
      this.#usual.rows++;
      if (anomalous) this.#usual.anomalous++;
    }
    this.#events.add(source, label, anomalous, timestampMs);
    if (timestampMs === undefined) return;
    this.#timed++;
    const place = { shardId: 'file', sequenceNumber: String(index + 1), index: 0 };
    const observation = { source, timestampMs, features: {} };
    this.#replay.add({ place, observation, arrivalMs: timestampMs, label, verdict, usualIntervalMs });
  }

  finish(): AlertFigures {
    return {
      rows: this.#rows,
      anomalous: this.#anomalous,
      severities: this.#severities,
      usual: this.#usual,
      ...(this.#timed === this.#rows && { preview: this.#told() }),
      ...(this.#labelled > 0 && { events: this.#events.finish() }),
    };
  }

  #told(): ToldIncidents {
    const { incidents, messages, days } = this.#replay.finish();
    const withoutLabel = incidents.filter(({ isLabelled }) => !isLabelled).length;
    return { incidents: incidents.length, withoutLabel, alerts: messages.length, days };
  }
}

/** The figures in lines for people; none where there is no row. */
export function alertLines(figures: AlertFigures, training: TrainingSummary): string[] {
  const { rows, anomalous, severities, preview, events, usual } = figures;
  if (rows === 0) return [];
  const budget = budgetSentence(training, figures, events && usual);
  return [
    ...(budget === '' ? [] : [budget]),
    ...(anomalous === 0 ? [] : [`severities: ${severityWords(severities)}`]),
    preview ? previewLine(preview, events !== undefined) : 'how many incidents is unknown, as the rows have no time',
    ...(events && events.events > 0 ? [eventLine(events)] : []),
  ];
}

function previewLine({ incidents, withoutLabel, alerts, days }: ToldIncidents, labels: boolean) {
  const wrong = labels && incidents > 0 ? ` (${withoutLabel.toLocaleString('en')} without any labelled anomaly)` : '';
  const rate = days > 0 ? `, ${readable(alerts / days)} a day` : '';
  return `${counted(incidents, 'incident')}${wrong}, ${counted(alerts, 'alert')}${rate}`;
}

/** `12 of 15 events found, half of them by row 3, after 2 min (..)`. */
export function eventLine({ events, found, medianRow, medianMs }: FoundEvents): string {
  const after = medianMs > 0 ? `, after ${timeText(medianMs)}` : '';
  const soon = medianRow === 1 ? ', half of them at once' : `, half of them by row ${medianRow}${after}`;
  const what = '(an event is labelled rows that follow one another)';
  return `${found.toLocaleString('en')} of ${counted(events, 'event')} found${found === 0 ? '' : soon} ${what}`;
}

function timeText(ms: number): string {
  const [length, unit] = [
    [86_400_000, 'days'],
    [3_600_000, 'h'],
    [60_000, 'min'],
    [1000, 's'],
  ].find(([length]) => ms >= Number(length)) ?? [1, 'ms'];
  return `${readable(ms / Number(length))} ${unit}`;
}

function readable(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

/** The figures for machines; null where one is undefined. */
export function alertJson(
  { rows, anomalous, severities, preview, events }: AlertFigures,
  { askedShare }: TrainingSummary,
) {
  return {
    askedShare: askedShare ?? null,
    gotShare: rows === 0 ? null : anomalous / rows,
    severities,
    incidents: preview?.incidents ?? null,
    alerts: preview?.alerts ?? null,
    alertsPerDay: preview && preview.days > 0 ? preview.alerts / preview.days : null,
    events: events?.events ?? null,
    eventsFound: events?.found ?? null,
    medianRowOfDetection: events && events.found > 0 ? events.medianRow : null,
  };
}
