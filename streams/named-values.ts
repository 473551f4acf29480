/** One observation, by the names of its features. */
export interface NamedObservation {
  readonly source: string;
  /** Milliseconds since the epoch, by its own clock; NaN where there is none. */
  readonly timestampMs: number;
  /** When it arrived: what the clock of these sources goes by. */
  readonly arrivalMs: number;
  /** By name, or in an order of its own; null is missing. */
  readonly features: Readonly<Record<string, number | null>> | readonly (number | null)[];
}

/** More features of a source are not judged by its past. */
export const MOST_FEATURES_OF_A_SOURCE = 64;

/** The names that are known, and those of other features that have a value, as long as there is room. */
export function namesWith(known: readonly string[], features: NamedObservation['features']): readonly string[] {
  const names = Array.isArray(features) ? features.map((_, i) => String(i)) : Object.keys(features);
  const added = names.filter((name) => typeof valueIn(features, name) === 'number' && !known.includes(name));
  if (added.length === 0) return known;
  return [...known, ...added].slice(0, Math.max(known.length, MOST_FEATURES_OF_A_SOURCE));
}

/** The values in the order of the names; NaN where there is none. */
export function valuesOf(names: readonly string[], features: NamedObservation['features']): Float64Array {
  return Float64Array.from(names, (name) => valueIn(features, name) ?? Number.NaN);
}

function valueIn(features: NamedObservation['features'], name: string): number | null | undefined {
  return Object.hasOwn(features, name) ? (features as Readonly<Record<string, number | null>>)[name] : undefined;
}
