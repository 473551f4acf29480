import { isMissing } from '../contracts/missing.ts';
import type { ChoosingOptions, ColumnChoice } from './choose-columns.ts';
import { formsOf } from './file-forms.ts';
import { LabelCounter, labelWord } from './labels.ts';
import { type ColumnFlags, type Columns, type LeftOutColumn, locateColumns } from './locate-columns.ts';
import { withoutMissingValues } from './missing-values.ts';
import { decimalMarkOf, notATime } from './read-cell.ts';
import type { Table, TableRow } from './read-table.ts';
import { type TimeReader, timeReader } from './read-time.ts';
import { ColumnScan } from './scan-column.ts';
import { shellNames, shellWord } from './shell-word.ts';
import { sourceOf } from './source-name.ts';
import { TableError } from './table-error.ts';
import { ClockWatch } from './watch-clock.ts';
import { DecimalWatch } from './watch-decimals.ts';
import { OrderWatch } from './watch-order.ts';

const MOST_SOURCES = 1000;
const IMPUTED = 'empty, so that it is imputed';

/** Reads all rows of files to say what their columns are. */
export class FileScan {
  readonly #first: Table;
  readonly #columns: Columns;
  readonly #flags: ColumnFlags;
  readonly #options: ChoosingOptions;
  readonly #scans: readonly ColumnScan[];
  readonly #readTime: TimeReader;
  readonly #labels = new LabelCounter();
  readonly #clock = new ClockWatch();
  readonly #order = new OrderWatch();
  readonly #sources = new Set<string>();
  readonly #forms = new Set<string>();
  readonly #leftOut: LeftOutColumn[];
  #rows = 0;
  #sourceless = 0;
  /** Of the first row that cannot be read. */
  #badRow: TableError | undefined;

  constructor(table: Table, columns: Columns, flags: ColumnFlags, options: ChoosingOptions) {
    this.#first = table;
    this.#columns = columns;
    this.#flags = flags;
    this.#options = options;
    this.#scans = columns.features.map((at) => {
      const name = table.header[at];
      return new ColumnScan(name, flags.features !== undefined || this.#isOfModel(name));
    });
    this.#readTime = timeReader(flags.timestampFormat);
    this.#leftOut = [...columns.leftOut];
  }

  /** @throws {TableError} what is wrong with the file as a whole; and with a row, unless that is for later */
  async read(table: Table): Promise<void> {
    const columns = table === this.#first ? this.#columns : this.#locateAgain(table);
    const decimals = new DecimalWatch();
    try {
      for await (const row of withoutMissingValues(table.rows, columns.features, this.#flags)) {
        if (this.#rows >= (this.#options.rows ?? Number.POSITIVE_INFINITY)) break;
        this.#see(table, columns, row, decimals);
      }
    } catch (error) {
      this.#refuse(error as Error);
    }
    const isComma = decimalMarkOf(table, this.#flags) === 'either' && decimals.isComma(table);
    for (const form of formsOf(table, isComma)) this.#forms.add(form);
  }

  /** Columns that only a later file has are no features, which is said. */
  #locateAgain(table: Table): Columns {
    const names = this.#scans.map(({ name }) => name);
    const known = new Set([...this.#first.header, ...this.#leftOut.map(({ name }) => name)]);
    const others = table.header.filter((name) => name !== '' && !known.has(name));
    this.#leftOut.push(...others.map((name) => ({ name, reason: `not in ${this.#first.file}` })));
    return locateColumns(table, { ...this.#flags, ignore: undefined, features: names });
  }

  #see(table: Table, columns: Columns, row: TableRow, decimals: DecimalWatch): void {
    const label = columns.label === undefined ? undefined : row.fields[columns.label];
    if (label !== undefined) this.#labels.see(label);
    const mark = decimalMarkOf(table, this.#flags);
    const word = label === undefined || isMissing(label) ? undefined : labelWord(label);
    for (const [i, at] of columns.features.entries()) {
      this.#scans[i].see(table, row, at, mark, word);
      if (mark === 'either') decimals.see(row, row.fields[at]);
    }
    if (columns.timestamp !== undefined) this.#seeTime(table, columns, row, columns.timestamp);
    else this.#clock.seeNone(row);
    if (columns.source !== undefined) this.#seeSource(row.fields[columns.source]);
    else if (this.#columns.source !== undefined) this.#sourceless++;
    this.#rows++;
  }

  #seeTime(table: Table, columns: Columns, row: TableRow, at: number): void {
    if (isMissing(row.fields[at])) {
      this.#clock.seeNone(row);
      return;
    }
    const timestampMs = this.#readTime(row.fields[at]);
    if (timestampMs === undefined) {
      this.#refuse(notATime(table, row, at, this.#flags));
      return;
    }
    this.#clock.see(row, at, timestampMs);
    const { file } = table;
    const source = columns.source === undefined ? '' : row.fields[columns.source];
    this.#order.see(
      sourceOf({ source: source || undefined, file }, this.#flags),
      { file, line: row.line, index: row.index },
      timestampMs,
    );
  }

  #seeSource(source: string): void {
    if (source === '') this.#sourceless++;
    else if (this.#sources.size < MOST_SOURCES) this.#sources.add(source);
  }

  #refuse(error: Error): void {
    if (!this.#options.badRowsLater || !(error instanceof TableError)) throw error;
    this.#badRow ??= error;
  }

  /** @throws {TableError} when nothing is left, or something should not be taken */
  choose(files: readonly string[]): ColumnChoice {
    const { header, file } = this.#first;
    if (this.#rows === 0) throw this.#badRow ?? noRows(this.#first, this.#options);
    const clock = this.#columns.timestamp === undefined ? undefined : this.#clock;
    const wrong = this.#flags.timestampFormat === undefined ? clock?.problem() : undefined;
    if (wrong) throw new TableError(file, { ...wrong.place, column: header[this.#columns.timestamp!] }, wrong.problem);
    const taken = this.#features();
    const features = taken.map(({ name }) => name);
    const { source, timestamp, label, id } = this.#columns;
    const names = Object.entries({ source, timestamp, label, id }).flatMap(([part, at]) =>
      at === undefined ? [] : [[part, header[at]] as const],
    );
    return {
      files,
      features,
      besides: this.#options.modelFeatures ? features.filter((name) => !this.#isOfModel(name)) : [],
      leftOut: this.#leftOut,
      parts: Object.fromEntries(names),
      labels: label === undefined ? undefined : this.#labels.decide(this.#flags.anomalyLabels),
      clock,
      ...(this.#order.outOfOrder && { outOfOrder: this.#order.outOfOrder }),
      rows: this.#rows,
      sources: this.#sources.size,
      sourceless: this.#sourceless,
      forms: [...this.#forms],
      header,
      flags: this.#flags,
      range: { fromRow: this.#options.fromRow, rows: this.#options.rows },
    };
  }

  #isOfModel(name: string): boolean {
    return this.#options.modelFeatures?.includes(name) === true;
  }

  #features(): ColumnScan[] {
    if (this.#flags.features) return this.#allNamed();
    if (this.#options.modelFeatures) return this.#ofModelAndBesides();
    this.#checkCells(this.#scans);
    const taken = this.#scans.filter(({ reasonToLeaveOut }) => reasonToLeaveOut === undefined);
    if (taken.length === 0) throw this.#nothingLeft();
    this.#checkSuspicions(taken);
    const unused = this.#scans.filter((scan) => !taken.includes(scan));
    this.#leaveOut(unused, ({ reasonToLeaveOut }) => reasonToLeaveOut!);
    return taken;
  }

  #allNamed(): ColumnScan[] {
    this.#checkCells(this.#scans);
    const empty = this.#scans.filter(({ reasonToLeaveOut }) => reasonToLeaveOut !== undefined);
    const refused = empty.find(({ name }) => !this.#isOfModel(name));
    if (refused) throw new TableError(this.#first.file, { column: refused.name }, 'it holds no number at all');
    this.#leaveOut(empty, () => IMPUTED);
    return [...this.#scans];
  }

  /** Where the stream would refuse a column beside the model's, nobody is asked: the model does without it. */
  #ofModelAndBesides(): ColumnScan[] {
    const isOfModel = ({ name }: ColumnScan) => this.#isOfModel(name);
    const known = this.#scans.filter(isOfModel);
    this.#checkCells(known);
    const hasLabel = this.#columns.label !== undefined;
    const reasonFor = (scan: ColumnScan) =>
      this.#columns.timestamp === undefined
        ? 'no feature of the model'
        : (scan.reasonToLeaveOut ?? (scan.badCell && 'text among its numbers') ?? scan.suspicion(hasLabel));
    const unused = this.#scans.filter((scan) => !isOfModel(scan) && reasonFor(scan) !== undefined);
    this.#leaveOut(unused, (scan) => reasonFor(scan)!);
    this.#leaveOut(
      known.filter(({ reasonToLeaveOut }) => reasonToLeaveOut !== undefined),
      () => IMPUTED,
    );
    return this.#scans.filter((scan) => !unused.includes(scan));
  }

  #checkCells(scans: readonly ColumnScan[]): void {
    const bad = scans.map(({ badCell }) => badCell).find((problem) => problem !== undefined);
    if (bad) this.#refuse(bad);
  }

  #leaveOut(scans: readonly ColumnScan[], reasonFor: (scan: ColumnScan) => string): void {
    this.#leftOut.unshift(...scans.map((scan) => ({ name: scan.name, reason: reasonFor(scan) })));
  }

  #nothingLeft(): TableError {
    const scanned = this.#scans.map(({ name, reasonToLeaveOut: reason }) => ({ name, reason }));
    const why = [...scanned, ...this.#leftOut].slice(0, 5).map(({ name, reason }) => `${name} (${reason})`);
    const { header, delimiter, file } = this.#first;
    const isOne = delimiter !== undefined && header.length === 1;
    const hint = isOne ? '; if something else than , ; tab or | separates columns, say it with --delimiter' : '';
    return new TableError(file, {}, `no column left holds numbers: ${why.join(', ')}${hint}`);
  }

  #checkSuspicions(taken: readonly ColumnScan[]): void {
    const beside = this.#columns.label !== undefined;
    const suspects = taken.flatMap((scan) => {
      const suspicion = scan.suspicion(beside);
      return suspicion === undefined ? [] : [{ name: scan.name, suspicion }];
    });
    if (suspects.length === 0) return;
    const which = suspects.map(({ name, suspicion }) => `column '${name}' ${suspicion}`).join(', ');
    const find = (end: string) => suspects.find(({ suspicion }) => suspicion === end)?.name;
    const [label, id] = [find('is called like a label'), find('is called like an id')];
    const isLabel = label && !beside ? `, say that it is the label with --label-column ${shellWord(label)}` : '';
    const source = this.#columns.source === undefined ? id : undefined;
    const isSource = source ? `, say that it is the source with --source-column ${shellWord(source)}` : '';
    const ignore = `leave out with --ignore ${shellNames(suspects.map(({ name }) => name))}`;
    throw new TableError(
      this.#first.file,
      {},
      `${which}: ${ignore}${isLabel}${isSource}, or name the features with --features`,
    );
  }
}

function noRows({ file, form }: Table, { fromRow = 1 }: ChoosingOptions): TableError {
  const after = form === undefined ? ' after the header' : '';
  const none = fromRow > 1 ? `there is no row ${fromRow}, row 1 being the first${after}` : `there are no rows${after}`;
  return new TableError(file, {}, none);
}
