import type { Table } from './read-table.ts';
import { TableError } from './table-error.ts';

/** Which column is what, as people say it: the same flags wherever a file is read. */
export interface ColumnFlags {
  /** Only these are features. Absent: every numeric column that has no other part. */
  readonly features?: readonly string[];
  /** Never features. */
  readonly ignore?: readonly string[];
  /** Absent: `source`, where there is such a column; likewise below. */
  readonly sourceColumn?: string;
  readonly timestampColumn?: string;
  readonly labelColumn?: string;
  /** Cells of features that say this, a number or a word, have no value. */
  readonly missingValues?: readonly string[];
}

/** Positions in the header of one file. */
export interface Columns {
  readonly source?: number;
  readonly timestamp?: number;
  readonly label?: number;
  readonly id?: number;
  /** The features that were named, in that order; else every column that has no other part and may turn out numeric. */
  readonly features: readonly number[];
}

/** @throws {TableError} when a named column is not in the file, or one column is asked to be two things */
export function locateColumns(table: Table, flags: ColumnFlags): Columns {
  const find = (name: string) => {
    const at = table.header.indexOf(name);
    if (at < 0) throw new TableError(table.file, { line: 1 }, noSuchColumn(name, table.header));
    return at;
  };
  const guess = (name: string) => (table.header.includes(name) ? find(name) : undefined);
  const part = (named: string | undefined, usual: string) => (named === undefined ? guess(usual) : find(named));

  const source = part(flags.sourceColumn, 'source');
  const timestamp = part(flags.timestampColumn, 'timestamp');
  const label = part(flags.labelColumn, 'label');
  const id = guess('id');
  if (flags.features) {
    const features = flags.features.map(find);
    if (label !== undefined && features.includes(label)) {
      const column = table.header[label];
      throw new TableError(table.file, { line: 1, column }, 'it is the label, which is never a feature');
    }
    return { source, timestamp, label, id, features };
  }
  const taken = new Set([source, timestamp, label, id, ...(flags.ignore ?? []).map(find)]);
  const features = [...table.header.keys()].filter((at) => table.header[at] !== '' && !taken.has(at));
  return { source, timestamp, label, id, features };
}

function noSuchColumn(name: string, header: readonly string[]): string {
  return `there is no column '${name}', the file has ${header.map((other) => `'${other}'`).join(', ')}`;
}
