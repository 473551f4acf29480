import type { TrainingData } from '../contracts/training-data.ts';
import { type ColumnFlags, type Columns, locateColumns } from './locate-columns.ts';
import { missingNumbers, withoutMissingValues } from './missing-values.ts';
import { parseLabel, parseNumber } from './parse-cell.ts';
import { notANumber, readTimestamp } from './read-cell.ts';
import { openTable, type Table, type TableRow } from './read-table.ts';
import { RowPlaces } from './row-places.ts';
import { TableError } from './table-error.ts';
import { type ColumnWatch, watchColumn } from './watch-column.ts';

/**
 * Reads one or more CSV files with the same columns and chooses the features.
 *
 * @param limit rows to read at most, over all files
 * @throws {TableError} for a bad file, a text column named as a feature, a column that holds both numbers and text,
 *   or one that should not be learned from (an id, or what determines the label) unless `flags.features` names it
 */
export async function readTrainingData(
  files: readonly string[],
  flags: ColumnFlags = {},
  limit = Number.POSITIVE_INFINITY,
): Promise<TrainingData> {
  let collector: Collector | undefined;
  for (const file of files) {
    const table = await openTable(file);
    try {
      const columns = locateColumns(table, collector ? { ...flags, features: collector.names } : flags);
      collector ??= new Collector(table, columns, flags.features !== undefined);
      for await (const row of withoutMissingValues(table.rows, columns.features, flags)) {
        if (collector.rowCount >= limit) break;
        collector.add(table, columns, row);
      }
    } finally {
      table.close();
    }
  }
  if (!collector) throw new Error('no file to train on');
  const missingValues = missingNumbers(flags);
  return { ...collector.finish(), ...(missingValues.length > 0 ? { missingValues } : {}) };
}

/** A column that may become a feature. */
interface Candidate {
  readonly name: string;
  kind: 'unknown' | 'number' | 'text';
  readonly watch: ColumnWatch;
}

class Collector {
  rowCount = 0;
  readonly #file: string;
  /** Features were named: nothing is dropped, nothing suspected. */
  readonly #named: boolean;
  readonly #candidates: readonly Candidate[];
  /** rowCount * candidates, row-major, with room to grow. */
  #values: Float64Array;
  readonly #timestampsMs: number[] = [];
  readonly #places = new RowPlaces();

  constructor(table: Table, columns: Columns, named: boolean) {
    this.#file = table.file;
    this.#named = named;
    const names = columns.features.map((at) => table.header[at]);
    this.#candidates = names.map((name) => ({ name, kind: 'unknown', watch: watchColumn() }));
    this.#values = new Float64Array(names.length * 1024);
  }

  get names(): string[] {
    return this.#candidates.map(({ name }) => name);
  }

  add(table: Table, columns: Columns, row: TableRow): void {
    const width = this.#candidates.length;
    const start = this.rowCount * width;
    if (start + width > this.#values.length) this.#values = grown(this.#values);
    const label = columns.label === undefined ? undefined : parseLabel(row.fields[columns.label]);
    for (let i = 0; i < width; i++) {
      const value = this.#read(table, this.#candidates[i], row, columns.features[i]);
      this.#values[start + i] = value;
      this.#candidates[i].watch.see(value, label);
    }
    if (columns.timestamp !== undefined) this.#timestampsMs.push(readTimestamp(table, row, columns.timestamp));
    this.#places.note(table.file, row.line);
    this.rowCount++;
  }

  #read(table: Table, candidate: Candidate, row: TableRow, at: number): number {
    if (candidate.kind === 'text') return Number.NaN;
    const text = row.fields[at];
    const value = parseNumber(text);
    if (value !== undefined) {
      if (!Number.isNaN(value)) candidate.kind = 'number';
      return value;
    }
    if (this.#named || candidate.kind === 'number') throw notANumber(table, row, at);
    candidate.kind = 'text';
    return Number.NaN;
  }

  finish(): TrainingData {
    const { rowCount } = this;
    if (rowCount === 0) throw new TableError(this.#file, {}, 'there are no rows after the header');
    const kept = [...this.#candidates.keys()].filter((i) => this.#candidates[i].kind === 'number');
    const features = kept.map((i) => this.#candidates[i].name);
    this.#checkFeatures(kept);
    const rows = compact(this.#values, rowCount, this.#candidates.length, kept);
    const timed = this.#timestampsMs.length === rowCount;
    const times = timed ? { timestampsMs: Float64Array.from(this.#timestampsMs) } : {};
    return { features, rows, ...times, placeOf: (at) => this.#places.placeOf(at) };
  }

  #checkFeatures(kept: readonly number[]): void {
    if (this.#named) {
      const empty = this.#candidates.find(({ kind }) => kind === 'unknown');
      if (empty) throw new TableError(this.#file, { column: empty.name }, 'it holds no number at all');
      return;
    }
    if (kept.length === 0)
      throw new TableError(this.#file, {}, 'no column left holds numbers, name some with --features');
    const suspects = kept.flatMap((i) => {
      const { name, watch } = this.#candidates[i];
      const suspicion = watch.suspicion();
      return suspicion === undefined ? [] : [{ name, suspicion }];
    });
    if (suspects.length === 0) return;
    const which = suspects.map(({ name, suspicion }) => `column '${name}' ${suspicion}`).join(', ');
    const names = suspects.map(({ name }) => name).join(',');
    throw new TableError(
      this.#file,
      {},
      `${which}: leave out with --ignore ${names}, or name the features with --features`,
    );
  }
}

function grown(values: Float64Array): Float64Array {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}

/** The kept columns of the first `count` rows. */
function compact(values: Float64Array, count: number, width: number, kept: readonly number[]): Float64Array {
  const rows = new Float64Array(count * kept.length);
  for (let row = 0, to = 0; row < count; row++) {
    for (const i of kept) rows[to++] = values[row * width + i];
  }
  return rows;
}
