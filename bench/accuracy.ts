import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { seededRandom } from '../detectors/random.ts';
import { trainModel } from '../model/train-model.ts';
import { positiveInteger } from '../scripts/cli/parse-option.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { qualityOf } from '../scripts/scoring/quality.ts';
import { type Baseline, readBaselines } from './baselines.ts';
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

const command = new Command('bench:accuracy')
  .description(
    'ROC AUC and average precision on labelled sets, fitted on all rows, beside scikit-learn and two that know nothing.',
  )
  .requiredOption('--data <dir>', 'folder of CSV files')
  .option('--label-column <name>', '1 = anomaly, 0 = usual', 'label')
  .option('--seeds <count>', 'forests per set', positiveInteger, 10)
  .option('--baselines <file>', "CSV with scikit-learn's figures (default: baselines.csv in the folder or beside it)")
  .option('--json <file>', 'also write the table as JSON')
  .action(compare);

interface Options {
  data: string;
  labelColumn: string;
  seeds: number;
  baselines?: string;
  json?: string;
}

async function compare({ data, json, labelColumn, seeds, baselines: file }: Options): Promise<void> {
  const baselines = await readBaselines(
    file ?? [join(data, 'baselines.csv'), join(data, '..', 'baselines.csv')].find(existsSync),
  );
  const rows: string[][] = [];
  const misses: string[] = [];
  for (const path of await labelledFiles(data)) {
    const set = await readLabelledSet(path, labelColumn);
    const forest = summaryOf(set, seeds, forestScores);
    const random = summaryOf(set, seeds, randomScores);
    const nothing = summaryOf(set, 1, () => new Float64Array(set.labels.length).fill(0.5));
    const baseline = baselines.get(set.name);
    for (const measure of ['auc', 'ap'] as const) {
      if (baseline && Math.abs(forest[measure].mean - baseline[measure].mean) > 2 * baseline[measure].deviation) {
        misses.push(`${set.name} ${measure}`);
      }
    }
    const share = set.labels.reduce((sum, label) => sum + label, 0) / set.labels.length;
    rows.push([
      set.name,
      `${set.labels.length} x ${set.features.length}`,
      `${(100 * share).toFixed(2)} %`,
      withDeviation(forest.auc),
      baseline ? withDeviation(baseline.auc) : '',
      withDeviation(forest.ap),
      baseline ? withDeviation(baseline.ap) : '',
      `${random.auc.mean.toFixed(3)}, ${random.ap.mean.toFixed(3)}`,
      `${nothing.auc.mean.toFixed(3)}, ${nothing.ap.mean.toFixed(3)}`,
    ]);
  }
  await reportTable({ head: HEAD, rows }, json);
  if (baselines.size === 0) return;
  console.log(
    misses.length === 0
      ? "every mean is within two standard deviations of scikit-learn's"
      : `outside: ${misses.join(', ')}`,
  );
  if (misses.length > 0) process.exitCode = 1;
}

function forestScores({ features, rows, labels }: LabelledSet, seed: number): Float64Array {
  const { detector } = trainModel({ features, rows }, { seed, threshold: { kind: 'auto' } });
  return detector.score(rows, labels.length);
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
  return `${mean.toFixed(4)} ± ${deviation.toFixed(4)}`;
}

await runCommand(command);
