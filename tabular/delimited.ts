import { CsvError, parse } from 'csv-parse';
import { featureName } from '../contracts/feature-name.ts';
import { isMissing } from '../contracts/missing.ts';
import { type Dialect, detectDialect } from './dialect.ts';
import { fileProblem } from './file-bytes.ts';
import { fitRow } from './fit-row.ts';
import { unguardFormula } from './formula-guard.ts';
import { checkNames } from './header.ts';
import { isNumeric } from './parse-cell.ts';
import type { FileFlags, PassedOver, Table, TableRow, TextSource } from './read-table.ts';
import { RowError, TableError } from './table-error.ts';

/** Longer than any honest row; a quote that is never closed would otherwise swallow the file. */
const MAX_ROW_BYTES = 4 * 1024 * 1024;
/** InfluxDB writes them above each of its tables, with as many fields as a row. */
const ANNOTATION = /^#(group|datatype|default)$/;

/** A whole number, as either side of a decimal comma is. */
const DIGITS = /^[+-]?\d*$/;

/** A record of the parser, not yet held against the header. */
interface RawRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** A table of delimited text. @throws {TableError} as `openTable` */
export async function delimitedTable(source: TextSource, flags: FileFlags, fromRow: number): Promise<Table> {
  const { file } = source;
  const dialect = detectDialect(source.head, flags.delimiter, flags.decimal === ',');
  if (dialect.isSpaced) {
    const hint = "wanted , ; tab or | between them, as of: tr -s ' ' ','";
    throw new TableError(file, { line: dialect.linesBefore + 1 }, `the columns are separated by spaces, ${hint}`);
  }
  const text = source.open();
  const raw = rawRows(file, text, dialect);
  const close = () => void text.return(undefined).catch(() => {});
  try {
    const { value: first } = await raw.next();
    if (!first) throw new TableError(file, {}, 'there is no header, wanted column names and rows');
    const header = first.fields.map(featureName);
    if (dialect.hasTitle) throw titled(file, first);
    checkNames(file, first.line, header);
    const passedOver: PassedOver = { comments: 0, repeatedHeaders: 0 };
    const rows = fittedRows({ file, raw, header, dialect, passedOver, fromRow });
    return { file, header, headerLine: first.line, rows, delimiter: dialect.delimiter, passedOver, close };
  } catch (error) {
    close();
    throw error;
  }
}

interface Fitting {
  readonly file: string;
  readonly raw: AsyncGenerator<RawRow, void>;
  readonly header: readonly string[];
  readonly dialect: Dialect;
  readonly passedOver: PassedOver;
  readonly fromRow: number;
}

async function* fittedRows({ file, raw, header, dialect, passedOver, fromRow }: Fitting): AsyncGenerator<TableRow> {
  let index = 0;
  let isUnits = dialect.hasUnits;
  for await (const { line, fields: given } of raw) {
    if (isUnits) {
      passedOver.units = { line, text: given.join(', ') };
      isUnits = false;
      continue;
    }
    const fields = fitRow(given, header);
    if (isComment(given, fields, header)) {
      passedOver.comments++;
      continue;
    }
    if (fields && isHeader(fields, header)) {
      passedOver.repeatedHeaders++;
      continue;
    }
    if (index + 1 >= fromRow) {
      if (!fields) throw ragged({ index, line, fields: given }, { file, header, delimiter: dialect.delimiter });
      yield { index, line, fields };
    }
    index++;
  }
}

/** A row may begin with `#N/A`, or have a source called `#1`. */
function isComment([first]: readonly string[], fields: readonly string[] | undefined, [column]: readonly string[]) {
  return first.startsWith('#') && (fields ? column === '' && ANNOTATION.test(first) : !isMissing(first));
}

function isHeader(fields: readonly string[], header: readonly string[]): boolean {
  return fields.every((field, i) => field === header[i]) && fields.some((field) => field !== '' && !isNumeric(field));
}

function titled(file: string, { line, fields }: RawRow): TableError {
  const title = fields.filter((cell) => cell !== '').join(', ');
  const wanted = `the names stand below it: delete the line '${title.slice(0, 40)}'`;
  return new TableError(file, { line }, `it names too few columns to be the header, and ${wanted}`);
}

function ragged(row: TableRow, { file, header, delimiter }: Pick<Table, 'file' | 'header' | 'delimiter'>): RowError {
  const { index, line, fields } = row;
  const shown = header.join(', ').slice(0, 40);
  // Where not even the first row fits, it may be the header that is none.
  const isFirst = index === 0 || header.length === 1;
  const other = isFirst ? ` ('${shown}'): if that is none, delete what stands before it, or say --delimiter` : '';
  const isComma = delimiter === ',' && fields.length > header.length && fields.every((field) => DIGITS.test(field));
  const remedy = header.length > 1 ? 'put them in quotes and say' : "say --delimiter ';'";
  const hint = isComma ? `: where these are decimal commas, ${remedy} --decimal ,` : other;
  const problem = `the row has ${fields.length} fields, wanted ${header.length} as in the header${hint}`;
  return new RowError(file, { line }, problem);
}

/** Rows as they are parsed, piece by piece: those before a fault of the text are all given before it is thrown. */
async function* rawRows(file: string, text: AsyncGenerator<string>, dialect: Dialect): AsyncGenerator<RawRow, void> {
  const { linesBefore, delimiter } = dialect;
  let rowStart = 1;
  const ready: RawRow[] = [];
  const parser = parse({
    delimiter,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: MAX_ROW_BYTES,
    on_record: (fields, { lines }) => {
      rowStart = lines + 1;
      ready.push({ line: linesBefore + lines, fields: fields.map(unguardFormula) });
      return null; // the parser keeps no rows, which it would drop when it fails
    },
  });
  let failure: Error | null | undefined;
  const parsed = (error: Error | null | undefined) => {
    failure ??= error;
  };
  parser.on('error', parsed);
  try {
    for await (const piece of withoutLines(text, linesBefore)) {
      await new Promise<void>((resolve) => parser.write(piece, (error) => resolve(parsed(error))));
      yield* ready.splice(0);
      if (failure) throw failure;
    }
    await new Promise<void>((resolve) => parser.resume().end((error?: Error | null) => resolve(parsed(error))));
    yield* ready.splice(0);
    if (failure) throw failure;
  } catch (cause) {
    throw cause instanceof CsvError ? csvError(file, cause, linesBefore, rowStart) : fileProblem(file, cause);
  }
}

/** The text behind its first lines. They may hold what is no CSV at all. */
async function* withoutLines(text: AsyncIterable<string>, count: number): AsyncGenerator<string> {
  let left = count;
  let begun = '';
  for await (const piece of text) {
    if (left === 0) {
      yield piece;
      continue;
    }
    begun += piece;
    for (let end = endOfLine(begun); end > 0 && left > 0; end = endOfLine(begun)) {
      begun = begun.slice(end);
      left--;
    }
    if (left === 0 && begun !== '') yield begun;
  }
}

/** Where the second line begins; 0 when the first may go on. */
function endOfLine(text: string): number {
  const end = /\r\n|\n|\r(?=[^\n])/.exec(text);
  return end ? end.index + end[0].length : 0;
}

function csvError(file: string, error: CsvError, linesBefore: number, rowStart: number): TableError {
  const runsOn = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  const line = linesBefore + (runsOn ? rowStart : (error.lines as number));
  return new TableError(file, { line }, csvProblem(error));
}

function csvProblem(error: CsvError): string {
  switch (error.code) {
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
