import type { ColumnPart } from './column-parts.ts';
import { dataIn, noHeader } from './header.ts';
import type { LabelReading } from './labels.ts';
import { type ColumnFlags, type LeftOutColumn, locateColumns } from './locate-columns.ts';
import { openTable, type Table } from './read-table.ts';
import { FileScan } from './scan-file.ts';
import type { ClockWatch } from './watch-clock.ts';
import type { OutOfOrder } from './watch-order.ts';

/** What is taken from files, decided over all their rows; {@link describeChoice} says it. */
export interface ColumnChoice {
  readonly files: readonly string[];
  /** In the order in which the stream gets them: that of the file, unless they were named. */
  readonly features: readonly string[];
  /** Those of {@link features} that a model does not know, which are judged by the past of their source alone. */
  readonly besides: readonly string[];
  readonly leftOut: readonly LeftOutColumn[];
  /** The columns that are something else, by name. */
  readonly parts: Readonly<Partial<Record<ColumnPart, string>>>;
  /** How labels are read, or why they are not; absent without a column of labels. */
  readonly labels?: LabelReading | string;
  /** Absent without a column of times. */
  readonly clock?: ClockWatch;
  /** Absent where the rows of each source are in the order of time, or have none. */
  readonly outOfOrder?: OutOfOrder;
  readonly rows: number;
  /** Different ones that the rows name, as far as a thousand; 0 without a column of sources. */
  readonly sources: number;
  /** Rows whose source is blank. */
  readonly sourceless: number;
  /** How the files are written, where that is not plain. */
  readonly forms: readonly string[];
  /** Names in the first file's header. */
  readonly header: readonly string[];
  readonly flags: ColumnFlags;
  /** Of each file, the rows to begin with and to end with. */
  readonly range: RowRange;
}

export interface RowRange {
  /** From 1. */
  readonly fromRow?: number;
  /** Over all files. */
  readonly rows?: number;
}

export interface ChoosingOptions extends RowRange {
  /** Bad rows are left to whoever reads the rows up to them: what comes before is good. */
  readonly badRowsLater?: boolean;
  /**
   * Names that a model knows: they are features whatever speaks against them, and one that the file has no value for is
   * imputed, not refused. Other columns are features beside them where rows have a time, and what the stream would
   * refuse of those is left out.
   */
  readonly modelFeatures?: readonly string[];
}

/**
 * Reads files of the same columns once, in constant memory, and decides what each column is. Every command that reads
 * files decides so.
 *
 * @throws {TableError} for a bad file, a column that holds both numbers and text, a text column named as a feature, one
 *   that should not be learned from (an id, a clock, a label) unless `flags.features` names it
 */
export async function chooseColumns(
  files: readonly string[],
  flags: ColumnFlags = {},
  options: ChoosingOptions = {},
): Promise<ColumnChoice> {
  let scan: FileScan | undefined;
  for (const file of files) {
    const table = await openTable(file, flags, options.fromRow);
    try {
      checkHeader(table, flags);
      scan ??= new FileScan(table, locateColumns(table, flags, options.modelFeatures), flags, options);
      await scan.read(table);
    } finally {
      table.close();
    }
  }
  if (!scan) throw new Error('no file to read');
  return scan.choose(files);
}

/** A header that has what was asked for is one, whatever else it has. */
function checkHeader({ file, header, headerLine, delimiter }: Table, flags: ColumnFlags): void {
  const { features, ignore = [], sourceColumn, timestampColumn, labelColumn } = flags;
  if (delimiter === undefined || features?.every((name) => header.includes(name))) return;
  const named = [...(features ?? []), ...ignore, sourceColumn, timestampColumn, labelColumn];
  const cell = dataIn(header, (name) => named.includes(name));
  if (cell !== undefined) throw noHeader(file, headerLine, cell, features === undefined);
}
