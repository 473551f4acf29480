import type { Features } from '../contracts/observation.ts';
import type { ModelProblemCode } from '../contracts/problem-codes.ts';
import { excerpt, shortName } from '../contracts/record-forms/excerpt.ts';
import { malformed, ok, type Result } from '../contracts/result.ts';
import type { Detector } from '../detectors/detector.ts';
import type { Model } from './model.ts';

/** The values of one row: an observation's, or a row of a table in the model's order, where NaN is a missing value. */
export type FeatureRow = Features | Float64Array;

/** What a row lacks of what the model wants. */
export interface Gaps {
  /** Names of the features that took what is usual. */
  readonly imputed: readonly string[];
  /**
   * Where a feature is missing: names with values that the model does not know, the first ten. One of them may be what
   * is missing, under another name.
   */
  readonly unknownNames: readonly string[];
}

/** Of a row that lacks nothing. */
export const NO_GAPS: Gaps = { imputed: [], unknownNames: [] };

const MAX_UNKNOWN_NAMES = 10;

/**
 * Writes the values of one row at `out[at..]` in the model's order; what is missing, null, or a number that means
 * "missing" to the model, takes what the detector finds most usual beside the others, or else the training median.
 *
 * Named values that the model does not know are not scored. An array must have a value for each feature, and one that
 * is not null.
 * @returns what was missing, or what is malformed: `no_known_feature`, `only_missing`, `wrong_length`, `not_finite`
 */
export function vectorise(
  model: Pick<Model, 'features' | 'medians' | 'missingValues'> & { readonly detector?: Pick<Detector, 'fill'> },
  features: FeatureRow,
  out: Float64Array,
  at: number,
): Result<Gaps, ModelProblemCode> {
  const names = model.features;
  const valueAt = isOrdered(features) ? (f: number) => features[f] : (f: number) => ownValue(features, names[f]);
  if (isOrdered(features) && features.length !== names.length) {
    return wrongLength(model, features.length, features.at(-1));
  }
  const isTableRow = features instanceof Float64Array;

  let missing: number[] | undefined;
  for (const [f, name] of names.entries()) {
    const value = valueAt(f);
    const isMissing = value === undefined || value === null || (isTableRow && Number.isNaN(value));
    if (isMissing || model.missingValues?.includes(value)) {
      missing ??= [];
      missing.push(f);
      out[at + f] = model.medians[f];
    } else if (Number.isFinite(value)) {
      out[at + f] = value;
    } else {
      const path = isOrdered(features) ? `features[${f}]` : `features.${name}`;
      return malformed('not_finite', path, `got ${excerpt(value)}, wanted a finite number`);
    }
  }
  if (missing === undefined) return ok(NO_GAPS);
  if (missing.length < names.length) {
    model.detector?.fill?.(out.subarray(at, at + names.length), missing);
    return ok({ imputed: missing.map((f) => names[f]), unknownNames: unknownNames(names, features) });
  }
  return withoutValues(names, features);
}

/** A row without any value that the model knows: it does not know its names, or there are only missing values. */
function withoutValues(known: readonly string[], features: FeatureRow) {
  const names = isOrdered(features) ? known : Object.keys(features);
  const isKnown = names.length > 0 && names.every((name) => known.includes(name));
  const [code, got] = isKnown
    ? (['only_missing', 'only missing values'] as const)
    : (['no_known_feature', listed(names)] as const);
  return malformed(code, 'features', `got ${got}, wanted at least one of ${listed(known)}`);
}

/**
 * Makes the problem of a row that has another number of values than the model has features.
 *
 * @param last of the values: one too many that is missing is what a comma at the end of a line makes
 */
export function wrongLength({ features: names }: Pick<Model, 'features'>, count: number, last?: unknown) {
  const isComma = count === names.length + 1 && (last === null || last === '');
  const hint = isComma ? ', the last of which is missing, as behind a comma at the end' : '';
  return malformed('wrong_length', 'features', `got ${count} values${hint}, wanted ${names.length}: ${listed(names)}`);
}

function unknownNames(known: readonly string[], features: FeatureRow): readonly string[] {
  if (isOrdered(features)) return [];
  const isKnown = new Set(known);
  const unknown = Object.keys(features).filter((name) => !isKnown.has(name) && features[name] !== null);
  return unknown.slice(0, MAX_UNKNOWN_NAMES).map(shortName);
}

/** Whether the values stand in the model's order, without names. */
function isOrdered(features: FeatureRow): features is readonly (number | null)[] | Float64Array {
  return Array.isArray(features) || features instanceof Float64Array;
}

/** Own keys only: a feature called `constructor` must not find the object's. */
function ownValue(features: Readonly<Record<string, number | null>>, name: string): number | null | undefined {
  return Object.hasOwn(features, name) ? features[name] : undefined;
}

/** Names for people, the first ten, each short: an observation may have one of a megabyte. */
function listed(names: readonly string[]): string {
  if (names.length === 0) return 'no names';
  const shown = names.slice(0, 10).map(shortName).join(', ');
  return names.length > 10 ? `${shown} and ${names.length - 10} more` : shown;
}
