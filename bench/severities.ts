import { basename } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { TrainingData } from '../contracts/training-data.ts';
import { SEVERITIES } from '../contracts/verdict.ts';
import type { Model } from '../model/model.ts';
import { DEFAULT_DETECTOR_KIND, DETECTOR_KINDS, type TrainingOptions, trainModel } from '../model/train-model.ts';
import {
  addColumnOptions,
  addFeatureOptions,
  type ColumnOptions,
  columnFlagsOf,
} from '../scripts/cli/column-options.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { addThresholdOptions, type ThresholdOptions, thresholdRuleOf } from '../scripts/cli/threshold-options.ts';
import { checkWritable } from '../scripts/cli/write-text.ts';
import { noSeverities } from '../scripts/scoring/severity-counts.ts';
import { type HeldOut, heldOut } from './held-out.ts';
import { type LabelledSet, labelledFiles, readLabelledSet } from './labelled-set.ts';
import { reportTable } from './report-table.ts';
import { DISTANCES, type SeveritySpread, severitySpread } from './severity-spread.ts';

const HEAD = ['set', 'rows', 'anomalous', ...SEVERITIES, ...DISTANCES.map((times) => `grade x ${times}`), 'falling'];

const withData = new Command('node bench/severities.ts')
  .description(
    'How many rows of labelled sets are of which severity, and the mean grades of labelled anomalies that are moved to ' +
      'so many times their distance from the training medians.',
  )
  .requiredOption('--data <folders...>', 'folders of CSV files, plain or gzipped');

const command = addThresholdOptions(addColumnOptions(addFeatureOptions(withData)))
  .addOption(
    new Option('--detector <name>', 'the kind of detector')
      .choices(DETECTOR_KINDS.map(({ kind }) => kind))
      .default(DEFAULT_DETECTOR_KIND.kind),
  )
  .option('--first <share>', 'train on the first rows, as of a stream (default: on rows 1, 3, 5, ...)', shareOption)
  .option('--json <file>', 'also write the table as JSON')
  .action(measure);

interface Options extends ColumnOptions, ThresholdOptions {
  data: string[];
  detector: string;
  first?: number;
  json?: string;
}

async function measure(options: Options): Promise<void> {
  const { data, detector, first, json } = options;
  if (json !== undefined) await checkWritable(json);
  const threshold = thresholdRuleOf(options);
  const spreads: SeveritySpread[] = [];
  const table: string[][] = [];
  for (const file of (await Promise.all(data.map((folder) => labelledFiles(folder, [])))).flat()) {
    if (/baselines|index/.test(basename(file))) continue;
    const set = await readLabelledSet(file, columnFlagsOf(options));
    const { name, features, training, scored, labels } = first === undefined ? heldOut(set) : firstTrain(set, first);
    const model = modelOf({ features, rows: training }, { detector, threshold });
    if (typeof model === 'string') {
      console.log(`${name} is left out: ${model}`);
      continue;
    }
    const spread = severitySpread(model, scored, (row) => labels[row] === 1);
    spreads.push(spread);
    table.push(lineOf(name, spread));
  }
  table.push(lineOf('all', together(spreads)));
  await reportTable({ head: HEAD, rows: table }, json);
}

/** @returns why there is none, of rows that no model can be made of: the first ones of a stream may be all alike */
function modelOf(data: TrainingData, options: TrainingOptions): Model | string {
  try {
    return trainModel(data, options);
  } catch (error) {
    return (error as Error).message;
  }
}

/** Trains on the first rows and judges what comes after them. */
function firstTrain({ name, features, rows, labels }: LabelledSet, share: number): HeldOut {
  const width = features.length;
  const trained = Math.ceil(share * labels.length);
  return {
    name,
    features,
    training: rows.subarray(0, trained * width),
    scored: Array.from({ length: labels.length - trained }, (_, i) =>
      rows.subarray((trained + i) * width, (trained + i + 1) * width),
    ),
    labels: labels.subarray(trained),
  };
}

function lineOf(name: string, { rows, severities, grades, moved, falling }: SeveritySpread): string[] {
  const counts = SEVERITIES.map((severity) => severities[severity]);
  const anomalous = counts.reduce((sum, count) => sum + count, 0);
  const figures = [rows, anomalous, ...counts].map((count) => count.toLocaleString('en'));
  const means = grades.map((grade) => (moved === 0 ? '' : grade.toFixed(3)));
  return [name, ...figures, ...means, `${falling} of ${moved}`];
}

/** Counts of all sets, and the means of those that have anomalies, each as much as any other. */
function together(spreads: readonly SeveritySpread[]): SeveritySpread {
  const severities = noSeverities();
  for (const severity of SEVERITIES) {
    for (const spread of spreads) severities[severity] += spread.severities[severity];
  }
  const withMoved = spreads.filter(({ moved }) => moved > 0);
  const sumOf = (count: (spread: SeveritySpread) => number) => spreads.reduce((sum, each) => sum + count(each), 0);
  return {
    rows: sumOf(({ rows }) => rows),
    severities,
    grades: DISTANCES.map((_, d) => withMoved.reduce((sum, { grades }) => sum + grades[d], 0) / withMoved.length),
    moved: sumOf(({ moved }) => moved),
    falling: sumOf(({ falling }) => falling),
  };
}

function shareOption(text: string): number {
  const share = Number(text);
  if (share > 0 && share < 1) return share;
  throw new InvalidArgumentError('wanted a share in (0, 1), like 0.3');
}

await runCommand(command);
