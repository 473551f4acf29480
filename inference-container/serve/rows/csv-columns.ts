import { featureName } from '../../../contracts/feature-name.ts';
import { shortName } from '../../../contracts/record-forms/excerpt.ts';
import { toFeatureValue } from '../../../contracts/record-forms/number.ts';
import { ok, type Result } from '../../../contracts/result.ts';
import { type RowProblem, type RowProblemCode, rowProblem } from '../http/http-problems.ts';

/** What the fields of a line of CSV are, in their order. */
export interface CsvColumns {
  /** By field: the place of its feature in the model; -1 for one that the model does not know. */
  readonly features: readonly number[];
  /** Whether there is a field for each feature. */
  readonly isComplete: boolean;
}

/** Makes the columns of lines without a header: a field for each feature, in the model's order. */
export function modelColumns(names: readonly string[]): CsvColumns {
  return { features: [...names.keys()], isComplete: true };
}

/**
 * Reads a header: a line of names, of which the model knows at least one. The names that it does not know are ignored,
 * as in a row of JSON, and a feature without a field is missing in every row.
 *
 * @param fields of a line
 * @param names of the model's features, in its order
 * @returns undefined when the line is no header; the problem of the whole body when it names a feature twice
 */
export function headerColumns(
  fields: readonly string[],
  names: readonly string[],
): Result<CsvColumns | undefined, RowProblemCode> {
  const places = new Map(names.map((name, place) => [featureName(name), place]));
  const columns = fields.map((field) => ({
    place: places.get(featureName(field)) ?? -1,
    value: toFeatureValue(field),
  }));
  const isHeader = columns.some(({ place, value }) => place >= 0 && value === undefined);
  // A feature may be called like a number; and pandas gives the column of its row numbers no name.
  const isRow = columns.some(({ place, value }) => place < 0 && typeof value === 'number');
  if (!isHeader || isRow) return ok(undefined);

  const features = columns.map(({ place }) => place);
  const known = features.filter((place) => place >= 0);
  const isComplete = known.length === names.length;
  if (new Set(known).size === known.length) return ok({ features, isComplete });
  const repeated = names.find((_, place) => known.indexOf(place) !== known.lastIndexOf(place));
  const message = `got a header with ${repeated} more than once, wanted each feature once`;
  return { ok: false, problem: rowProblem('bad_header', '', message) };
}

/**
 * Makes the problem of a first line that has names and none of the model: nobody knows in which order the rows are.
 *
 * @returns undefined for a line that may be a row, if a bad one
 */
export function foreignHeader(fields: readonly string[], names: readonly string[]): RowProblem | undefined {
  if (fields.length < 2 || !fields.every((field) => toFeatureValue(field) === undefined)) return undefined;
  const message = `got a first line of names, ${shown(fields)}, of which the model has none, wanted ${shown(names)}`;
  return rowProblem('bad_header', '', message);
}

function shown(names: readonly string[]): string {
  return names.slice(0, 10).map(shortName).join(', ');
}
