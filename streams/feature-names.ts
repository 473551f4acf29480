import type { SourceSettings } from './judge-and-learn.ts';
import { MOST_FEATURES } from './layout.ts';

/** What holds for sources, counters by their names. */
type SettingsByName = Omit<SourceSettings, 'counters' | 'names'> & { readonly counters: ReadonlySet<string> };

/** Values by name, or in an order of their own; null is missing. */
export type FeatureValues = Readonly<Record<string, number | null>> | readonly (number | null)[];

/** The names of a source's features, in the order of its state. Many sources have the same. */
export class FeatureNames {
  readonly names: readonly string[];
  /** What {@link take} took, in this order; NaN where there is no value. It is filled anew for each observation. */
  readonly values: Float64Array;
  /** What holds for the sources that have them. */
  readonly settings: SourceSettings;
  readonly #places: ReadonlyMap<string, number>;

  constructor(names: readonly string[], { counters, offsetMinutes, alarmScore }: SettingsByName) {
    this.names = names;
    this.values = new Float64Array(names.length);
    this.#places = new Map(names.map((name, i) => [name, i]));
    const counting = names.flatMap((name, i) => (counters.has(name) ? [i] : []));
    this.settings = { counters: counting.length > 0 ? new Set(counting) : undefined, offsetMinutes, alarmScore, names };
  }

  /** Takes the values of an observation. @returns whether none is left for which there would be room */
  take(features: FeatureValues): boolean {
    this.values.fill(Number.NaN);
    let isComplete = true;
    let next = 0;
    for (const name in features) {
      const value = valueIn(features, name);
      if (typeof value !== 'number') continue;
      const at = this.names[next] === name ? next : this.#places.get(name);
      if (at === undefined) {
        isComplete &&= this.names.length >= MOST_FEATURES;
        continue;
      }
      this.values[at] = value;
      next = at + 1;
    }
    return isComplete;
  }

  /** Whether these are the names of the values in this observation, in its order. */
  areOf(features: FeatureValues): boolean {
    let next = 0;
    for (const name in features) {
      if (typeof valueIn(features, name) !== 'number') continue;
      if (this.names[next++] !== name) return false;
    }
    return next === this.names.length;
  }
}

/** Names by what they are, so that sources that have the same share them. */
export class SharedNames {
  readonly #settings: SettingsByName;
  readonly #known = new Map<string, FeatureNames>();
  #latest: FeatureNames;

  constructor(settings: SettingsByName) {
    this.#settings = settings;
    this.#latest = new FeatureNames([], settings);
  }

  /** Gives the names that a new source has after this observation, or an old one after its own names. */
  after(before: FeatureNames | undefined, features: FeatureValues): FeatureNames {
    if (before === undefined && this.#latest.areOf(features)) return this.#latest;
    const names = [...(before?.names ?? [])];
    const known = new Set(names);
    for (const name in features) {
      if (names.length >= MOST_FEATURES) break;
      if (typeof valueIn(features, name) === 'number' && !known.has(name)) names.push(name);
    }
    this.#latest = this.of(names);
    return this.#latest;
  }

  /** Gives the names as they are shared. */
  of(names: readonly string[]): FeatureNames {
    const key = JSON.stringify(names);
    let shared = this.#known.get(key);
    if (shared === undefined) {
      if (this.#known.size >= MOST_SHARED) this.#known.clear();
      shared = new FeatureNames(names, this.#settings);
      this.#known.set(key, shared);
    }
    return shared;
  }
}

/** So many lists of names are shared; more are rare, and only cost memory. */
const MOST_SHARED = 1000;

/** @param name of its own: one that a loop over it gave */
function valueIn(features: FeatureValues, name: string): number | null | undefined {
  return (features as Readonly<Record<string, number | null>>)[name];
}
