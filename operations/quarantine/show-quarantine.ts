import { styleText } from 'node:util';
import { counted } from '../../contracts/counted.ts';
import { toPlainText } from '../../contracts/plain-text.ts';
import { meaningOf } from '../../contracts/problem-codes.ts';
import type { QuarantinedObservation } from '../../contracts/quarantine.ts';
import { shownData } from './shown-data.ts';
import type { GivenUpSummary } from './summarise-given-up.ts';
import type { QuarantineSummary } from './summarise-quarantine.ts';

/** How much waits in quarantine and why: for each reason a line with its latest example, and what the code means. */
export function quarantineText({ reasons, waiting, failedAgain, redriven }: QuarantineSummary): string {
  const history = [
    ...(failedAgain > 0 ? [`${failedAgain.toLocaleString('en')} of them for the second time`] : []),
    ...(redriven > 0 ? [`${redriven.toLocaleString('en')} others are on the stream again`] : []),
  ];
  const now = waiting === 0 ? 'nothing' : counted(waiting, 'observation');
  const head = [`${now} in quarantine`, ...history].join(', ');
  if (reasons.length === 0) return head;
  const counts = reasons.map(({ observations }) => observations.toLocaleString('en'));
  const countWidth = Math.max(...counts.map(({ length }) => length));
  const codeWidth = Math.max(...reasons.map(({ code }) => code.length));
  const lines = reasons.map(({ code, lastArrivedAt, message }, i) =>
    [
      `  ${counts[i].padStart(countWidth)}`,
      styleText('bold', toPlainText(code).padEnd(codeWidth)),
      `last ${shownTime(lastArrivedAt)}`,
      `${toPlainText(message)}\n${' '.repeat(countWidth + 4)}${meaningOf(code) ?? 'A code of another version.'}`,
    ].join('  '),
  );
  return [head, '', ...lines].join('\n');
}

/** How much was given up, and since when it waits. */
export function givenUpText({ batches, records, redriven, lastAt }: GivenUpSummary): string {
  const again = redriven > 0 ? `, ${redriven.toLocaleString('en')} others are on the stream again` : '';
  if (records === 0) return `nothing given up${again}`;
  return `${counted(records, 'record')} given up in ${counted(batches, 'batch', 'batches')}, the last at ${shownTime(lastAt)}${again}`;
}

/** One observation with its reason and its bytes. */
export function observationText({
  identity,
  redrivenFrom,
  partitionKey,
  arrivedAt,
  reason,
  data,
}: QuarantinedObservation): string {
  const again = redrivenFrom === undefined ? '' : `, put on the stream again; it was ${toPlainText(redrivenFrom)}`;
  const where = reason.path === '' ? '' : ` at ${toPlainText(reason.path)}`;
  return [
    styleText('bold', toPlainText(identity)),
    `  arrived ${shownTime(arrivedAt)}, partition key ${toPlainText(partitionKey)}${again}`,
    `  ${toPlainText(reason.code)}${where}: ${toPlainText(reason.message)}`,
    `  ${shownData(Buffer.from(data, 'base64'))}`,
  ].join('\n');
}

/** To the second, UTC. */
function shownTime(iso: string): string {
  return toPlainText(iso.slice(0, 19).replace('T', ' '));
}
