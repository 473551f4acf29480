import { type Derivation, derivedFrom, derivedName } from '../contracts/derive.ts';
import type { NamedFeatures } from '../contracts/observation.ts';
import type { TrainingData } from '../contracts/training-data.ts';

/**
 * Refuses features that cannot be derived of rows with these features.
 *
 * @throws {Error} for one whose name the rows have already, and one of a feature that they do not have
 */
export function checkDerivable(features: readonly string[], derive: readonly Derivation[]): void {
  for (const one of derive) {
    const name = derivedName(one);
    if (features.includes(name))
      throw new Error(`the rows have ${name}, which would be derived: leave one of them out`);
    const of = derivedFrom(one);
    if (of === undefined || features.includes(of)) continue;
    throw new Error(`${name} cannot be derived: there is no feature '${of}', there are ${features.join(', ')}`);
  }
}

/** Rows that get a column for each derived feature, behind their own. */
export class DerivedColumns {
  readonly #data: TrainingData;
  readonly #derive: readonly Derivation[];
  readonly #names: readonly string[];
  readonly #rows: Float64Array;

  /** @throws {Error} for features that cannot be derived of these rows */
  constructor(data: TrainingData, derive: readonly Derivation[]) {
    checkDerivable(data.features, derive);
    if (!data.timestampsMs) {
      throw new Error(
        `${derive.map(derivedName).join(', ')} cannot be derived: the rows have no time, or not all of them`,
      );
    }
    this.#data = data;
    this.#derive = derive;
    this.#names = [...data.features, ...derive.map(derivedName)];
    this.#rows = new Float64Array(data.timestampsMs.length * this.#names.length).fill(Number.NaN);
  }

  /** @param derived by name; undefined where the row taught nothing */
  set(row: number, derived: NamedFeatures | undefined): void {
    const own = this.#data.features.length;
    const at = row * this.#names.length;
    this.#rows.set(this.#data.rows.subarray(row * own, (row + 1) * own), at);
    for (let i = own; i < this.#names.length; i++) {
      const value = derived?.[this.#names[i]] ?? Number.NaN;
      // As the model takes it when it is scored.
      this.#rows[at + i] = this.#data.missingValues?.includes(value) ? Number.NaN : value;
    }
  }

  /** All rows, once each was set. */
  get data(): TrainingData {
    const { labels: _, ...data } = this.#data;
    return { ...data, features: this.#names, rows: this.#rows, derive: this.#derive };
  }
}
