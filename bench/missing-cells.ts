import { join } from 'node:path';
import { Command } from 'commander';
import type { DetectorKind } from '../detectors/detector-kind.ts';
import { completeParameters } from '../detectors/detector-parameter.ts';
import { fillRows } from '../detectors/fill-rows.ts';
import { DETECTOR_KINDS } from '../detectors/registry.ts';
import { seededRandom } from '../kernels/random.ts';
import { imputeMedians, mediansOf } from '../model/medians.ts';
import { positiveInteger } from '../scripts/cli/parse-option.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { qualityOf } from '../scripts/scoring/quality.ts';
import { type LabelledSet, labelledFiles, readLabelledSet } from './labelled-set.ts';
import { reportTable } from './report-table.ts';

const SHARES = [0.05, 0.2];
const HEAD = ['set', 'detector', 'missing', 'nothing missing', 'fitted on medians', 'fitted on what is there'];

const command = new Command('node bench/missing-cells.ts')
  .description(
    'ROC AUC with cells removed by chance, by what a detector was fitted on: medians in their place, or the cells that ' +
      'are there. Rows 0, 2, 4, ... are fitted, rows 1, 3, 5, ... scored with medians in place of what is missing, or what the detector fills in.',
  )
  .requiredOption('--data <folder>', 'folder of CSV files, plain or gzipped')
  .option('--sets <names>', 'sets to take, with commas between', 'annthyroid,cardio,ionosphere,pima,satellite')
  .option('--seeds <count>', 'forests and removals per set', positiveInteger, 20)
  .option('--json <file>', 'also write the table as JSON')
  .action(compare);

interface Options {
  data: string;
  sets: string;
  seeds: number;
  json?: string;
}

async function compare({ data, sets, seeds, json }: Options): Promise<void> {
  const names = sets.split(',');
  const files = await labelledFiles(data, [join(data, 'baselines.csv')]);
  const table: string[][] = [];
  for (const file of files) {
    const set = await readLabelledSet(file, {});
    if (!names.includes(set.name)) continue;
    const [fitted, scored] = [everySecond(set, 0), everySecond(set, 1)];
    for (const kind of DETECTOR_KINDS.filter(({ fitsMissing }) => fitsMissing)) {
      for (const share of SHARES) {
        const runs = Array.from({ length: seeds }, (_, seed) => areas(kind, fitted, scored, share, seed));
        const means = [0, 1, 2].map((way) => runs.reduce((sum, run) => sum + run[way], 0) / seeds);
        table.push([set.name, kind.kind, `${100 * share} %`, ...means.map((mean) => mean.toFixed(4))]);
      }
    }
  }
  await reportTable({ head: HEAD, rows: table }, json);
}

/** The areas under the curve of the three ways, in the order of the table. */
function areas(kind: DetectorKind, fitted: LabelledSet, scored: LabelledSet, share: number, seed: number): number[] {
  const random = seededRandom(1000 + seed);
  const removeCells = ({ rows }: LabelledSet) => rows.map((value) => (random() < share ? Number.NaN : value));
  const [gaps, asked] = [removeCells(fitted), removeCells(scored)];
  const medians = mediansOf(gaps, fitted.features);
  const area = (rows: Float64Array, toScore: Float64Array, fills = false) => {
    const detector = kind.fit(rows, fitted.features.length, completeParameters(kind, {}), seed);
    if (fills) fillRows(detector, asked, toScore);
    return qualityOf(detector.score(toScore, scored.labels.length), scored.labels).rocAuc;
  };
  const completed = imputeMedians(asked, medians);
  return [
    area(fitted.rows, scored.rows),
    area(imputeMedians(gaps, medians), completed),
    area(gaps, completed.slice(), true),
  ];
}

/** Every second row, from the first or the second on. */
function everySecond({ name, features, rows, labels }: LabelledSet, from: 0 | 1): LabelledSet {
  const width = features.length;
  return {
    name,
    features,
    rows: rows.filter((_, at) => Math.floor(at / width) % 2 === from),
    labels: labels.filter((_, row) => row % 2 === from),
  };
}

await runCommand(command);
