import { join } from 'node:path';
import { type ColumnChoice, chooseColumns } from '../../tabular/choose-columns.ts';
import { countRows } from '../../tabular/count-rows.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { startProgress } from '../cli/progress.ts';
import { type DataGeneration, generatedTable } from '../generate/generated-table.ts';
import { writeGeneratedRows } from '../generate/write-rows.ts';

/** What is trained on and what is replayed. */
export interface DemoData {
  readonly trainingFile: string;
  /** Of the training file, this many rows; all when absent. */
  readonly trainingRows?: number;
  readonly replayedFile: string;
  /** From 1. */
  readonly firstReplayedRow: number;
  readonly replayedRows: number;
}

/** Enough for figures that mean something, few enough for a coffee-free minute. */
const GENERATED: DataGeneration = { kind: 'uniform', rows: 6000, features: 3, sources: 4, seed: 1 };
/** The share of anomalous rows that `uniform` puts in. */
export const GENERATED_CONTAMINATION = 0.05;

const TRAINING_SHARE = 0.3;

/** Generates the demo's observations as a CSV file in the folder, and takes its first part for training. */
export async function generateDemoData(outDir: string): Promise<DemoData> {
  const file = join(outDir, 'observations.csv');
  const progress = startProgress('generated', 'rows', GENERATED.rows);
  await writeGeneratedRows(generatedTable(GENERATED), file, undefined, progress).finally(() => progress.stop());
  return firstRowsTrain(file, GENERATED.rows, Math.round(GENERATED.rows * TRAINING_SHARE));
}

/**
 * @param trainingFile absent: the first rows of the data train, the others are replayed
 * @param trainingRows absent: all of the training file, or {@link TRAINING_SHARE} of the data
 * @throws {TableError} for a bad file
 */
export async function ownDemoData(
  data: string,
  flags: ColumnFlags,
  trainingFile?: string,
  trainingRows?: number,
): Promise<DemoData> {
  const rows = await countRows(data, flags);
  if (trainingFile === undefined) return firstRowsTrain(data, rows, trainingRows ?? Math.round(rows * TRAINING_SHARE));
  return { trainingFile, trainingRows, replayedFile: data, firstReplayedRow: 1, replayedRows: rows };
}

function firstRowsTrain(file: string, rows: number, trainingRows: number): DemoData {
  if (rows - trainingRows < 1) {
    throw new Error(`${file} has ${rows} rows: ${trainingRows} of them train, and none is left to replay`);
  }
  return {
    trainingFile: file,
    trainingRows,
    replayedFile: file,
    firstReplayedRow: trainingRows + 1,
    replayedRows: rows - trainingRows,
  };
}

/**
 * Decides what is trained on and what is replayed. What labels mean is decided over all rows of a file: a part of them
 * may lack the anomalies.
 *
 * @throws {TableError} for whatever could refuse a row of either
 */
export async function chooseDemoColumns(
  { trainingFile, trainingRows: rows, replayedFile, firstReplayedRow: fromRow }: DemoData,
  flags: ColumnFlags,
): Promise<{ trained: ColumnChoice; replayed: ColumnChoice }> {
  const trained = await chooseColumns([trainingFile], flags, { rows });
  const whole = await chooseColumns([replayedFile], flags, { modelFeatures: trained.features });
  return {
    trained: replayedFile === trainingFile ? { ...trained, labels: whole.labels } : trained,
    replayed: { ...whole, range: { fromRow } },
  };
}
