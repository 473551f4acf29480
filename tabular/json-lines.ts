import { featureName } from '../contracts/feature-name.ts';
import { parseExactJson } from '../contracts/record-forms/exact-json.ts';
import { readJsonSequence } from '../contracts/record-forms/json-sequence.ts';
import { checkNames } from './header.ts';
import type { Table, TableRow, TextSource } from './read-table.ts';
import { RowError, TableError } from './table-error.ts';

const MAX_LINE_LENGTH = 4 * 1024 * 1024;
/** An answer of a service, in place of the rows that it was asked for. */
const ERROR_KEY = /^(error|errors|errorMessage|message|__type|status|statusCode|code|detail)$/;

/** How labels of an observation are called as columns; they are never features. */
export const LABEL_PREFIX = 'labels.';

type Cell = readonly [name: string, text: string];

/**
 * JSON Lines as a table: an object a line, in the full or the flat form of the stream, or as `verdicts.jsonl` has them.
 * Its columns are the names of all lines, so that the file is read twice.
 *
 * Values stay text here, as in CSV: what a number, a time or a missing value is, is decided where cells are read.
 * @throws {TableError} for a line that is no object, or JSON over several lines
 */
export async function jsonLinesTable(source: TextSource, fromRow: number): Promise<Table> {
  const { file } = source;
  const names = await namesIn(source, fromRow);
  const header = [...names.keys()];
  checkNames(file, 1, header);
  const opened = rowsOf(source, names, fromRow);
  const close = () => void opened.return(undefined).catch(() => {});
  return { file, header, headerLine: 1, rows: opened, passedOver: { comments: 0, repeatedHeaders: 0 }, close };
}

/** The names of all lines up to the first bad one, which is thrown to whoever reads the rows up to it. */
async function namesIn(source: TextSource, fromRow: number): Promise<Map<string, number>> {
  const { file } = source;
  const names = new Map<string, number>();
  let objects = 0;
  let only: Record<string, unknown> = {};
  try {
    for await (const { index, object } of objectsOf(source, fromRow)) {
      for (const [name] of cellsOf(object)) if (!names.has(name)) names.set(name, names.size);
      objects = index + 1;
      only = object;
    }
  } catch (error) {
    if (names.size === 0) throw error;
    return names;
  }
  if (objects === 1 && Object.keys(only).some((key) => ERROR_KEY.test(key))) {
    const text = JSON.stringify(only).slice(0, 100);
    throw new TableError(file, {}, `this is one JSON object that looks like the error of a service, no rows: ${text}`);
  }
  return names;
}

async function* rowsOf(
  source: TextSource,
  names: ReadonlyMap<string, number>,
  fromRow: number,
): AsyncGenerator<TableRow> {
  for await (const { index, line, object } of objectsOf(source, fromRow)) {
    const fields = new Array<string>(names.size).fill('');
    const given = new Set<string>();
    for (const [name, text] of cellsOf(object)) {
      if (given.has(name)) throw new RowError(source.file, { line, column: name }, 'the line names it twice');
      given.add(name);
      fields[names.get(name)!] = text;
    }
    yield { index, line, fields };
  }
}

interface ObjectLine {
  readonly index: number;
  readonly line: number;
  readonly object: Record<string, unknown>;
}

async function* objectsOf(source: TextSource, fromRow: number): AsyncGenerator<ObjectLine> {
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

function cellsOf(object: Record<string, unknown>): Cell[] {
  const { features } = object;
  if (typeof features !== 'object' || features === null) return flatCells(object);
  // A verdict keeps the observation's own time as `observedAt`.
  const timestamp = Object.hasOwn(object, 'verdict') ? object.observedAt : object.timestamp;
  const { source, id, labels } = object;
  const parts = Object.entries({ source, timestamp, id }).filter(([, value]) => value !== undefined);
  return [...parts.map(toCell), ...labelCells(labels), ...featureCells(features)];
}

function flatCells({ labels, ...values }: Record<string, unknown>): Cell[] {
  return [...Object.entries(values).map(toCell), ...labelCells(labels)];
}

/** Values without names are numbered, as `collect` does. */
function featureCells(features: object): Cell[] {
  if (Array.isArray(features)) return features.map((value, i) => toCell([`value_${i + 1}`, value]));
  return Object.entries(features).map(toCell);
}

function labelCells(labels: unknown): Cell[] {
  const entries = typeof labels === 'object' && labels !== null ? Object.entries(labels) : [];
  return entries.map(([name, value]) => toCell([`${LABEL_PREFIX}${name}`, value]));
}

/** Truths are 1 and 0, as on the stream. */
function toCell([name, value]: readonly [string, unknown]): Cell {
  const text =
    value === null || value === undefined
      ? ''
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(typeof value === 'boolean' ? Number(value) : value);
  return [featureName(name), text];
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
