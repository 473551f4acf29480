import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseLabel, parseNumber } from '../tabular/parse-cell.ts';
import { openTable } from '../tabular/read-table.ts';
import { TableError } from '../tabular/table-error.ts';

/** A labelled CSV as numbers: every column but the label is a feature. */
export interface LabelledSet {
  readonly name: string;
  readonly features: readonly string[];
  /** n * features, row-major; NaN is a missing value. */
  readonly rows: Float64Array;
  /** n, 1 for anomalies. */
  readonly labels: Uint8Array;
}

/** The CSV files of a folder, gzipped or not, by name. */
export async function labelledFiles(dir: string): Promise<string[]> {
  const files = (await readdir(dir)).filter((file) => /\.csv(\.gz)?$/.test(file)).sort();
  if (files.length === 0) throw new Error(`${dir} holds no CSV files`);
  return files.map((file) => join(dir, file));
}

/** @throws {TableError} for a file without the label column, or with a cell that is no number */
export async function readLabelledSet(file: string, labelColumn: string): Promise<LabelledSet> {
  const table = await openTable(file);
  const labelAt = table.header.indexOf(labelColumn);
  if (labelAt === -1) throw new TableError(file, { line: 1 }, `there is no column '${labelColumn}'`);
  const values: number[] = [];
  const labels: number[] = [];
  for await (const { fields, line } of table.rows) {
    for (const [at, field] of fields.entries()) {
      const value = at === labelAt ? parseLabel(field) : parseNumber(field);
      if (value === undefined)
        throw new TableError(file, { line, column: table.header[at] }, `'${field}' is no number`);
      if (at === labelAt) labels.push(Number(value));
      else values.push(Number(value));
    }
  }
  const features = table.header.filter((_, at) => at !== labelAt);
  const name = basename(file).replace(/\.csv(\.gz)?$/, '');
  return { name, features, rows: Float64Array.from(values), labels: Uint8Array.from(labels) };
}
