import { counted } from '../../contracts/counted.ts';
import type { Observation } from '../../contracts/observation.ts';
import { COLUMN_PARTS } from '../../tabular/column-parts.ts';
import { namedValues } from './observation-table.ts';

/** More are not told apart: each is kept in memory. */
const MAX_SOURCES = 100_000;
/** Fewer rows say little about their sources. */
const MIN_ROWS = 10;
/** Of the rows: beyond this, nearly each is a source of its own. */
const MANY_SOURCES = 0.9;
/** More lines nobody reads. */
const MAX_FEATURES_SHOWN = 50;

/** The values of one feature. */
interface Column {
  present: number;
  least: number;
  most: number;
}

/** What can be said of collected rows before a model learns from them. */
export class CollectedSummary {
  readonly #columns = new Map<string, Column>();
  readonly #sources = new Set<string>();
  #rows = 0;

  get rows(): number {
    return this.#rows;
  }

  add({ source, features }: Observation): void {
    this.#rows++;
    if (this.#sources.size <= MAX_SOURCES) this.#sources.add(source);
    for (const [name, value] of namedValues(features)) {
      const column = this.#columns.get(name) ?? { present: 0, least: Infinity, most: -Infinity };
      this.#columns.set(name, column);
      if (value === null) continue;
      column.present++;
      column.least = Math.min(column.least, value);
      column.most = Math.max(column.most, value);
    }
  }

  /** `60 rows, 3 sources`. */
  get size(): string {
    const sources = this.#sources.size;
    const isMore = sources > MAX_SOURCES;
    return `${counted(this.#rows, 'row')}, ${isMore ? 'more than ' : ''}${counted(Math.min(sources, MAX_SOURCES), 'source')}`;
  }

  /** A line for each feature, and one about the sources where that is due. */
  lines(): string[] {
    const columns = [...this.#columns];
    const lines = columns.slice(0, MAX_FEATURES_SHOWN).map(([name, column]) => `  ${name} ${this.#say(column)}`);
    const left = columns.length - lines.length;
    if (left > 0) lines.push(`  and ${counted(left, 'feature')} more`);
    const parts = COLUMN_PARTS.filter((part) => this.#columns.has(part));
    if (parts.length > 0) {
      lines.push(
        `beware: ${parts.join(', ')} will be read as no feature, but as the ${parts[0]} of a row: ` +
          'give it another name with mapping.features',
      );
    }
    if (this.#isEachItsOwn) {
      lines.push(
        'nearly every row is a source of its own, so that nothing is known of one and each would get an alert of its own:',
        '  set mapping.source to what says whom a row is about',
      );
    }
    return lines;
  }

  get #isEachItsOwn(): boolean {
    const told = Math.min(this.#rows, MAX_SOURCES);
    return this.#rows >= MIN_ROWS && this.#sources.size >= MANY_SOURCES * told;
  }

  #say({ present, least, most }: Column): string {
    const missing = this.#rows - present;
    if (present === 0) return 'is missing in every row';
    if (least === most) {
      const where = missing === 0 ? 'in every row' : `wherever it is there, missing in ${this.#share(missing)}`;
      return `is ${least} ${where}: a model learns nothing from it`;
    }
    return `is ${short(least)} to ${short(most)}${missing === 0 ? '' : `, missing in ${this.#share(missing)}`}`;
  }

  #share(rows: number): string {
    const percent = (100 * rows) / this.#rows;
    return `${percent < 1 ? 'less than 1' : Math.floor(percent)} % of the rows`;
  }
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
