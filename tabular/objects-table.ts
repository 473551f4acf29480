import { cellsOf } from './object-cells.ts';
import type { Table, TableRow } from './read-table.ts';
import { RowError } from './table-error.ts';

/** A row of a file that gives each its own names. */
export interface ObjectRow extends Pick<TableRow, 'index' | 'line'> {
  readonly object: Record<string, unknown>;
}

/** The names in all rows of a file, as far as they can be read. */
export interface ObjectNames {
  readonly names: ReadonlyMap<string, number>;
  /** The file's one object, where there is no other. */
  readonly only?: Record<string, unknown>;
}

/** The names of all rows up to the first bad one, which is thrown to whoever reads the rows up to it. */
export async function namesIn(rows: AsyncIterable<ObjectRow>): Promise<ObjectNames> {
  const names = new Map<string, number>();
  let count = 0;
  let last: Record<string, unknown> | undefined;
  try {
    for await (const { index, object } of rows) {
      for (const [name] of cellsOf(object)) if (!names.has(name)) names.set(name, names.size);
      last = object;
      count = index + 1;
    }
  } catch (error) {
    if (names.size === 0) throw error;
    return { names };
  }
  return { names, ...(count === 1 && { only: last }) };
}

/** A table of objects whose names are known. Its rows throw {@link RowError} for a name that a row has twice. */
export function objectsTable(
  { file, form }: Pick<Table, 'file' | 'form'>,
  { names }: ObjectNames,
  rows: AsyncIterable<ObjectRow>,
): Omit<Table, 'close'> {
  return {
    file,
    form,
    header: [...names.keys()],
    rows: rowsOf(file, names, rows),
    passedOver: { comments: 0, repeatedHeaders: 0 },
  };
}

async function* rowsOf(
  file: string,
  names: ReadonlyMap<string, number>,
  rows: AsyncIterable<ObjectRow>,
): AsyncGenerator<TableRow> {
  for await (const { object, ...place } of rows) {
    const fields = new Array<string>(names.size).fill('');
    const given = new Set<string>();
    for (const [name, text] of cellsOf(object)) {
      if (given.has(name)) throw new RowError(file, { ...place, column: name }, 'the row names it twice');
      given.add(name);
      fields[names.get(name)!] = text;
    }
    yield { ...place, fields };
  }
}
