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
  if (names.length === 0) return noFeatures(path);
  if (areFeatures(value as Record<string, unknown>, names)) return ok(value as NamedFeatures);
  const values: NamedValues = [];
  for (const name of names) {
    const given = (value as Record<string, unknown>)[name];
    const feature = toFeatureValue(given);
    if (!isFeature(feature)) return notAFeature(given, `${path}.${shortName(name)}`);
    values.push([name, feature]);
  }
  return toFeatures(values, path);
}

/** Whether they are features as they stand, which nearly all are: nothing has to be made anew. */
function areFeatures(members: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  for (const name of names) {
    const value = members[name];
    if (!(Number.isFinite(value) || value === null) || featureName(name) !== name) return false;
  }
  return true;
}

/** Values that only the model can name, in its order: a numeric array. */
export function decodePositionalFeatures(values: readonly unknown[], path: string): Result<Features> {
  if (values.length > MAX_FEATURES) return tooManyFeatures(path);
  const features: (number | null)[] = [];
  for (const [i, given] of values.entries()) {
    const feature = toFeatureValue(given);
    if (!isFeature(feature)) return notAFeature(given, `${path}[${i}]`);
    features.push(feature);
  }
  return features.length === 0 ? noFeatures(path) : ok(features);
}

function isFeature(value: number | null | undefined): value is number | null {
  return value !== undefined && !Number.isNaN(value);
}

function notAFeature(given: unknown, path: string) {
  if (toFeatureValue(given) !== undefined) return notFinite(given, path);
  return malformed('not_a_number', path, `a feature must be a number, got ${excerpt(given)}`);
}

/** Makes the problem of a feature that is no finite number. */
export function notFinite(given: unknown, path: string) {
  return malformed('not_finite', path, `a feature must be a finite number, got ${excerpt(given)}`);
}

/**
 * Makes the problem of an observation without a numeric feature.
 *
 * @param unread what it has instead, as messages show it
 */
export function noFeatures(path: string, unread: Readonly<Record<string, string>> = {}) {
  const [name] = Object.keys(unread);
  const instead = name === undefined ? '' : `; ${shortName(name)} is ${unread[name]}`;
  return malformed('no_features', path, `an observation must have at least one numeric feature, got none${instead}`);
}

/** Makes the problem of an observation with more features than it may have. */
export function tooManyFeatures(path: string) {
  return malformed('too_many_features', path, `an observation must have at most ${MAX_FEATURES} features, got more`);
}

/** Values by the keys of an object, in its order. */
export type NamedValues = [key: string, value: number | null][];

/**
 * Makes features of the values of one object, whose keys may have white space around the names. Where that makes two of
 * one, one of them must be missing, or both the same.
 *
 * @param path of the object
 * @param nameOf the feature that a key names
 */
export function toFeatures(values: NamedValues, path: string, nameOf = featureName): Result<NamedFeatures> {
  if (values.every(([key]) => nameOf(key) === key)) return ok(objectOf(values));
  const known = new Map<string, number>();
  for (const [key, value] of values) {
    const name = nameOf(key);
    if (value === null) continue;
    const other = known.get(name) ?? value;
    if (other !== value) {
      const message = `a name must stand once, white space around it aside: got ${other} and ${value}`;
      return malformed('repeated_feature', path === '' ? shortName(name) : `${path}.${shortName(name)}`, message);
    }
    known.set(name, value);
  }
  const names = values.map(([key]) => nameOf(key));
  return ok(Object.fromEntries(names.map((name) => [name, known.get(name) ?? null])));
}

/** By assignment, which is several times as fast; but `__proto__`, a name like any other, would be lost by it. */
function objectOf(values: NamedValues): NamedFeatures {
  const features: Record<string, number | null> = {};
  for (const [name, value] of values) {
    if (name === '__proto__') return Object.fromEntries(values);
    features[name] = value;
  }
  return features;
}
