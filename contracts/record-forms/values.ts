import { featureName } from '../feature-name.ts';
import type { Features, NamedFeatures } from '../observation.ts';
import { malformed, ok, type Result } from '../result.ts';
import { excerpt, shortName } from './excerpt.ts';
import { toFeatureValue } from './number.ts';

/** Models have hundreds, seldom thousands. What has more is no observation, and could be all that a record holds. */
export const MAX_FEATURES = 10_000;

/** Features from an object whose every key is one: a value that is no number is an error. */
export function decodeNamedFeatures(value: object, path: string): Result<Features> {
  const names = Object.keys(value);
  if (names.length > MAX_FEATURES) return tooManyFeatures(path);
  const values: NamedValues = [];
  for (const name of names) {
    const given = (value as Record<string, unknown>)[name];
    const feature = decodeFeatureValue(given, `${path}.${shortName(name)}`);
    if (!feature.ok) return feature;
    values.push([featureName(name), feature.value]);
  }
  if (values.length === 0) return noFeatures(path);
  return toFeatures(values, path);
}

/** Values that only the model can name, in its order: a numeric array. */
export function decodePositionalFeatures(values: readonly unknown[], path: string): Result<Features> {
  if (values.length > MAX_FEATURES) return tooManyFeatures(path);
  const features: (number | null)[] = [];
  for (const [i, given] of values.entries()) {
    const feature = decodeFeatureValue(given, `${path}[${i}]`);
    if (!feature.ok) return feature;
    features.push(feature.value);
  }
  return features.length === 0 ? noFeatures(path) : ok(features);
}

function decodeFeatureValue(given: unknown, path: string): Result<number | null> {
  const value = toFeatureValue(given);
  if (value === undefined) return malformed('not_a_number', path, `a feature must be a number, got ${excerpt(given)}`);
  if (Number.isNaN(value)) return notFinite(given, path);
  return ok(value);
}

/** Makes the problem of a feature that is no finite number. */
export function notFinite(given: unknown, path: string) {
  return malformed('not_finite', path, `a feature must be a finite number, got ${excerpt(given)}`);
}

/** Makes the problem of an observation without a numeric feature. */
export function noFeatures(path: string) {
  return malformed('no_features', path, 'an observation must have at least one numeric feature, got none');
}

/** Makes the problem of an observation with more features than it may have. */
export function tooManyFeatures(path: string) {
  return malformed('too_many_features', path, `an observation must have at most ${MAX_FEATURES} features, got more`);
}

/** Values by the names of features, in the order of the record. */
export type NamedValues = [name: string, value: number | null][];

/**
 * Makes features of values with names, among which white space may have made two of one: then one of them must be
 * missing, or both the same.
 *
 * @param path of the object that they are from
 */
export function toFeatures(values: NamedValues, path: string): Result<NamedFeatures> {
  // Not by assignment: `__proto__` is a name like any other.
  const features: Record<string, number | null> = Object.fromEntries(values);
  if (Object.keys(features).length === values.length) return ok(features);
  const known = new Map<string, number>();
  for (const [name, value] of values) {
    if (value === null) continue;
    const other = known.get(name) ?? value;
    if (other !== value) {
      const message = `a name must stand once, white space around it aside: got ${other} and ${value}`;
      return malformed('repeated_feature', path === '' ? shortName(name) : `${path}.${shortName(name)}`, message);
    }
    known.set(name, value);
  }
  return ok(Object.fromEntries(values.map(([name]) => [name, known.get(name) ?? null])));
}
