import { counted } from '../contracts/counted.ts';
import { toPlainText } from '../contracts/plain-text.ts';
import type { ColumnChoice } from './choose-columns.ts';
import type { LeftOutColumn } from './locate-columns.ts';
import type { OutOfOrder } from './watch-order.ts';

/** A file of a thousand columns gets no line of a thousand names. */
const MOST_NAMES = 20;

/**
 * What is taken from files, what is left out and why, for people: a line, and one more for each thing to look at.
 */
export function describeChoice(choice: ColumnChoice): string {
  const { files, features, besides, leftOut, forms } = choice;
  const more = files.length > 1 ? ` and ${files.length - 1} more` : '';
  const how = forms.length > 0 ? ` (${forms.join('; ')})` : '';
  const left = leftOut.length > 0 ? `; leaves out: ${leftOutWords(leftOut)}` : '';
  const out = new Set(leftOut.map(({ name }) => name));
  // A model's feature that the file has no value for is imputed.
  const taken = shortened(features.filter((name) => !out.has(name) && !besides.includes(name))) || 'no feature';
  const alone = besides.length > 0 ? `; by their past alone ${shortened(besides)}` : '';
  const line = `${files[0]}${more}${how}: takes ${taken}${alone}${partsWords(choice)}${left}`;
  return [line, ...oddities(choice).map((text) => `beware: ${text}`)].map(toPlainText).join('\n');
}

/**
 * The same where rows are judged, and that those without times have no past.
 *
 * @param notice to be told before
 */
export function describeWithPast(choice: ColumnChoice, notice?: string): string[] {
  const lines = [...(notice === undefined ? [] : [notice]), describeChoice(choice)];
  if (choice.clock?.earliestMs !== undefined) return lines;
  return [...lines, 'the rows have no time: each is judged by itself, without the past of its source'];
}

function partsWords({ parts, labels }: ColumnChoice): string {
  const { source, timestamp, label, id } = parts;
  return [
    ...(timestamp === undefined ? [] : [`time ${timestamp}`]),
    ...(source === undefined ? [] : [`source ${source}`]),
    ...(id === undefined ? [] : [`id ${id}`]),
    ...(label === undefined || typeof labels !== 'object' || labels.labelled === 0
      ? []
      : [`label ${label} (${labels.words})`]),
  ]
    .map((text) => `; ${text}`)
    .join('');
}

function oddities({ parts, labels, clock, outOfOrder, sourceless }: ColumnChoice): string[] {
  const blank = sourceless === 1 ? '1 row names no source' : `${sourceless.toLocaleString('en')} rows name no source`;
  return [
    ...(clock?.untimedWords ? [clock.untimedWords] : []),
    ...(outOfOrder ? [orderWords(outOfOrder)] : []),
    ...(sourceless > 0 ? [blank] : []),
    ...(typeof labels === 'string' ? [`column '${parts.label}' is not read as labels: ${labels}`] : []),
    ...(typeof labels === 'object' ? labelOddities(labels.labelled, labels.anomalies) : []),
  ];
}

function orderWords({ file, line, before }: OutOfOrder): string {
  const of = before.file === file ? '' : ` of ${before.file}`;
  return `line ${line}${of && ` of ${file}`} is before line ${before.line}${of}: the rows are taken in the order of time`;
}

function labelOddities(labelled: number, anomalies: number): string[] {
  if (labelled === 0) return [];
  if (anomalies === labelled)
    return [
      `all ${counted(labelled, 'labelled row')} are anomalies; if not, say which values mean one with --anomaly-label`,
    ];
  return anomalies === 0 ? [`none of ${counted(labelled, 'labelled row')} is an anomaly`] : [];
}

function leftOutWords(leftOut: readonly LeftOutColumn[]): string {
  const byReason = Map.groupBy(leftOut, ({ reason }) => reason);
  return Array.from(byReason, ([reason, columns]) => `${shortened(columns.map(({ name }) => name))} (${reason})`).join(
    ', ',
  );
}

function shortened(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return names.slice(0, MOST_NAMES).join(', ') + more;
}
