import { type Derivation, derivedNames, isDerivedName } from '../contracts/derive.ts';
import { type NamedFeatures, namedFeatures } from '../contracts/observation.ts';
import type { SampledRow } from '../contracts/row-sample.ts';
import type { RowLanes, TrainingData } from '../contracts/training-data.ts';

/** What rows of a sample have to be made of. */
export interface NamingRules {
  /** Of the model that judges now, in its order; absent where none of this stream does. */
  readonly current?: readonly string[];
  readonly derive?: readonly Derivation[];
  /** Numbers that mean a missing value; decoding has taken them out of the rows. */
  readonly missingValues?: readonly number[];
}

/** Rows of a sample as training takes them. */
export interface SampleData {
  readonly data: TrainingData;
  /** The rows of the data, in its order. */
  readonly rows: readonly SampledRow[];
  /** Values without names, of another number than the current model has: nobody can say which is which. */
  readonly unnamed: number;
}

/** A feature that most rows lack would mostly be assumed. */
const ENOUGH = 0.5;

/** 16 MB as numbers, and a few seconds of training. */
const MOST_CELLS = 2_000_000;

/**
 * Makes the data of a training from rows of a sample: the features that at least half of the rows have, those of the
 * current model first and in its order, the others by their names, what is derived behind them.
 *
 * Where rows come as values without names, they are the current model's, and the features stay as they are: a model of
 * others would find all such rows malformed. Rows have no times here: those of a sample say nothing of how often rows
 * come, which is all that training would take from them. What the past of their source said of them goes along.
 *
 * @param rows those that are for training
 * @throws {Error} where no feature is in half of the rows, in a sentence for people
 */
export function sampleData(rows: readonly SampledRow[], rules: NamingRules): SampleData {
  const { current, derive = [], missingValues } = rules;
  const named = rows.flatMap((row) => {
    const features = nameFeatures(row, current);
    return features ? [{ row, features }] : [];
  });
  const isPinned = named.some(({ row }) => Array.isArray(row.features));
  const features = isPinned ? current! : chosenNames(named, derive, current);
  const full = named.filter((one) => features.some((name) => cellAt(one.features, name) !== undefined));
  const ordered = full.sort((a, b) => a.row.arrivalMs - b.row.arrivalMs || compare(a.row.identity, b.row.identity));
  // the newest ones
  const taken = ordered.slice(-Math.floor(MOST_CELLS / features.length));
  return {
    data: {
      features,
      rows: Float64Array.from(taken.flatMap((one) => features.map((name) => cellAt(one.features, name) ?? Number.NaN))),
      lanes: lanesOfRows(taken.map(({ row }) => row)),
      ...(missingValues && { missingValues }),
      ...(derive.length > 0 && { derive }),
    },
    rows: taken.map(({ row }) => row),
    unnamed: rows.length - named.length,
  };
}

interface NamedRow {
  readonly row: SampledRow;
  readonly features: NamedFeatures;
}

function nameFeatures({ features }: SampledRow, current: readonly string[] = []): NamedFeatures | undefined {
  if (!Array.isArray(features)) return features as NamedFeatures;
  const values = features.map((value) => value ?? Number.NaN);
  return values.length === current.length ? namedFeatures(current, values) : undefined;
}

function chosenNames(
  named: readonly NamedRow[],
  derive: readonly Derivation[],
  current: readonly string[] = [],
): readonly string[] {
  const counts = new Map<string, number>();
  for (const { features } of named) {
    for (const [name, value] of Object.entries(features)) {
      if (value !== null && !isDerivedName(name, derive)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const enough = [...counts].filter(([, count]) => count >= ENOUGH * named.length).map(([name]) => name);
  if (enough.length === 0) throw new Error(noFeature(named.length, counts));
  const known = current.filter((name) => enough.includes(name));
  const own = [...known, ...enough.filter((name) => !known.includes(name)).sort()];
  return [...own, ...derivedNames(derive, own)];
}

function noFeature(rows: number, counts: ReadonlyMap<string, number>): string {
  const [[name, count] = [undefined, 0]] = [...counts].sort((a, b) => b[1] - a[1]);
  if (name === undefined) return 'no row has features with names: name them, or deploy a model that knows their order';
  return (
    `no feature is in half of the ${rows} rows; ${JSON.stringify(name)} is in most, in ${count}: sources that differ ` +
    'so much need an installation each'
  );
}

function cellAt(features: NamedFeatures, name: string): number | undefined {
  return Object.hasOwn(features, name) ? (features[name] ?? undefined) : undefined;
}

function lanesOfRows(rows: readonly SampledRow[]): RowLanes {
  const of = (lane: keyof RowLanes) => Float64Array.from(rows, ({ lanes }) => lanes?.[lane] ?? Number.NaN);
  return { stream: of('stream'), step: of('step') };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
