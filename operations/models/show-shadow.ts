import { styleText } from 'node:util';
import Table from 'cli-table3';
import { counted } from '../../contracts/counted.ts';
import { toPlainText } from '../../contracts/plain-text.ts';
import type { ShadowFinding } from '../../contracts/shadow-line.ts';
import type { ShadowReport } from './shadow-report.ts';

/** Lines of the table, and examples: more than that nobody reads. */
const MOST_ROWS = 30;
const MOST_EXAMPLES = 10;

/** What a shadow found, for people who decide whether it is promoted. */
export function shadowText(report: ShadowReport, width: number): string {
  const { current, shadow, observations, found, more, failed, days, disagreements } = report;
  const beyond = more > 0 ? `, and ${more.toLocaleString('en')} more that were not logged one by one` : '';
  const failure = failed.observations > 0 ? [failedSentence(report)] : [];
  return [
    `Of ${counted(observations, 'observation')} that both judged, ${current} alone found ${found.current}, the shadow ${shadow} alone ${found.shadow}, both ${found.both}${beyond}.`,
    ...failure,
    ...labelledSentences(report),
    ...(days.length > 0 ? ['', daysTable(days)] : []),
    ...(days.length > MOST_ROWS ? [`and ${days.length - MOST_ROWS} more lines`] : []),
    ...(disagreements.length > 0 ? ['', styleText('bold', 'The strangest on which they do not agree')] : []),
    ...disagreements.slice(0, MOST_EXAMPLES).map((finding) => exampleText(finding, report, width)),
    '',
    `To have it judge: npm run models -- promote ${shadow}. To stop it: npm run models -- shadow off.`,
  ].join('\n');
}

function labelledSentences({ current, shadow, confirmed, falseAlarms }: ShadowReport): string[] {
  const kinds = [
    [confirmed, 'that people confirmed'],
    [falseAlarms, 'that people called false alarms'],
  ] as const;
  return kinds
    .filter(([{ incidents }]) => incidents > 0)
    .map(([found, which]) => {
      const of = counted(found.incidents, 'incident');
      return `Of ${of} ${which}, ${current} found something in ${found.current}, the shadow ${shadow} in ${found.shadow}.`;
    });
}

function failedSentence({ shadow, failed }: ShadowReport): string {
  const why = failed.reason === undefined ? '' : `, the last because ${toPlainText(failed.reason)}`;
  return `${shadow} could not judge ${counted(failed.observations, 'observation')}${why}.`;
}

function daysTable(days: ShadowReport['days']): string {
  const table = new Table({
    head: ['day', 'source', 'only now', 'only shadow', 'both'],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'left', 'right', 'right', 'right'],
  });
  for (const { day, source, found } of days.slice(0, MOST_ROWS)) {
    table.push([day, toPlainText(source), found.current, found.shadow, found.both]);
  }
  return table.toString();
}

function exampleText(finding: ShadowFinding, { current, shadow }: ShadowReport, width: number): string {
  const { source, observedAt, by, labels, grades, explanation } = finding;
  const who = by === 'current' ? current : shadow;
  const labelled = labels ? ` (${labelsText(labels)})` : '';
  const grade = Math.max(grades.current, grades.shadow).toFixed(2);
  const line = `${observedAt.slice(0, 19).replace('T', ' ')}  ${toPlainText(source)}${labelled}  only ${who}, grade ${grade}`;
  return explanation === undefined ? line : `${line}\n  ${toPlainText(explanation).slice(0, width - 2)}`;
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, label]) => toPlainText(`${name} ${label}`))
    .join(', ');
}
