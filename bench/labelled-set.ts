import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { checkLabels } from '../scripts/scoring/evaluate-file.ts';
import { nothingToCompare } from '../scripts/scoring/left-out.ts';
import { chooseColumns } from '../tabular/choose-columns.ts';
import type { ColumnFlags } from '../tabular/locate-columns.ts';
import { readRows } from '../tabular/read-rows.ts';
import { TableError } from '../tabular/table-error.ts';

/** The labelled rows of a file as numbers. */
export interface LabelledSet {
  readonly name: string;
  readonly features: readonly string[];
  /** n * features, row-major; NaN is a missing value. */
  readonly rows: Float64Array;
  /** n, 1 for anomalies. */
  readonly labels: Uint8Array;
}

/** The CSV files of a folder, gzipped or not, by name. @param besides files that hold something else */
export async function labelledFiles(dir: string, besides: readonly string[]): Promise<string[]> {
  const others = new Set(besides.map((file) => resolve(file)));
  const files = (await readdir(dir)).filter((file) => /\.csv(\.gz)?$/.test(file) && !others.has(resolve(dir, file)));
  if (files.length === 0) throw new Error(`${dir} holds no labelled CSV files`);
  return files.sort().map((file) => join(dir, file));
}

/**
 * Features are chosen as `train` does, rows left out as `evaluate` does. @throws {TableError} for a bad file or one
 * without labels
 */
export async function readLabelledSet(file: string, flags: ColumnFlags): Promise<LabelledSet> {
  const choice = await chooseColumns([file], flags);
  checkLabels(choice);
  const { features } = choice;
  const values: number[] = [];
  const labels: number[] = [];
  const leftOut = { unlabelled: 0, empty: 0 };
  for await (const row of readRows(choice)) {
    if (row.label === undefined) leftOut.unlabelled++;
    else if (row.values.every(Number.isNaN)) leftOut.empty++;
    else {
      for (const value of row.values) values.push(value);
      labels.push(Number(row.label));
    }
  }
  if (labels.length === 0) throw new TableError(file, {}, nothingToCompare(leftOut));
  const name = basename(file).replace(/\.csv(\.gz)?$/, '');
  return { name, features, rows: Float64Array.from(values), labels: Uint8Array.from(labels) };
}
