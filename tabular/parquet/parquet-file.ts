import { type FileHandle, open } from 'node:fs/promises';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type RowGroup,
} from 'hyparquet';
import { fileProblem } from '../file-bytes.ts';
import { TableError } from '../table-error.ts';
import { checkGroups } from './check-groups.ts';
import { checkPages } from './check-pages.ts';
import { COMPRESSORS } from './unpack.ts';
import { storedText, TEXT_PARSERS } from './value-text.ts';

const READERS_WORDS = /^(parquet|thrift|snappy|\d+ of) /;

export interface ParquetColumn {
  readonly name: string;
  /** Holds objects or lists. */
  readonly isNested: boolean;
  /** Absent where the reader gives the value itself. */
  readonly toText?: (stored: unknown) => string;
}

/** Rows that are stored together, column by column. */
export interface RowGroupValues {
  /** Of the first, from 0. */
  readonly firstRow: number;
  readonly rows: number;
  /** Values by column, then by row. */
  readonly columns: readonly ArrayLike<unknown>[];
}

/** A Parquet file, read row group by row group: memory grows with the largest of them, not with the file. */
export class ParquetFile {
  readonly file: string;
  readonly columns: readonly ParquetColumn[];
  readonly #handle: FileHandle;
  readonly #buffer: AsyncBuffer;
  readonly #metadata: FileMetaData;

  private constructor(file: string, handle: FileHandle, buffer: AsyncBuffer, metadata: FileMetaData) {
    this.file = file;
    this.#handle = handle;
    this.#buffer = buffer;
    this.columns = columnsOf(metadata);
    this.#metadata = asStored(metadata);
  }

  /** @throws {TableError} for a file that is cut off, damaged, encrypted, or packed as nobody here can unpack */
  static async open(file: string): Promise<ParquetFile> {
    const handle = await open(file);
    try {
      const buffer = await bufferOf(handle);
      const metadata = await parquetMetadataAsync(buffer, { parsers: TEXT_PARSERS, geoparquet: false });
      checkGroups(file, metadata);
      return new ParquetFile(file, handle, buffer, metadata);
    } catch (cause) {
      await handle.close();
      throw parquetProblem(file, cause);
    }
  }

  /**
   * @param fromRow the first row that is wanted, from 0: groups that end before it are passed over
   * @throws {TableError} at the first group that cannot be read
   */
  async *groups(fromRow: number): AsyncGenerator<RowGroupValues> {
    let firstRow = 0;
    for (const group of this.#metadata.row_groups) {
      const rows = Number(group.num_rows);
      if (rows > 0 && firstRow + rows > fromRow) yield { firstRow, rows, columns: await this.#read(group, firstRow) };
      firstRow += rows;
    }
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  async #read(group: RowGroup, firstRow: number): Promise<ArrayLike<unknown>[]> {
    const columns = [];
    for (const column of this.columns) {
      try {
        await this.#check(group, column);
        columns.push(compact(await this.#readColumn(column.name, firstRow, Number(group.num_rows))));
      } catch (cause) {
        throw parquetProblem(this.file, cause, { index: firstRow, column: column.name });
      }
    }
    return columns;
  }

  async #check(group: RowGroup, { name, isNested }: ParquetColumn): Promise<void> {
    const chunks = group.columns.map(({ meta_data: data }) => data!);
    for (const chunk of chunks.filter(({ path_in_schema: [top] }) => top === name)) {
      const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
      const bytes = await this.#buffer.slice(start, start + Number(chunk.total_compressed_size));
      checkPages(bytes, { values: Number(isNested ? chunk.num_values : group.num_rows), toItsEnd: isNested });
    }
  }

  async #readColumn(name: string, rowStart: number, rows: number): Promise<ArrayLike<unknown>> {
    // One for each column, because it keeps what it has read.
    const scan = await parquetScan({
      file: this.#buffer,
      metadata: this.#metadata,
      columns: [name],
      parsers: TEXT_PARSERS,
      compressors: COMPRESSORS,
      utf8: false,
    });
    const values = await scan.readColumn({ column: name, rowStart, rowEnd: rowStart + rows });
    if (values.length !== rows) throw new Error(`${values.length} of ${rows} values`);
    return values;
  }
}

function columnsOf(metadata: FileMetaData): ParquetColumn[] {
  return parquetSchema(metadata).children.map(({ element, children }) => {
    const isNested = children.length > 0 || element.repetition_type === 'REPEATED';
    return { name: element.name ?? '', isNested, toText: isNested ? undefined : storedText(element) };
  });
}

/** Without the annotations of columns whose stored values {@link storedText} reads. */
function asStored(metadata: FileMetaData): FileMetaData {
  const top = parquetSchema(metadata).children.filter(({ children }) => children.length === 0);
  const own = new Set(top.map(({ element }) => element).filter((element) => storedText(element) !== undefined));
  const schema = metadata.schema.map((element) =>
    own.has(element) ? { ...element, converted_type: undefined, logical_type: undefined } : element,
  );
  return { ...metadata, schema };
}

/** Numbers alone take a third of the room as such, and a missing one is NaN to all that read cells. */
function compact(values: ArrayLike<unknown>): ArrayLike<unknown> {
  if (ArrayBuffer.isView(values) && !(values instanceof BigInt64Array || values instanceof BigUint64Array))
    return values;
  const numbers = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === 'number') numbers[i] = value;
    else if (value === undefined || value === null) numbers[i] = Number.NaN;
    else if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) numbers[i] = Number(value);
    else return values;
  }
  return numbers;
}

/**
 * A part beyond the end, or nowhere, is shorter, which the reader finds damaged: it prefetches, and nobody would catch
 * what is thrown here.
 */
async function bufferOf(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const from = Number.isSafeInteger(start) && start >= 0 ? start : size;
      const length = Math.max(0, Math.min(end, size) - from) || 0;
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, from);
      return bytesRead === length ? buffer.buffer : buffer.buffer.slice(0, bytesRead);
    },
  };
}

function parquetProblem(file: string, cause: unknown, at: { readonly index?: number; readonly column?: string } = {}) {
  if (cause instanceof TableError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code?.startsWith('E') && !code.startsWith('ERR_')) return fileProblem(file, cause);
  // What the engine says of an undefined helps nobody.
  const why = READERS_WORDS.test(message) ? ` (${message})` : '';
  return new TableError(file, at, `the Parquet data are damaged, cut off, or of an unknown kind${why}`);
}
