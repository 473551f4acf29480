import { Command } from 'commander';
import type { Model } from '../model/model.ts';
import { scoreFeatures } from '../model/score-features.ts';
import { DEFAULT_DETECTOR_KIND, trainModel } from '../model/train-model.ts';
import { runCommand } from '../scripts/cli/run-command.ts';
import { checkWritable } from '../scripts/cli/write-text.ts';
import { KINDS, type Kind } from '../scripts/generate/clean-series.ts';
import { type GeneratedRow, generateRows } from '../scripts/generate/generate-rows.ts';
import { median } from './measure.ts';
import { reportTable } from './report-table.ts';

const ROWS = 10_000;
const FEATURES = Array.from({ length: 5 }, (_, f) => `feature_${f + 1}`);

/** The default, and what it was before. */
const DETECTORS = [DEFAULT_DETECTOR_KIND.kind, 'isolation-forest'];

const HEAD = [
  'kind',
  'detector',
  'threshold',
  'found',
  'spiked feature first',
  'times the next',
  'times nearer than the median',
];

const command = new Command('node bench/explanations.ts')
  .description(
    'Whether explanations are right, on generated streams, where it is known what was changed and what it was before.',
  )
  .option('--json <file>', 'also write the table as JSON')
  .action(measureAll);

/** Trained on one seed, judged on another; what counts are anomalies that were found and have one spiked feature. */
async function measureAll({ json }: { json?: string }): Promise<void> {
  if (json !== undefined) await checkWritable(json);
  const rows: string[][] = [];
  for (const kind of KINDS) {
    for (const [detector, share] of DETECTORS.flatMap((each) => [0.05, 0.01].map((share) => [each, share] as const))) {
      const model = trainOn(rowsOf(kind, 1), detector, share);
      const { found, first, margin, nearer } = measure(model, rowsOf(kind, 2));
      const figures =
        found === 0 ? ['', '', ''] : [`${(100 * first).toFixed(1)} %`, margin.toPrecision(3), nearer.toPrecision(3)];
      rows.push([kind, detector, `contamination ${share}`, String(found), ...figures]);
    }
  }
  await reportTable({ head: HEAD, rows }, json);
}

function rowsOf(kind: Kind, seed: number): GeneratedRow[] {
  return [...generateRows({ kind, rows: ROWS, features: FEATURES.length, sources: 1, seed })];
}

function trainOn(rows: readonly GeneratedRow[], detector: string, share: number): Model {
  const values = Float64Array.from(rows.flatMap((row) => row.values));
  return trainModel({ features: FEATURES, rows: values }, { detector, threshold: { kind: 'contamination', share } });
}

function measure(model: Model, rows: readonly GeneratedRow[]) {
  let found = 0;
  let first = 0;
  let expectedError = 0;
  let medianError = 0;
  const margins: number[] = [];
  for (const { values, changes } of rows) {
    if (changes.length !== 1) continue;
    const [scored] = scoreFeatures(model, [values]);
    const contributions = scored?.ok ? scored.value.contributions : undefined;
    if (!contributions) continue;
    found++;
    const [{ featureIndex, clean }] = changes;
    const spiked = contributions.find(({ feature }) => feature === FEATURES[featureIndex]);
    const next = contributions.find((other) => other !== spiked);
    if (contributions[0] === spiked) first++;
    margins.push((spiked?.contribution ?? 0) / (next?.contribution ?? 0));
    // where no value is expected because the feature made nothing stranger, the reader has only the observed one
    expectedError += Math.abs((spiked?.expected ?? values[featureIndex]) - clean);
    medianError += Math.abs(model.medians[featureIndex] - clean);
  }
  return { found, first: first / found, margin: median(margins), nearer: medianError / expectedError };
}

await runCommand(command);
