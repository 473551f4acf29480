import type { NamedFeatures } from '../contracts/observation.ts';

/** The values of a row as an observation names them: null is a missing value. @param values NaN is a missing one */
export function namedValues(names: readonly string[], values: Float64Array): NamedFeatures {
  return Object.fromEntries(names.map((name, i) => [name, Number.isNaN(values[i]) ? null : values[i]]));
}
