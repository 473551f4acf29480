import { parseExactJson } from '../contracts/record-forms/exact-json.ts';
import { readJsonSequence } from '../contracts/record-forms/json-sequence.ts';
import { namesIn, type ObjectRow, objectsTable } from './objects-table.ts';
import type { Table, TextSource } from './read-table.ts';
import { RowError, TableError } from './table-error.ts';

const MAX_LINE_LENGTH = 4 * 1024 * 1024;
/** An answer of a service, in place of the rows that it was asked for. */
const ERROR_KEY = /^(error|errors|errorMessage|message|__type|status|statusCode|code|detail)$/;

/**
 * JSON Lines as a table: an object a line, in the full or the flat form of the stream, or as `verdicts.jsonl` has them.
 * Its columns are the names of all lines, so that the file is read twice.
 *
 * Values stay text here, as in CSV: what a number, a time or a missing value is, is decided where cells are read.
 * @throws {TableError} for a line that is no object, or JSON over several lines
 */
export async function jsonLinesTable(source: TextSource, fromRow: number): Promise<Table> {
  const { file } = source;
  const found = await namesIn(objectsOf(source, fromRow));
  checkError(file, found.only);
  const objects = objectsOf(source, fromRow);
  const close = () => void objects.return(undefined).catch(() => {});
  return { ...objectsTable({ file, form: 'JSON Lines' }, found, objects), headerLine: 1, close };
}

function checkError(file: string, only: Record<string, unknown> = {}): void {
  if (!Object.keys(only).some((key) => ERROR_KEY.test(key))) return;
  const text = JSON.stringify(only).slice(0, 100);
  throw new TableError(file, {}, `this is one JSON object that looks like the error of a service, no rows: ${text}`);
}

async function* objectsOf(source: TextSource, fromRow: number): AsyncGenerator<ObjectRow> {
  let line = 0;
  let index = 0;
  for await (const text of linesOf(source)) {
    line++;
    if (text.trim() === '') continue;
    const row = index++;
    if (row + 1 >= fromRow) yield { index: row, line, object: parseLine(source, line, text.trim()) };
  }
}

function parseLine({ file, head }: TextSource, line: number, text: string): Record<string, unknown> {
  const { value, problem } = parseJson(text);
  if (problem !== undefined) {
    const wanted = line === 1 || head.trimStart().startsWith('[') ? overLines(head) : `this is no JSON, ${problem}`;
    throw new RowError(file, { line }, wanted);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  const unnamed = Array.isArray(value) && !value.some((one) => typeof one === 'object' && one !== null);
  if (unnamed) throw new RowError(file, { line }, 'this is an array of values without names, wanted an object a line');
  throw new RowError(file, { line }, Array.isArray(value) ? overLines(head) : 'wanted an object a line');
}

interface Parsed {
  readonly value?: unknown;
  readonly problem?: string;
}

/** One value, as on the stream: also with `NaN` for a missing one, as Python writes it. */
function parseJson(text: string): Parsed {
  try {
    return { value: parseExactJson(text) };
  } catch {
    if (!/^[{[]/.test(text)) return { problem: 'wanted an object a line' };
    const { values, rest } = readJsonSequence(text);
    if (rest) return { problem: rest.problem };
    if (values.length > 1) return { problem: `${values.length} values stand in it, wanted one object a line` };
    return parseValue(values[0].json);
  }
}

/** What has the grammar of JSON, and may still have control characters or escapes in its texts that JSON has not. */
function parseValue(json: string): Parsed {
  try {
    return { value: parseExactJson(json) };
  } catch {
    return { problem: 'it has a text that no JSON has' };
  }
}

function overLines(head: string): string {
  const filter = head.trimStart().startsWith('[') ? "'.[]'" : '.';
  return `this is JSON, but not an object a line, wanted JSON Lines, as of: jq -c ${filter} FILE`;
}

async function* linesOf({ file, open }: TextSource): AsyncGenerator<string> {
  let begun = '';
  for await (const piece of open()) {
    const lines = (begun + piece).split('\n');
    begun = lines.pop()!;
    if (begun.length > MAX_LINE_LENGTH) throw new TableError(file, {}, 'a line is longer than 4 MiB');
    yield* lines;
  }
  if (begun !== '') yield begun;
}
