import type { LaneName } from '../contracts/lanes.ts';
import type { Features } from '../contracts/observation.ts';
import type { Contribution, UsualRange } from '../contracts/verdict.ts';
import { LANE_CODES, NO_REASON } from './page/page-data.ts';
import { type ReportRows, TRUTH, type UsualColumn } from './report-data.ts';

/** One judged observation on its way into columns. */
export interface JudgedRow {
  readonly features: Features;
  readonly source?: string;
  readonly timestampMs?: number;
  /** In the measure of all rows. */
  readonly score: number;
  readonly threshold: number;
  readonly grade: number;
  readonly anomalous: boolean;
  /** By name, the ends of what the past of its source expected; absent where it said nothing. */
  readonly usual?: ReadonlyMap<string, Pick<UsualRange, 'low' | 'high'>>;
  /** Of an anomalous row, the largest first. */
  readonly contributions?: readonly Pick<Contribution, 'feature'>[];
  /** Which lane led an anomalous verdict; absent where the model alone judged. */
  readonly lane?: LaneName;
  /** What the label says; absent where the row has none. */
  readonly strange?: boolean;
}

export interface RowCollector {
  /** @returns its number among the rows, from 0 */
  add(row: JudgedRow): number;
  rows(): ReportRows;
}

/**
 * Gathers rows into columns as they come.
 *
 * Memory: 4 bytes per value, 12 with what is usual, and about 25 per row; twice that while a column grows.
 * @param features names in the order in which the page shows them, and in which array-formed features are
 */
export function collectRows(features: readonly string[], measure: ReportRows['measure'] = 'score'): RowCollector {
  const values = features.map(() => new Column(Float32Array));
  const usual = collectUsual(features);
  const timestampMs = new Column(Float64Array);
  const source = new Column(Uint32Array);
  const score = new Column(Float32Array);
  const threshold = new Column(Float32Array);
  const grade = new Column(Float32Array);
  const anomalous = new Column(Uint8Array);
  const reason = new Column(Uint16Array);
  const lane = new Column(Uint8Array);
  const truth = new Column(Uint8Array);
  const featureIndex = new Map(features.map((name, index) => [name, index]));
  const sourceIndex = new Map<string, number>();
  let timed = true;
  let labelled = false;

  return {
    add(row) {
      for (const [i, column] of values.entries()) column.push(valueIn(row.features, features[i], i));
      usual.add(row.usual);
      timestampMs.push(row.timestampMs ?? Number.NaN);
      source.push(indexOf(sourceIndex, row.source ?? ''));
      score.push(row.score);
      threshold.push(row.threshold);
      grade.push(row.grade);
      anomalous.push(row.anomalous ? 1 : 0);
      reason.push(featureIndex.get(row.contributions?.[0]?.feature ?? '') ?? NO_REASON);
      lane.push(row.anomalous ? LANE_CODES[row.lane ?? 'row'] : LANE_CODES.none);
      truth.push(row.strange === undefined ? TRUTH.unknown : row.strange ? TRUTH.strange : TRUTH.usual);
      timed &&= Number.isFinite(row.timestampMs);
      labelled ||= row.strange !== undefined;
      return score.length - 1;
    },
    rows: () => ({
      count: score.length,
      features,
      measure,
      values: values.map((column) => column.toArray()),
      usual: usual.columns(),
      timestampMs: timed && score.length > 0 ? timestampMs.toArray() : undefined,
      sources: [...sourceIndex.keys()],
      source: source.toArray(),
      score: score.toArray(),
      threshold: threshold.toArray(),
      grade: grade.toArray(),
      anomalous: anomalous.toArray(),
      reason: reason.toArray(),
      lane: lane.toArray(),
      truth: labelled ? truth.toArray() : undefined,
    }),
  };
}

/** Columns that begin with the first row of which something is usual. */
function collectUsual(features: readonly string[]) {
  let columns: { readonly low: Column<Float32Array<ArrayBuffer>>; readonly high: Column<Float32Array<ArrayBuffer>> }[] =
    [];
  let rows = 0;
  return {
    add(usual: JudgedRow['usual']): void {
      if (usual && columns.length === 0) {
        columns = features.map(() => ({ low: new Column(Float32Array), high: new Column(Float32Array) }));
        for (let row = 0; row < rows; row++) pushAll(undefined);
      }
      rows++;
      pushAll(usual);
    },
    columns: (): UsualColumn[] | undefined =>
      columns.length === 0 ? undefined : columns.map(({ low, high }) => ({ low: low.toArray(), high: high.toArray() })),
  };

  function pushAll(usual: JudgedRow['usual']): void {
    for (const [i, { low, high }] of columns.entries()) {
      const range = usual?.get(features[i]);
      low.push(range?.low ?? Number.NaN);
      high.push(range?.high ?? Number.NaN);
    }
  }
}

function valueIn(features: Features, name: string, index: number): number {
  if (Array.isArray(features)) return features[index] ?? Number.NaN;
  const named = features as Readonly<Record<string, number | null>>;
  return Object.hasOwn(named, name) ? (named[name] ?? Number.NaN) : Number.NaN;
}

function indexOf(indexes: Map<string, number>, name: string): number {
  const known = indexes.get(name);
  if (known !== undefined) return known;
  indexes.set(name, indexes.size);
  return indexes.size - 1;
}

type Numbers =
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** A typed array that doubles as it fills. */
class Column<A extends Numbers> {
  #items: A;
  readonly #type: new (
    length: number,
  ) => A;
  length = 0;

  constructor(type: new (length: number) => A) {
    this.#type = type;
    this.#items = new type(1024);
  }

  push(value: number): void {
    if (this.length === this.#items.length) {
      const grown = new this.#type(2 * this.length);
      grown.set(this.#items);
      this.#items = grown;
    }
    this.#items[this.length++] = value;
  }

  toArray(): A {
    return this.#items.slice(0, this.length) as A;
  }
}
