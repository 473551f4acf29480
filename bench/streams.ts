import { join } from 'node:path';
import { Command } from 'commander';
import { runCommand } from '../scripts/cli/run-command.ts';
import { checkWritable } from '../scripts/cli/write-text.ts';
import { reportTable } from './report-table.ts';
import { awkwardFigures } from './streams/awkward.ts';
import { beginningFigures } from './streams/beginnings.ts';
import { cardFigures } from './streams/cards.ts';
import { costFigures } from './streams/cost.ts';
import { derivedCardFigures } from './streams/derived-cards.ts';
import { type Figure, outcomeOf } from './streams/figure.ts';
import { nabFigures, nabSeries } from './streams/nab.ts';
import { residualFigures } from './streams/residuals.ts';
import { rowFigures } from './streams/rows.ts';
import { segmentFigures } from './streams/segments.ts';

const HEAD = ['set', 'measure', 'ours', 'goal', '', 'counted'];

const command = new Command('bench:streams')
  .description('How well and at what cost sources are judged by their own past, with one setting for everything.')
  .requiredOption('--data <folder>', 'holds nab/, awkward/, streams/nasa and the other sets, as CSV, plain or gzipped')
  .option('--beginnings', 'also what new sources could begin with, three minutes more')
  .option('--json <file>', 'also write the table as JSON')
  .action(measureAll);

interface Options {
  readonly data: string;
  readonly beginnings?: boolean;
  readonly json?: string;
}

async function measureAll({ data, beginnings = false, json }: Options): Promise<void> {
  if (json !== undefined) await checkWritable(json);
  const nab = join(data, 'nab');
  const cards = join(data, 'streams', 'cardtx', 'tx_2018-06-04_14d.csv.gz');
  const ofCards = await cardFigures(cards);
  const figures = [
    ...(await nabFigures(nab)),
    ...(await segmentFigures(join(data, 'streams', 'nasa'))),
    ...(await awkwardFigures(join(data, 'awkward'))),
    ...(await rowFigures(join(data, 'streams'))),
    ...(await residualFigures(join(data, 'streams'))),
    ...ofCards,
    ...(await derivedCardFigures(cards, ofCards[0].goal!)),
    ...costFigures(await nabSeries(nab)),
    ...(beginnings ? await beginningFigures(join(data, 'streams')) : []),
  ];
  await reportTable({ head: HEAD, rows: figures.map(rowOf) }, json);
  const missed = figures.filter((figure) => outcomeOf(figure) === 'missed');
  console.log(missed.length === 0 ? 'every goal is reached' : `missed: ${missed.map(nameOf).join('; ')}`);
  if (missed.length > 0) process.exitCode = 1;
}

function rowOf(figure: Figure): string[] {
  const { set, measure, ours, goal, better, note = '' } = figure;
  const bound = goal === undefined ? '' : `${better === 'lower' ? '<=' : '>='} ${goal}`;
  return [set, measure, String(Number(ours.toFixed(3))), bound, outcomeOf(figure), note];
}

function nameOf({ set, measure }: Figure): string {
  return `${set} ${measure}`;
}

await runCommand(command);
