import { delimitedTable } from './delimited.ts';
import { decodeChunks, detectEncoding, isEncoding } from './encoding.ts';
import { fileProblem, firstBytes, isWhole, openBytes, readHead } from './file-bytes.ts';
import { jsonLinesTable } from './json-lines.ts';
import { isParquet, whatElse, whichOtherText } from './not-a-table.ts';
import { TableError } from './table-error.ts';

/** How a file is written, where it shall not be found out. */
export interface FileFlags {
  /** One character between two fields. */
  readonly delimiter?: string;
  /** Absent: a point, or a comma where fields are not separated by commas and no number has a point. */
  readonly decimal?: '.' | ',';
  /** A label of the WHATWG Encoding Standard: `windows-1252`. */
  readonly encoding?: string;
}

/**
 * A file of rows with named columns, read as a stream: memory does not grow with the file. Space around a field belongs
 * to it only within quotes, and the apostrophe that stands before a formula does not belong to it.
 */
export interface Table {
  readonly file: string;
  /** Column names, without the space around them; an unnamed column is ''. */
  readonly header: readonly string[];
  /** Where it stands, from 1; absent where a file has no lines. */
  readonly headerLine?: number;
  /** The rows after the header, once. Every row has as many fields as the header. */
  readonly rows: AsyncIterable<TableRow>;
  /** What the file is, where it is not delimited text. */
  readonly form?: 'JSON Lines' | 'Parquet';
  /** Between two fields of delimited text. */
  readonly delimiter?: string;
  /** What is no row and was read over, as far as the rows were read. */
  readonly passedOver: PassedOver;
  /** Lets go of a file that is not read to its end. */
  close(): void;
}

export interface TableRow {
  /** From 0, without the header. */
  readonly index: number;
  /** In the file, from 1; the last line of a row whose quoted field spans several; absent where a file has no lines. */
  readonly line?: number;
  readonly fields: readonly string[];
}

export interface PassedOver {
  /** The row under the header, as it stands there. */
  units?: { readonly line: number; readonly text: string };
  comments: number;
  repeatedHeaders: number;
}

/** A text on its way, from its beginning. */
export interface TextSource {
  readonly file: string;
  /** The first part of it, cut anywhere unless it is whole. */
  readonly head: string;
  readonly isWhole: boolean;
  /** All of it, in pieces. Each call reads the file anew. @throws {TableError} what cannot be read or decoded */
  open(): AsyncGenerator<string>;
}

/**
 * Opens a file of delimited text (CSV) or of JSON Lines, plain or gzipped, or a Parquet file, told by what is in it and
 * not by its name.
 *
 * @param fromRow the first row to read, from 1: those before it are passed over, whatever is wrong with them
 * @throws {TableError} when it is missing, empty, no table at all, without header, ragged or damaged
 */
export async function openTable(file: string, flags: FileFlags = {}, fromRow = 1): Promise<Table> {
  if (isParquet(await firstBytes(file))) {
    const { parquetTable } = await import('./parquet/parquet-table.ts');
    return parquetTable(file, fromRow);
  }
  const source = await openText(file, flags);
  const start = source.head.trimStart();
  if (start === '') throw new TableError(file, {}, 'the file is empty, wanted a header line and rows');
  const other = whichOtherText(start);
  if (other !== undefined) throw new TableError(file, {}, other);
  return /^[{[]/.test(start) ? jsonLinesTable(source, fromRow) : delimitedTable(source, flags, fromRow);
}

async function openText(file: string, flags: FileFlags): Promise<TextSource> {
  if (flags.encoding !== undefined && !isEncoding(flags.encoding)) {
    const wanted = 'wanted one like utf-8, utf-16le, windows-1252, iso-8859-2, shift_jis';
    throw new TableError(file, {}, `there is no encoding '${flags.encoding}', ${wanted}`);
  }
  const bytes = await readHead(file);
  const other = whatElse(bytes);
  if (other !== undefined) throw new TableError(file, {}, other);
  const encoding = detectEncoding(bytes, flags.encoding);
  return {
    file,
    head: new TextDecoder(encoding).decode(bytes),
    isWhole: isWhole(bytes),
    open: () => readText(file, encoding),
  };
}

async function* readText(file: string, encoding: string): AsyncGenerator<string> {
  const bytes = await openBytes(file);
  try {
    yield* decodeChunks(file, bytes, encoding);
  } catch (cause) {
    throw fileProblem(file, cause);
  } finally {
    bytes.destroy();
  }
}
