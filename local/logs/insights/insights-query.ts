import { type Aggregate, readAggregate } from './aggregate.ts';
import { type Fields, readScalar } from './scalar.ts';

/** Changes the lines that there are, or makes rows of them. */
type Step = (rows: readonly Fields[]) => readonly Fields[];

/** What a query finds in lines, which are in the order in which they were written. */
export interface InsightsQuery {
  run(lines: readonly Fields[]): readonly Fields[];
  /** Columns, in their order. */
  readonly columns: readonly string[];
}

/** Without `fields` or `stats`. */
const USUAL_COLUMNS = ['@timestamp', '@message'];

/**
 * Reads a query of CloudWatch Logs Insights, as far as our saved ones go: `fields`, `filter` (equal values,
 * `[not] ispresent`, `and`), `stats ... by`, `sort` and `limit`.
 *
 * @throws RangeError for what is not known
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function insightsQuery(text: string): InsightsQuery {
  let columns: readonly string[] = USUAL_COLUMNS;
  const steps = splitOutside(text, '|').map((command): Step => {
    const [, name = '', rest = ''] = /^(\w+)\s+(.+)$/s.exec(command) ?? [];
    if (name === 'fields') columns = splitOutside(rest, ',');
    if (name === 'fields') return (rows) => rows;
    if (name === 'filter') return filterStep(rest);
    if (name === 'sort') return sortStep(rest);
    if (name === 'limit') return (rows) => rows.slice(0, Number(rest));
    if (name !== 'stats') throw new RangeError(`the local Logs Insights does not know the command ${command}`);
    const [values = '', by = ''] = rest.split(/\s+by\s+/);
    const groups = splitOutside(by, ',');
    const aggregates = splitOutside(values, ',').map(readColumn);
    columns = [...groups, ...aggregates.map(([column]) => column)];
    return statsStep(groups, aggregates);
  });
  return {
    run: (lines) => steps.reduce<readonly Fields[]>((rows, step) => step(rows), lines),
    columns,
  };
}

function readColumn(text: string): readonly [name: string, aggregate: Aggregate] {
  const [value = '', name = value] = text.split(/\s+as\s+/);
  return [name, readAggregate(value)];
}

function filterStep(text: string): Step {
  const conditions = text.split(/\s+and\s+/).map(readCondition);
  return (rows) => rows.filter((row) => conditions.every((holds) => holds(row)));
}

function readCondition(text: string): (fields: Fields) => boolean {
  const [, not, present] = /^(not\s+)?ispresent\(([^)]+)\)$/.exec(text) ?? [];
  if (present !== undefined) {
    const value = readScalar(present);
    return (fields) => (value(fields) !== undefined) === (not === undefined);
  }
  const [, among, list = ''] = /^(\S+) in \[(.*)\]$/.exec(text) ?? [];
  if (among !== undefined) {
    const [value, some] = [readScalar(among), list.split(',').map((one) => readScalar(one.trim()))];
    return (fields) => some.some((one) => one(fields) === value(fields));
  }
  const [, field, wanted] = /^(\S+)\s*=\s*(.+)$/.exec(text) ?? [];
  if (field === undefined) throw new RangeError(`the local Logs Insights does not know the condition ${text}`);
  const [left, right] = [readScalar(field), readScalar(wanted!.trim())];
  return (fields) => left(fields) === right(fields);
}

function sortStep(text: string): Step {
  const [, field, direction = 'asc'] = /^(\S+)(?:\s+(asc|desc))?$/.exec(text) ?? [];
  if (field === undefined) throw new RangeError(`the local Logs Insights does not know the order ${text}`);
  const sign = direction === 'asc' ? 1 : -1;
  return (rows) => rows.toSorted((a, b) => sign * compare(a[field], b[field]));
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a ?? '') < String(b ?? '') ? -1 : Number(String(a ?? '') > String(b ?? ''));
}

function statsStep(groups: readonly string[], aggregates: readonly (readonly [string, Aggregate])[]): Step {
  const keys = groups.map((group) => [group, readScalar(group)] as const);
  return (rows) => {
    const byKey = Map.groupBy(rows, (row) => JSON.stringify(keys.map(([, value]) => value(row) ?? null)));
    return [...byKey.values()].map((lines) => {
      const named = keys.map(([name, value]) => [name, value(lines[0]!)] as const);
      return Object.fromEntries([...named, ...aggregates.map(([name, of]) => [name, of(lines)] as const)]);
    });
  };
}

/** The parts between separators that stand in no parentheses and no quotes. */
function splitOutside(text: string, separator: '|' | ','): string[] {
  const parts: string[] = [''];
  let depth = 0;
  let isQuoted = false;
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    if (!isQuoted && char === '(') depth++;
    if (!isQuoted && char === ')') depth--;
    if (char === separator && depth === 0 && !isQuoted) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
