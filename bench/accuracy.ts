import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { counted } from '../contracts/counted.ts';
import { seededRandom } from '../kernels/random.ts';
import { scoreFeatures } from '../model/score-features.ts';
import { trainModel } from '../model/train-model.ts';
import {
  addColumnOptions,
  addFeatureOptions,
  type ColumnOptions,
  columnFlagsOf,
} from '../scripts/cli/column-options.ts';
import { positiveInteger } from '../scripts/cli/parse-option.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { checkWritable } from '../scripts/cli/write-text.ts';
import { qualityOf } from '../scripts/scoring/quality.ts';
import { type Baseline, outside, readBaselines } from './baselines.ts';
import { type LabelledSet, labelledFiles, readLabelledSet } from './labelled-set.ts';
import { reportTable } from './report-table.ts';

const HEAD = [
  'set',
  'rows x dims',
  'anomalies',
  'ROC AUC',
  'scikit-learn',
  'average precision',
  'scikit-learn',
  'random (AUC, AP)',
  'null (AUC, AP)',
];

const command = addColumnOptions(
  addFeatureOptions(
    new Command('bench:accuracy')
      .description(
        'ROC AUC and average precision on labelled sets, fitted on all rows, beside scikit-learn and two that know nothing.',
      )
      .requiredOption('--data <folder>', 'folder of CSV files, plain or gzipped'),
  ),
)
  .option('--seeds <count>', 'forests per set', positiveInteger, 10)
  .option('--baselines <file>', "CSV with scikit-learn's figures (default: baselines.csv in the folder or beside it)")
  .option('--json <file>', 'also write the table as JSON')
  .action(compare);

interface Options extends ColumnOptions {
  data: string;
  seeds: number;
  baselines?: string;
  json?: string;
}

async function compare(options: Options): Promise<void> {
  const { data, json, seeds } = options;
  if (json !== undefined) await checkWritable(json);
  const usual = [join(data, 'baselines.csv'), join(data, '..', 'baselines.csv')];
  const baselinesFile = options.baselines ?? usual.find(existsSync);
  const baselines = await readBaselines(baselinesFile);
  const files = await labelledFiles(data, [...usual, ...(baselinesFile ? [baselinesFile] : [])]);
  const rows: string[][] = [];
  const misses: string[] = [];
  let compared = 0;
  for (const file of files) {
    const set = await readLabelledSet(file, columnFlagsOf(options));
    const forest = summaryOf(set, seeds, forestScores);
    const baseline = baselines.get(set.name);
    rows.push(rowOf(set, seeds, forest, baseline));
    if (!baseline) continue;
    compared++;
    misses.push(...outside(forest, baseline).map((measure) => `${set.name} ${measure}`));
  }
  await reportTable({ head: HEAD, rows }, json);
  console.log(verdictOf(misses, compared, files.length));
  if (misses.length > 0) process.exitCode = 1;
}

function rowOf(set: LabelledSet, seeds: number, forest: Baseline, baseline: Baseline | undefined): string[] {
  const random = summaryOf(set, seeds, randomScores);
  const nothing = summaryOf(set, 1, () => new Float64Array(set.labels.length).fill(0.5));
  const share = set.labels.reduce((sum, label) => sum + label, 0) / set.labels.length;
  return [
    set.name,
    `${set.labels.length} x ${set.features.length}`,
    `${(100 * share).toFixed(2)} %`,
    withDeviation(forest.auc),
    baseline ? withDeviation(baseline.auc) : '',
    withDeviation(forest.ap),
    baseline ? withDeviation(baseline.ap) : '',
    `${random.auc.mean.toFixed(3)}, ${random.ap.mean.toFixed(3)}`,
    `${nothing.auc.mean.toFixed(3)}, ${nothing.ap.mean.toFixed(3)}`,
  ];
}

function verdictOf(misses: readonly string[], compared: number, sets: number): string {
  if (compared === 0) return "no set has a baseline: nothing was compared with scikit-learn's";
  const found =
    misses.length === 0
      ? "every mean is within two standard deviations of scikit-learn's"
      : `outside: ${misses.join(', ')}`;
  return `${compared} of ${counted(sets, 'set')} compared; ${found}`;
}

function forestScores({ features, rows, labels }: LabelledSet, seed: number): Float64Array {
  const model = trainModel({ features, rows }, { seed, threshold: { kind: 'auto' } });
  const tableRows = Array.from(labels, (_, i) => rows.subarray(i * features.length, (i + 1) * features.length));
  return Float64Array.from(scoreFeatures(model, tableRows, { explain: false }), (scored) =>
    scored.ok ? scored.value.score : Number.NaN,
  );
}

function randomScores({ labels }: LabelledSet, seed: number): Float64Array {
  return Float64Array.from(labels, seededRandom(seed));
}

/** Means and deviations over the seeds, from 0. */
function summaryOf(
  set: LabelledSet,
  seeds: number,
  scores: (set: LabelledSet, seed: number) => Float64Array,
): Baseline {
  const qualities = Array.from({ length: seeds }, (_, seed) => qualityOf(scores(set, seed), set.labels));
  return {
    auc: meanAndDeviation(qualities.map(({ rocAuc }) => rocAuc)),
    ap: meanAndDeviation(qualities.map(({ averagePrecision }) => averagePrecision)),
  };
}

function meanAndDeviation(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

function withDeviation({ mean, deviation }: { mean: number; deviation: number }): string {
  return Number.isNaN(mean) ? 'undefined' : `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
}

await runCommand(command);
