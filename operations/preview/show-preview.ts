import Table from 'cli-table3';
import { toPlainText } from '../../contracts/plain-text.ts';
import { SEVERITIES } from '../../contracts/verdict.ts';
import { compareReplays } from '../../incidents/compare-replays.ts';
import type { Replayed, ReplayedIncident } from '../../incidents/replay.ts';

/** Of what appears and disappears: more than that nobody reads. */
const MOST_SHOWN = 10;
const WIDTH = 100;
const MOST_SOURCE = 24;

/** What people would be told, before a change and after it, for people. */
export interface PreviewText {
  readonly before: Replayed;
  readonly after: Replayed;
  /** What the change is, in words. */
  readonly change: string;
}

/** Puts two replays beside each other, in at most 100 columns. */
export function previewText({ before, after, change }: PreviewText): string {
  const { appears, disappears } = compareReplays(before, after);
  return [
    tableOf(previewRows(before, after)),
    `after: ${change}`,
    ...listed('appears', appears),
    ...listed('disappears', disappears),
  ].join('\n');
}

/** The same for machines, with all incidents that appear and disappear. */
export function previewJson({ before, after, change }: PreviewText) {
  return { change, before: figuresOf(before), after: figuresOf(after), ...compareReplays(before, after) };
}

/** What is counted of a replay. */
export function figuresOf({ observations, anomalous, days, incidents, messages, decisions, heldBy }: Replayed) {
  const severities = SEVERITIES.map((severity) => [
    severity,
    incidents.filter((one) => one.severity === severity).length,
  ]);
  return {
    observations,
    anomalous,
    days,
    decisions,
    heldBy,
    incidents: incidents.length,
    messages: messages.length,
    toldTogether: messages.reduce((sum, { together = [] }) => sum + together.length, 0),
    incidentsPerDay: perDay(incidents.length, days),
    messagesPerDay: perDay(messages.length, days),
    severities: Object.fromEntries(severities) as Readonly<Record<string, number>>,
  };
}

function previewRows(before: Replayed, after: Replayed): string[][] {
  const [was, is] = [figuresOf(before), figuresOf(after)];
  const row = (name: string, of: (figures: typeof was) => number | null | undefined) => [
    name,
    numberText(of(was)),
    numberText(of(is)),
  ];
  const rules = [...new Set([...Object.keys(was.heldBy), ...Object.keys(is.heldBy)])];
  const isTogether = was.toldTogether + is.toldTogether > 0;
  const isLearning = was.decisions.learning !== undefined || is.decisions.learning !== undefined;
  return [
    row('observations', ({ observations }) => observations),
    row('anomalous', ({ anomalous }) => anomalous),
    ...(isLearning ? [row('  of sources still learned', ({ decisions }) => decisions.learning ?? 0)] : []),
    ...rules.map((rule) => row(clipped(`  held by ${toPlainText(rule)}`, 40), ({ heldBy }) => heldBy[rule] ?? 0)),
    row('incidents', ({ incidents }) => incidents),
    ...SEVERITIES.toReversed().map((severity) => row(`  ${severity}`, ({ severities }) => severities[severity])),
    row('messages', ({ messages }) => messages),
    ...(isTogether ? [row('  alerts that were told together', ({ toldTogether }) => toldTogether)] : []),
    row('incidents a day', ({ incidentsPerDay }) => incidentsPerDay),
    row('messages a day', ({ messagesPerDay }) => messagesPerDay),
  ];
}

function tableOf(rows: readonly string[][]): string {
  const chars = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' };
  const style = { head: [], border: [] };
  const table = new Table({ head: ['', 'before', 'after'], chars, style, colAligns: ['left', 'right', 'right'] });
  table.push(...rows);
  return table.toString();
}

function perDay(count: number, days: number): number | null {
  return days > 0 ? count / days : null;
}

/** Counts whole, others to three digits. */
function numberText(value: number | null | undefined): string {
  if (value === undefined || value === null) return '';
  return value.toLocaleString('en', Number.isInteger(value) ? {} : { maximumSignificantDigits: 3 });
}

function listed(what: 'appears' | 'disappears', incidents: readonly ReplayedIncident[]): string[] {
  if (incidents.length === 0) return [`nothing ${what}`];
  const more = incidents.length > MOST_SHOWN ? `, the first ${MOST_SHOWN}` : '';
  const [noun, verb] = incidents.length === 1 ? ['incident', what] : ['incidents', what.replace(/s$/, '')];
  return [
    `${incidents.length.toLocaleString('en')} ${noun} ${verb}${more}:`,
    ...incidents.slice(0, MOST_SHOWN).map(incidentLine),
  ];
}

/** Source, time, severity and sentence in one line of at most 100 columns. */
function incidentLine({ source, openedAtMs, severity, sentence = '' }: ReplayedIncident): string {
  const time = new Date(openedAtMs).toISOString().slice(0, 16).replace('T', ' ');
  const name = clipped(toPlainText(source), MOST_SOURCE);
  return clipped(`  ${time}  ${severity.padEnd(8)}  ${name}  ${toPlainText(sentence)}`.trimEnd(), WIDTH);
}

function clipped(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 3).toWellFormed()}...`;
}
