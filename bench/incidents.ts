import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { durationWords } from '../contracts/duration.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { checkWritable } from '../scripts/cli/write-text.ts';
import { labelledStreams } from './incidents/labelled-streams.ts';
import { measureStream, type StreamFigures, sumOfFigures } from './incidents/measure-stream.ts';
import { reportTable } from './report-table.ts';

const HEAD = [
  ...['stream', 'observations', 'anomalous', 'incidents', 'low, medium, high, critical', 'messages', 'about nothing'],
  ...['events', 'flagged', 'told', 'missed', 'after'],
];

const command = new Command('bench:incidents')
  .description(
    'What people would have been told of labelled streams, and what of it was about nothing, by default settings.',
  )
  .requiredOption('--data <folder>', 'holds streams/skab, nab/ and streams/cardtx, as CSV, plain or gzipped')
  .option('--json <file>', 'also write the table as JSON')
  .action(measureAll);

interface Options {
  readonly data: string;
  readonly json?: string;
}

async function measureAll({ data, json }: Options): Promise<void> {
  if (json !== undefined) await checkWritable(json);
  const scratch = await mkdtemp(join(tmpdir(), 'weir-bench-'));
  const sets = new Map<string, { name: string; figures: StreamFigures }[]>();
  try {
    for await (const stream of labelledStreams(data, scratch)) {
      const measured = { name: stream.name, figures: await measureStream(stream) };
      sets.set(stream.set, [...(sets.get(stream.set) ?? []), measured]);
      console.error(rowOf(stream.name, measured.figures).join(', '));
    }
  } finally {
    await rm(scratch, { recursive: true });
  }
  const rows = [...sets].flatMap(([set, streams]) => [
    rowOf(
      streams.length > 1 ? `${set}, ${streams.length} files` : set,
      sumOfFigures(streams.map((each) => each.figures)),
    ),
    ...(set.startsWith('NAB') ? streams.map(({ name, figures }) => rowOf(name, figures)) : []),
  ]);
  await reportTable({ head: HEAD, rows }, json);
  const untold = [...sets]
    .filter(([set]) => set.startsWith('NAB'))
    .flatMap(([, streams]) => streams.flatMap((each) => each.figures.untold));
  for (const { source, fromMs } of untold) {
    console.log(`flagged and not told: ${source}, ${new Date(fromMs).toISOString().slice(0, 16)}`);
  }
  if (untold.length > 0) process.exitCode = 1;
}

function rowOf(name: string, figures: StreamFigures): string[] {
  const { observations, anomalous, incidents, severities, messages, aboutNothing, events, flagged, told } = figures;
  return [
    name,
    ...[observations, anomalous, incidents].map(String),
    severities.join(', '),
    ...[messages, aboutNothing, events, flagged, told, events - told].map(String),
    medianWords(figures.delaysMs),
  ];
}

/** The lower of two in the middle. */
function medianWords(delaysMs: readonly number[]): string {
  const sorted = delaysMs.toSorted((a, b) => a - b);
  const median = sorted[(sorted.length - 1) >> 1];
  return median === undefined ? '' : durationWords(median / 1000);
}

await runCommand(command);
