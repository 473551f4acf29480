import type { ColumnPart } from './column-parts.ts';
import { LABEL_PREFIX } from './object-cells.ts';
import type { FileFlags, Table } from './read-table.ts';
import { TableError } from './table-error.ts';

/** Which column is what, as people say it: the same flags wherever a file is read. */
export interface ColumnFlags extends FileFlags {
  /** Only these are features. Absent: every numeric column that has no other part. */
  readonly features?: readonly string[];
  /** Neither features nor anything else, unless a flag below names it. */
  readonly ignore?: readonly string[];
  /** Absent: `source`, where there is such a column; likewise below. */
  readonly sourceColumn?: string;
  readonly timestampColumn?: string;
  readonly labelColumn?: string;
  /** Labels that features are derived of: columns `labels.NAME`, or `NAME`, which are no features. */
  readonly labels?: readonly string[];
  /** Cells of features that say this, a number or a word, have no value. */
  readonly missingValues?: readonly string[];
  /** Whose the rows are that name no source; absent: the file's name. */
  readonly defaultSource?: string;
  /** Parts that no column has, whatever its name. */
  readonly without?: readonly ColumnPart[];
  /** How times are written, as {@link timeReader} takes it. */
  readonly timestampFormat?: string;
  /** The values of the label that mean an anomaly; every other value is usual. */
  readonly anomalyLabels?: readonly string[];
}

/** Positions in the header of one file. */
export interface Columns {
  readonly source?: number;
  readonly timestamp?: number;
  readonly label?: number;
  readonly id?: number;
  /** Of the labels that were named. */
  readonly labels: ReadonlyMap<string, number>;
  /** The features that were named, in that order; else every column that has no other part and may turn out numeric. */
  readonly features: readonly number[];
  /** Columns that are not looked at, by why. */
  readonly leftOut: readonly LeftOutColumn[];
}

export interface LeftOutColumn {
  readonly name: string;
  /** In few words. */
  readonly reason: string;
}

/**
 * Says which column is what.
 *
 * @param needed names that are features, too, unless they are ignored or others were named
 * @throws {TableError} when a named column is not in the file, or one column is asked to be two things
 */
export function locateColumns(table: Table, flags: ColumnFlags, needed: readonly string[] = []): Columns {
  const { header, file } = table;
  const find = (name: string) => columnAt(header, name, file, table.headerLine);
  const ignored = new Set((flags.ignore ?? []).map(find));
  const part = (kind: ColumnPart, named: string | undefined, usual: string = kind) => {
    if (named !== undefined) return find(named);
    const at = flags.without?.includes(kind) ? -1 : header.indexOf(usual);
    return at < 0 || ignored.has(at) ? undefined : at;
  };
  const parts: Parts = {
    source: part('source', flags.sourceColumn),
    timestamp: part('timestamp', flags.timestampColumn),
    label: part('label', flags.labelColumn) ?? part('label', undefined, `${LABEL_PREFIX}label`),
    id: part('id', undefined),
  };
  checkDistinct(table, parts);
  const labels = new Map(flags.labels?.map((name) => [name, labelAt(table, name)]));
  if (flags.features) return { ...parts, labels, ...named(table, flags.features.map(find), parts) };
  const wanted = needed.filter((name) => !flags.ignore?.includes(name)).map(find);
  checkNoLabel(table, wanted, parts);
  const isLabel = new Set(labels.values());
  const reasonFor = (at: number) => reasonToLeaveOut(header[at], ignored.has(at), isLabel.has(at), flags);
  return { ...parts, labels, ...unnamed(table, wanted, parts, reasonFor) };
}

function labelAt({ header, file, headerLine }: Table, name: string): number {
  const at = header.indexOf(`${LABEL_PREFIX}${name}`);
  return at < 0 ? columnAt(header, name, file, headerLine) : at;
}

type Parts = Readonly<Partial<Record<ColumnPart, number>>>;
type Taken = Pick<Columns, 'features' | 'leftOut'>;

function named(table: Table, features: readonly number[], parts: Parts): Taken {
  checkNoLabel(table, features, parts);
  const others = Object.values(parts);
  const leftOut = table.header.filter((name, at) => !features.includes(at) && !others.includes(at) && name !== '');
  return { features, leftOut: leftOut.map((name) => ({ name, reason: 'not asked for' })) };
}

function unnamed(
  { header }: Table,
  wanted: readonly number[],
  parts: Parts,
  reasonFor: (at: number) => string | undefined,
): Taken {
  const taken = Object.values(parts);
  const others = [...header.keys()].filter((at) => !wanted.includes(at) && !taken.includes(at));
  const leftOut = others.flatMap((at) => {
    const reason = reasonFor(at);
    return reason === undefined ? [] : [{ name: header[at] || `column ${at + 1}`, reason }];
  });
  const possible = others.filter((at) => reasonFor(at) === undefined);
  return { features: [...wanted, ...possible].sort((a, b) => a - b), leftOut };
}

function checkNoLabel({ header, file, headerLine }: Table, features: readonly number[], { label }: Parts): void {
  if (label === undefined || !features.includes(label)) return;
  throw new TableError(file, { line: headerLine, column: header[label] }, 'it is the label, which is never a feature');
}

function checkDistinct({ header, file, headerLine }: Table, parts: Parts): void {
  const entries = Object.entries(parts).filter(([, at]) => at !== undefined);
  for (const [i, [part, at]] of entries.entries()) {
    const other = entries.slice(0, i).find(([, before]) => before === at);
    if (!other) continue;
    const problem = `it cannot be the ${other[0]} and the ${part} at once`;
    throw new TableError(file, { line: headerLine, column: header[at!] }, problem);
  }
}

function reasonToLeaveOut(
  name: string,
  ignored: boolean,
  isLabel: boolean,
  { without = [] }: ColumnFlags,
): string | undefined {
  if (ignored) return 'ignored';
  if (isLabel) return 'a label';
  if (name === '') return 'no name';
  if ((without as readonly string[]).includes(name)) return `--no-${name}`;
  return name.startsWith(LABEL_PREFIX) ? 'a label' : undefined;
}

/** Where a column is. @throws {TableError} when there is none of that name */
export function columnAt(header: readonly string[], name: string, file: string, line?: number): number {
  const at = header.indexOf(name);
  if (at >= 0) return at;
  const has = `the file has ${header.map((other) => `'${other}'`).join(', ')}`;
  throw new TableError(file, { line }, `there is no column '${name}', ${has}`);
}
