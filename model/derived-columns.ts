import {
  type Derivation,
  derivedFrom,
  derivedName,
  derivedNames,
  isDerivedName,
  residualOf,
} from '../contracts/derive.ts';
import type { NamedFeatures } from '../contracts/observation.ts';
import type { TrainingData } from '../contracts/training-data.ts';
import { WEIGHTLESS } from '../streams/judge-and-learn.ts';
import { MOST_FEATURES } from '../streams/layout.ts';

/**
 * Refuses features that cannot be derived of rows with these features.
 *
 * @throws {Error} for one whose name the rows have already, and one of a feature that they do not have
 */
export function checkDerivable(features: readonly string[], derive: readonly Derivation[]): void {
  for (const one of derive) {
    const name = features.find((each) => isDerivedName(each, [one])) ?? derivedName(one);
    if (features.includes(name))
      throw new Error(`the rows have ${name}, which would be derived: leave one of them out`);
    if (one === 'residuals' && features.length > MOST_FEATURES) {
      throw new Error(
        `residuals of ${features.length} features cannot be derived: of a source's features ${MOST_FEATURES} have a past; name some features, or some residuals`,
      );
    }
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
    this.#names = [...data.features, ...derivedNames(derive, data.features)];
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

  /**
   * All rows, once each was set.
   *
   * @throws {Error} where a residual is nowhere known
   */
  get data(): TrainingData {
    const none = this.#names.findIndex((name, i) => residualOf(name, this.#derive) !== undefined && this.#isMissing(i));
    if (none !== -1) {
      throw new Error(
        `${this.#names[none]} has no value in any row: it has one from the ${WEIGHTLESS}th observation of a source on; take more rows, or leave it out`,
      );
    }
    const { labels: _, ...data } = this.#data;
    return { ...data, features: this.#names, rows: this.#rows, derive: this.#derive };
  }
  #isMissing(feature: number): boolean {
    for (let at = feature; at < this.#rows.length; at += this.#names.length) {
      if (!Number.isNaN(this.#rows[at])) return false;
    }
    return true;
  }
}
