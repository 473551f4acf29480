import { parquetWriteBuffer } from 'hyparquet-writer';

/** A Parquet file of rows that all have the names of the first. Texts that are times become Parquet's times. */
export function parquetOf(rows: readonly Readonly<Record<string, unknown>>[], rowGroupSize?: number): Buffer {
  const columnData = Object.keys(rows[0]).map((name) => ({ name, data: rows.map((row) => stored(row[name])) }));
  return Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize }));
}

function stored(value: unknown): unknown {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value) : value;
}
