import { featureName } from '../../../contracts/feature-name.ts';
import type { Features, NamedFeatures } from '../../../contracts/observation.ts';
import { excerpt } from '../../../contracts/record-forms/excerpt.ts';
import { toFeatureValue } from '../../../contracts/record-forms/number.ts';
import { type NamedValues, toFeatures } from '../../../contracts/record-forms/values.ts';
import { ok, type Result } from '../../../contracts/result.ts';
import { type RowProblem, type RowProblemCode, rowProblem } from '../http/http-problems.ts';

/** A row's values as somebody's JSON has them: by name, or in the model's order. */
export type GivenValues = Readonly<Record<string, unknown>> | readonly unknown[];

/**
 * Decodes the values of a row by the rules of the stream: what a number is, what is missing, and how names compare. A
 * name that the model does not know may have any value; one that is no number counts as missing.
 *
 * @param path of the values in the row
 * @param names of the model's features by {@link featureName}
 * @returns them, or what is malformed: `not_finite`, `repeated_feature`
 */
export function decodeFeatureValues(
  given: GivenValues,
  path: string,
  names: ReadonlyMap<string, string>,
): Result<Features, RowProblemCode> {
  return Array.isArray(given)
    ? decodeOrdered(given, path)
    : decodeNamed(given as Readonly<Record<string, unknown>>, path, names);
}

/** Makes the problem of a value that is no number, or one that no double holds. */
export function badValue(given: unknown, path: string): RowProblem {
  return rowProblem('not_finite', path, `got ${excerpt(given)}, wanted a finite number`);
}

function decodeOrdered(given: readonly unknown[], path: string): Result<Features, RowProblemCode> {
  const values: (number | null)[] = [];
  for (const [i, each] of given.entries()) {
    const value = toFeatureValue(each);
    if (!isFeature(value)) return { ok: false, problem: badValue(each, `${path}[${i}]`) };
    values.push(value);
  }
  return ok(values);
}

function decodeNamed(
  given: Readonly<Record<string, unknown>>,
  path: string,
  names: ReadonlyMap<string, string>,
): Result<NamedFeatures, RowProblemCode> {
  const keys = Object.keys(given);
  const nameOf = (key: string) => names.get(featureName(key)) ?? featureName(key);
  // Mostly there is nothing to decode: a row of numbers, some of which are null.
  if (keys.every((key) => isPlain(given[key]) && nameOf(key) === key)) return ok(given as NamedFeatures);
  const values: NamedValues = [];
  for (const key of keys) {
    const value = toFeatureValue(given[key]);
    const isKnown = names.has(featureName(key));
    if (isKnown && !isFeature(value)) return { ok: false, problem: badValue(given[key], `${path}.${nameOf(key)}`) };
    values.push([key, isFeature(value) ? value : null]);
  }
  const features = toFeatures(values, path, nameOf);
  if (features.ok) return features;
  return { ok: false, problem: rowProblem('repeated_feature', features.problem.path, features.problem.message) };
}

function isPlain(value: unknown): boolean {
  return value === null || Number.isFinite(value);
}

function isFeature(value: number | null | undefined): value is number | null {
  return value !== undefined && !Number.isNaN(value);
}
