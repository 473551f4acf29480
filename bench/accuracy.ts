import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { counted } from '../contracts/counted.ts';
import { seededRandom } from '../kernels/random.ts';
import { DETECTOR_KINDS } from '../model/train-model.ts';
import {
  addColumnOptions,
  addFeatureOptions,
  type ColumnOptions,
  columnFlagsOf,
} from '../scripts/cli/column-options.ts';
import { positiveInteger } from '../scripts/cli/parse-option.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { checkWritable } from '../scripts/cli/write-text.ts';
import { type Accuracy, readBaselines, type Spread } from './baselines.ts';
import { DETECTOR_RIVALS, missedMeasures } from './detector-rivals.ts';
import { accuracyOf, detectorScorer, type HalfScorer, type HeldOut, heldOut, meanAccuracy } from './held-out.ts';
import { labelledFiles, readLabelledSet } from './labelled-set.ts';
import { reportTable } from './report-table.ts';

const HEAD = ['set', 'detector', 'ROC AUC', 'baseline', 'average precision', 'baseline', ''];

const command = addColumnOptions(
  addFeatureOptions(
    new Command('bench:accuracy')
      .description(
        'ROC AUC and average precision of every detector on labelled sets, trained on every other row and scored on ' +
          'the rest, beside baselines and two that know nothing.',
      )
      .requiredOption('--data <folder>', 'folder of CSV files, plain or gzipped'),
  ),
)
  .addOption(new Option('--detector <name>', 'one detector').choices(DETECTOR_KINDS.map(({ kind }) => kind)))
  .option('--seeds <count>', 'fits per set of what draws', positiveInteger, 10)
  .option('--baselines <file>', 'CSV of baselines (default: detector_baselines.csv in the folder or beside it)')
  .option('--json <file>', 'also write the table as JSON')
  .action(compare);

interface Options extends ColumnOptions {
  data: string;
  detector?: string;
  seeds: number;
  baselines?: string;
  json?: string;
}

/** What one detector reached on one set. */
interface Line {
  readonly set: string;
  readonly detector: string;
  readonly ours: Accuracy;
  readonly theirs?: Accuracy;
  /** Absent where it is held against nothing. */
  readonly missed?: readonly string[];
}

/** What scores without any knowledge reach: random numbers, and the same for every row. */
const KNOWING_NOTHING: Readonly<Record<string, HalfScorer>> = {
  'random numbers': ({ labels }, seed) => Float64Array.from(labels, seededRandom(seed)),
  'one for all': ({ labels }) => new Float64Array(labels.length).fill(0.5),
};

async function compare(options: Options): Promise<void> {
  const { data, json, seeds } = options;
  if (json !== undefined) await checkWritable(json);
  const usual = ['', '..'].map((folder) => join(data, folder, 'detector_baselines.csv'));
  const baselinesFile = options.baselines ?? usual.find(existsSync);
  const baselines = await readBaselines(baselinesFile);
  const besides = [...usual, join(data, 'baselines.csv'), ...(baselinesFile ? [baselinesFile] : [])];
  const kinds = DETECTOR_KINDS.map(({ kind }) => kind).filter((kind) => kind === (options.detector ?? kind));
  const rows: string[][] = [];
  const lines: Line[] = [];
  for (const file of await labelledFiles(data, besides)) {
    const set = heldOut(await readLabelledSet(file, columnFlagsOf(options)));
    const ofSet = kinds.map((kind) => lineOf(kind, set, seeds, baselines));
    lines.push(...ofSet);
    rows.push(
      [describeSet(set), ...Array(HEAD.length - 1).fill('')],
      ...ofSet.map(rowOf),
      ...rowsOfNothing(set, seeds),
    );
  }
  rows.push(['mean of all', ...Array(HEAD.length - 1).fill('')]);
  for (const kind of kinds) rows.push(rowOf(meanOf(lines.filter(({ detector }) => detector === kind))));
  await reportTable({ head: HEAD, rows }, json);
  const missed = lines.flatMap(({ set, detector, missed = [] }) => missed.map((what) => `${set} ${detector} ${what}`));
  console.log(verdictOf(missed, lines));
  if (missed.length > 0) process.exitCode = 1;
}

function lineOf(detector: string, set: HeldOut, seeds: number, baselines: ReadonlyMap<string, Accuracy>): Line {
  const rival = DETECTOR_RIVALS[detector];
  const draws = rival === undefined || rival.tolerance === 'random';
  const ours = accuracyOf(set, draws ? seeds : 1, detectorScorer(detector, rival));
  const line = { set: set.name, detector, ours };
  const theirs = rival && baselines.get(`${set.name} ${rival.method}`);
  if (theirs === undefined) return line;
  if (rival.besides?.includes(set.name)) return { ...line, theirs };
  return { ...line, theirs, missed: missedMeasures(ours, theirs, rival) };
}

function meanOf(lines: readonly Line[]): Line {
  const theirs = lines.flatMap((line) => line.theirs ?? []);
  const { detector } = lines[0];
  return {
    set: 'mean',
    detector,
    ours: meanAccuracy(lines.map(({ ours }) => ours)),
    ...(theirs.length === lines.length && { theirs: meanAccuracy(theirs) }),
  };
}

function rowOf({ detector, ours, theirs, missed }: Line): string[] {
  const verdict = missed && (missed.length === 0 ? 'reached' : `missed: ${missed.join(', ')}`);
  const figures = (['auc', 'ap'] as const).flatMap((measure) => [
    spreadText(ours[measure]),
    theirs ? spreadText(theirs[measure]) : '',
  ]);
  return ['', detector, ...figures, verdict ?? ''];
}

function rowsOfNothing(set: HeldOut, seeds: number): string[][] {
  return Object.entries(KNOWING_NOTHING).map(([detector, scorer]) =>
    rowOf({ set: set.name, detector, ours: accuracyOf(set, seeds, scorer) }),
  );
}

function describeSet({ name, features, scored, labels }: HeldOut): string {
  const share = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  return `${name}: ${scored.length} x ${features.length}, ${(100 * share).toFixed(2)} %`;
}

function verdictOf(missed: readonly string[], lines: readonly Line[]): string {
  const held = lines.filter((line) => line.missed !== undefined).length;
  if (held === 0) return 'no set has a baseline: nothing was compared';
  const found = missed.length === 0 ? 'every baseline is reached' : `missed: ${missed.join('; ')}`;
  return `${held} of ${counted(lines.length, 'line')} compared; ${found}`;
}

function spreadText({ mean, deviation }: Spread): string {
  if (Number.isNaN(mean)) return 'undefined';
  // of equal figures rounding leaves a rest
  return deviation < 0.5e-4 ? mean.toFixed(4) : `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
}

await runCommand(command);
