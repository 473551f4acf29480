import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvError, type Parser, parse } from 'csv-parse';
import { featureName } from '../contracts/feature-name.ts';
import { unguardFormula } from './formula-guard.ts';
import { isNumeric } from './parse-cell.ts';
import { TableError } from './table-error.ts';

/**
 * A CSV file with a header, read as a stream: memory does not grow with the file. Space around a field belongs to it
 * only within quotes, and the apostrophe that stands before a formula does not belong to it.
 */
export interface Table {
  readonly file: string;
  /** Column names as they stand in the file; an unnamed column is ''. */
  readonly header: readonly string[];
  /** The rows after the header, once. Every row has as many fields as the header. */
  readonly rows: AsyncIterable<TableRow>;
  /** Lets go of a file that is not read to its end. */
  close(): void;
}

export interface TableRow {
  /** In the file, from 1; the last line of a row whose quoted field spans several. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Longer than any honest row; a quote that is never closed would otherwise swallow the file. */
const MAX_ROW_BYTES = 4 * 1024 * 1024;

/**
 * Opens a CSV file, plain or gzipped (told by its first bytes, not by its name), and reads its header.
 *
 * @throws {TableError} when it is missing, empty, without header, ragged or damaged
 */
export async function openTable(file: string): Promise<Table> {
  let rowStart = 1;
  const parser = parse({
    bom: true,
    trim: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
    // The types of csv-parse know records as string arrays only, the parser emits whatever this returns.
    on_record: (fields, { lines }) => {
      rowStart = lines + 1;
      return { line: lines, fields: fields.map(unguardFormula) } as unknown as string[];
    },
  });
  const unpack = (await isGzip(file)) ? createGunzip() : new PassThrough();
  const source = createReadStream(file);
  // The parser carries every failure of the chain to whoever reads the rows.
  pipeline(source, unpack, parser, () => {});
  const rows = readRows(file, parser, () => rowStart);
  const close = () => void source.destroy();

  const { value: first } = await rows.next();
  if (!first) throw new TableError(file, {}, 'the file is empty, wanted a header line and rows');
  const header = first.fields.map(featureName);
  try {
    checkHeader(file, first.line, header);
  } catch (error) {
    close();
    throw error;
  }
  return { file, header, rows, close };
}

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file).catch((cause: NodeJS.ErrnoException) => {
    throw new TableError(file, {}, openProblem(cause));
  });
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } catch (cause) {
    throw new TableError(file, {}, openProblem(cause as NodeJS.ErrnoException));
  } finally {
    await handle.close();
  }
}

function openProblem(cause: NodeJS.ErrnoException): string {
  if (cause.code === 'ENOENT') return 'there is no such file';
  if (cause.code === 'EISDIR') return 'this is a folder, wanted a CSV file';
  if (cause.code === 'EACCES') return 'no permission to read it';
  return cause.message;
}

function checkHeader(file: string, line: number, header: readonly string[]): void {
  if (header.every((name) => isNumeric(name))) {
    throw new TableError(file, { line }, 'there is no header, wanted column names in the first line, got only numbers');
  }
  const seen = new Set<string>();
  for (const name of header) {
    if (name !== '' && seen.has(name)) throw new TableError(file, { line, column: name }, 'the header names it twice');
    seen.add(name);
  }
}

async function* readRows(file: string, parser: Parser, rowStart: () => number): AsyncGenerator<TableRow, void> {
  try {
    yield* parser as AsyncIterable<TableRow>;
  } catch (cause) {
    throw readProblem(file, rowStart(), cause);
  }
}

function readProblem(file: string, rowStart: number, cause: unknown): TableError {
  if (cause instanceof CsvError) {
    const runsOn = cause.code === 'CSV_QUOTE_NOT_CLOSED' || cause.code === 'CSV_MAX_RECORD_SIZE';
    const line = runsOn ? rowStart : (cause.lines as number);
    return new TableError(file, { line }, csvProblem(cause));
  }
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code?.startsWith('Z_')) return new TableError(file, {}, `the gzip data are damaged or cut off (${message})`);
  return new TableError(file, {}, openProblem(cause as NodeJS.ErrnoException));
}

function csvProblem(error: CsvError): string {
  switch (error.code) {
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH': {
      const got = (error.record as readonly unknown[]).length;
      const [, wanted] = /expect (\d+)/.exec(error.message) ?? [];
      return `the row has ${got} fields, wanted ${wanted} as in the header`;
    }
    case 'CSV_MAX_RECORD_SIZE':
      return 'the row is longer than 4 MiB, is a quote left open?';
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened here and never closed';
    case 'INVALID_OPENING_QUOTE':
      return 'a quote stands inside an unquoted field';
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return 'a quoted field goes on after its closing quote';
    default:
      return error.message;
  }
}
