import { join } from 'node:path';
import type { Happening } from '../../report/events.ts';
import { type ColumnChoice, chooseColumns } from '../../tabular/choose-columns.ts';
import { countRows } from '../../tabular/count-rows.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { startProgress } from '../cli/progress.ts';
import { seriesTable } from '../generate/lifelike/series-rows.ts';
import { writeGeneratedRows } from '../generate/write-rows.ts';
import { DEMO_HAPPENINGS, DEMO_SCENE, TRAINING_ROWS } from './scene.ts';

/** What is trained on and what is replayed. */
export interface DemoData {
  readonly trainingFile: string;
  /** Of the training file, this many rows; all when absent. */
  readonly trainingRows?: number;
  readonly replayedFile: string;
  /** From 1. */
  readonly firstReplayedRow: number;
  readonly replayedRows: number;
  /** What happens in them, by name, where that is known. */
  readonly happenings?: readonly Happening[];
  /** The endpoint is killed when this row is on the stream. */
  readonly endpointDiesAtRow?: number;
}

const TRAINING_SHARE = 0.3;
/** Of what is replayed, the last part, in which nothing happens to the machines. */
const QUIET_END = 0.15;

/** Generates the demo's scene as a CSV file in the folder: its quiet first days train, the others are replayed. */
export async function generateDemoData(outDir: string): Promise<DemoData> {
  const file = join(outDir, 'observations.csv');
  const { rows } = DEMO_SCENE;
  const progress = startProgress('generated', 'rows', rows);
  await writeGeneratedRows(seriesTable(DEMO_SCENE), file, undefined, progress).finally(() => progress.stop());
  const endpointDiesAtRow = Math.round(rows - QUIET_END * (rows - TRAINING_ROWS));
  return { ...firstRowsTrain(file, rows, TRAINING_ROWS), happenings: DEMO_HAPPENINGS, endpointDiesAtRow };
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

/** @throws {Error} where none is left to judge */
export function firstRowsTrain(file: string, rows: number, trainingRows: number): DemoData {
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

/** What is taken of which rows. */
export interface DemoColumns {
  readonly trained: ColumnChoice;
  /** Of the training rows, what the past of their sources learns; absent where their times are unknown or in disorder. */
  readonly history?: ColumnChoice;
  readonly replayed: ColumnChoice;
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
): Promise<DemoColumns> {
  const trained = await chooseColumns([trainingFile], flags, { rows });
  const whole = await chooseColumns([replayedFile], flags, { modelFeatures: trained.features });
  const isOneFile = replayedFile === trainingFile;
  const history = isOneFile ? { ...whole, range: { rows } } : trained;
  const isTaught = history.clock?.earliestMs !== undefined && history.outOfOrder === undefined;
  return {
    trained: isOneFile ? { ...trained, labels: whole.labels } : trained,
    history: isTaught ? history : undefined,
    replayed: { ...whole, range: { fromRow } },
  };
}
