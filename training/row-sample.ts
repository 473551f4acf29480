import { decodeSample, encodeSampledRow, type SampledRow } from '../contracts/row-sample.ts';
import { RowStratum } from './row-stratum.ts';
import { priorityOfIdentity } from './sample-priority.ts';

/** Rows of about one width: how many values they have at most, how many rows stay, and how long a line may be. */
interface StratumLimits {
  readonly values: number;
  readonly rows: number;
  /** Characters. */
  readonly line: number;
}

/**
 * Few rows of many values weigh as much as many of few: a million values and 25 MB each, at most. Each width has a room
 * of its own, so that some wide rows push no others out. Rows of more than a thousand values are not kept.
 */
const LIMITS: readonly StratumLimits[] = [
  { values: 100, rows: 10_000, line: 2500 },
  { values: 1000, rows: 1000, line: 25_000 },
];

interface Stratum extends StratumLimits {
  readonly kept: RowStratum;
}

/**
 * The rows of a shard, or of several, that training may take: of each source its share, the newer the likelier. The
 * same rows leave the same sample, see {@link RowStratum}, so that samples can be merged and rows come twice.
 *
 * Rows are kept as the lines that they are written as: what they were read from is not held by them.
 */
export class RowSample {
  readonly #strata: readonly Stratum[];

  constructor(limits = LIMITS) {
    this.#strata = limits.map((each) => ({ ...each, kept: new RowStratum(each.rows) }));
  }

  /**
   * Whether a row of this kind may stay, before anything is made of it. With what is derived of it later it may have
   * some more values, and belong to the wider ones.
   *
   * @param values how many it has
   * @param priority `priorityOf` it
   */
  mayTake(source: string, values: number, priority: number): boolean {
    for (const stratum of this.#strata) if (values <= stratum.values) return stratum.kept.mayTake(source, priority);
    return false;
  }

  add(row: SampledRow): void {
    const { identity, arrivalMs, features } = row;
    const values = Array.isArray(features) ? features.length : Object.keys(features).length;
    const stratum = this.#strata.find((each) => values <= each.values);
    const priority = priorityOfIdentity(identity, arrivalMs);
    if (!stratum?.kept.mayTake(row.source, priority)) return;
    const line = encodeSampledRow(row);
    if (line.length > stratum.line) return;
    // A copy: a name that was cut out of a record would hold all of it.
    const source = JSON.parse(JSON.stringify(row.source));
    stratum.kept.add({ source, identity, arrivalMs, priority, line });
  }

  /** Takes in what {@link RowSample.text} wrote, of this or another process; what is no row of it is left out. */
  merge(text: string): void {
    for (const row of decodeSample(text)) this.add(row);
  }

  /** The lines of the rows that stay, the highest priority first. */
  get text(): string {
    return this.#strata.flatMap(({ kept }) => kept.rows.map(({ line }) => `${line}\n`)).join('');
  }

  /** Of what is kept, characters. */
  get size(): number {
    return this.#strata.reduce((sum, { kept }) => sum + kept.size, 0);
  }
}
