import Table from 'cli-table3';
import { counted } from '../../contracts/counted.ts';
import {
  type IncidentAct,
  type IncidentHistory,
  stateOf,
  type TimelineEntry,
} from '../../contracts/incident-history.ts';
import { toPlainText } from '../../contracts/plain-text.ts';
import { shortBy } from '../../contracts/short-by.ts';
import { dayAndTime } from '../models/words.ts';
import type { IncidentTimeline } from './read-timeline.ts';

/** What each column takes but the last two, with the space behind it. */
const WIDTHS = [18, 14, 10, 18, 9];
/** Below this width the features have no room. */
const WITH_FEATURES = 110;
const LEAST_SOURCE = 10;

/** Incidents as a table that fits a terminal. @param width of the terminal, characters */
export function incidentsText(histories: readonly IncidentHistory[], width: number): string {
  const rest = Math.max(LEAST_SOURCE, width - WIDTHS.reduce((sum, each) => sum + each, 0) - 1);
  const last = width >= WITH_FEATURES ? [Math.floor(rest * 0.55), Math.floor(rest * 0.45)] : [rest];
  const head = ['incident', 'state', 'severity', 'began, UTC', 'strange', 'source', 'led by'];
  const table = new Table({
    head: head.slice(0, WIDTHS.length + last.length),
    chars: NO_LINES,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    colWidths: [...WIDTHS, ...last],
  });
  for (const history of histories) table.push(cellsOf(history).slice(0, WIDTHS.length + last.length));
  const lines = table.toString().split('\n');
  return lines.map((line) => line.trimEnd()).join('\n');
}

const LINE_PARTS = ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) => [side, `${side}-mid`]);
const NO_LINES = Object.fromEntries(
  [...LINE_PARTS, 'middle', 'top-left', 'top-right', 'bottom-left', 'bottom-right', 'left-mid', 'right-mid'].map(
    (part) => [part, ''],
  ),
);

const ABOUT_WORDS = { silence: 'no data', storm: 'storm' } as const;

function cellsOf(history: IncidentHistory): string[] {
  const { incidentId, severity, openedAtMs, anomalies, source, features, about } = history;
  return [
    incidentId,
    stateOf(history),
    severity,
    dayAndTime(openedAtMs).replace(' UTC', ''),
    about === 'anomalies' ? String(anomalies) : ABOUT_WORDS[about],
    about === 'storm' ? `${counted(anomalies, 'incident')} told together` : toPlainText(source),
    toPlainText(features.join(', ')),
  ];
}

/** One incident with its timeline: when, what, who and why. */
export function timelineText({ history, entries, anomaliesNow }: IncidentTimeline): string {
  const { incidentId, source, severity, about, anomalies, openedAtMs, lastAnomalyAtMs, peak, features } = history;
  const { stormId, members: [worst] = [] } = history;
  const now = anomaliesNow === undefined || anomaliesNow === anomalies ? '' : `, ${anomaliesNow} by now`;
  const whatIs: Record<IncidentHistory['about'], [string, string]> = {
    anomalies: ['strange', `${counted(anomalies, 'observation')} as of the last message${now}`],
    silence: ['what', 'nothing comes of it'],
    storm: ['what', `${counted(anomalies, 'incident')} told together, as of the last message`],
  };
  const facts: [name: string, value: string][] = [
    ['source', source],
    ['state', stateWords(history)],
    ['severity', severity],
    ['since', `${dayAndTime(openedAtMs)}, last at ${dayAndTime(lastAnomalyAtMs)}`],
    whatIs[about],
    ...(stormId ? [['told in', `incident ${stormId}, with others`] as [string, string]] : []),
    ...(worst ? [['worst', `${worst.source}, ${worst.why ?? worst.incidentId}`] as [string, string]] : []),
    ...(peak ? [['worst', `${peak.timestamp}, ${peak.explanation ?? peak.identity}`] as [string, string]] : []),
    ...(features.length > 0 ? [['led by', features.join(', ')] as [string, string]] : []),
  ];
  const width = Math.max(...facts.map(([name]) => name.length)) + 2;
  const lines = facts.map(([name, value]) => `  ${name.padEnd(width)}${toPlainText(value)}`);
  return [`incident ${incidentId}`, ...lines, '', ...entries.map(entryLine)].join('\n');
}

/** Whose it is, for a sentence. */
export function sourceWords({ about, source }: IncidentHistory): string {
  return about === 'storm' ? 'many sources' : JSON.stringify(source);
}

/** How an incident stands, in words, with who said so. */
export function stateWords(history: IncidentHistory): string {
  const { label } = history;
  return `${standingWords(history)}${label ? `; ${actWords(label)}` : ''}`;
}

function standingWords(history: IncidentHistory): string {
  const { act } = history;
  const state = stateOf(history);
  if (state === 'resolved' && act?.kind !== 'resolved') return 'resolved by silence';
  if (!act) return state;
  const as = act.kind === 'resolved' ? ` as ${(act.resolution ?? '').replace('-', ' ')}` : '';
  return `${state}${as}: ${act.kind} by ${shortBy(act.by)}, ${act.why}`;
}

function entryLine(entry: TimelineEntry): string {
  return `  ${dayAndTime(entry.atMs)}  ${toPlainText(entryWords(entry))}`;
}

function entryWords(entry: TimelineEntry): string {
  if (entry.what === 'act') return actWords(entry.act);
  if (entry.what === 'told') return toldWords(entry);
  return `${entry.source} joined, ${entry.severity} (incident ${entry.incidentId})`;
}

function actWords(act: IncidentAct): string {
  const as = act.resolution === undefined ? '' : ` as ${act.resolution.replace('-', ' ')}`;
  const withStorm = act.stormId === undefined ? '' : ` with incident ${act.stormId}`;
  return `${act.kind}${as}${withStorm} by ${shortBy(act.by)}: ${act.why}`;
}

function toldWords({ alert, refusedBecause, heldBackInto }: Extract<TimelineEntry, { what: 'told' }>): string {
  const what = `${alert.escalated ? 'told the next people: ' : ''}${alert.kind.replace('_', ' ')}`;
  const why = 'anomaly' in alert && alert.anomaly.explanation ? `, ${alert.anomaly.explanation}` : '';
  const refused = refusedBecause === undefined ? '' : `; REFUSED, nobody heard of it: ${refusedBecause}`;
  const heldBack = heldBackInto === undefined ? '' : `; held back, told with others in incident ${heldBackInto}`;
  return `${what}, ${alert.severity}${why} (alert ${alert.alertId})${heldBack}${refused}`;
}
