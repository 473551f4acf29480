import { excerpt } from '../../../contracts/record-forms/excerpt.ts';
import { ok, type Result } from '../../../contracts/result.ts';
import { type RowProblemCode, rowProblem } from '../http/http-problems.ts';
import type { GivenValues } from './feature-values.ts';

/** Where and in which form the features of one row were found. */
export interface InstanceFeatures {
  /** From the row: '', `features`, `data.features`, `data.features.values`. */
  readonly path: string;
  /** Of the right shape; whether each value is a number is for `decodeFeatureValues` to see. */
  readonly given: GivenValues;
}

/**
 * Finds the features of one row of JSON, in any form that SageMaker documents for its built-in algorithms
 * (Common data formats for inference) or that is ours:
 *
 *   [1, 2]
 *   {"features": [1, 2]}                                               dense
 *   {"data": {"features": {"values": [1, 2]}}}                         dense, nested
 *   {"data": {"features": {"keys": [1], "shape": [2], "values": [2]}}} sparse: what has no key is 0
 *   {"features": {"a": 1, "b": 2}}                                     named
 *
 * @param width how many features the model has
 * @returns them, or what is malformed, with its path from the row: `not_a_row`, `bad_sparse_row`, `wrong_length`
 */
export function instanceFeatures(instance: unknown, width: number): Result<InstanceFeatures, RowProblemCode> {
  const { path, features } = locateFeatures(instance);
  if (isList(features)) return ok({ path, given: features });
  if (!isObject(features)) {
    const got = isObject(instance) ? `an object with ${listKeys(instance)}` : shown(instance);
    return malformed('not_a_row', path, `got ${got}, wanted {"features":{name:number}}, {"features":[..]} or [..]`);
  }
  const { keys, shape, values } = features;
  if (!isList(values)) return ok({ path, given: features });
  // the converted form of a dense row has empty keys and an empty shape; a sparse row of zeros has the shape alone
  const isSparse = isList(keys) && (keys.length > 0 || (values.length === 0 && isList(shape) && shape.length > 0));
  if (isSparse) return sparseFeatures(keys, shape, values, path, width);
  return ok({ path: `${path}.values`, given: values });
}

function locateFeatures(instance: unknown): { path: string; features: unknown } {
  if (!isObject(instance)) return { path: '', features: instance };
  if (!isObject(instance.data)) return { path: 'features', features: instance.features };
  return { path: 'data.features', features: instance.data.features };
}

function sparseFeatures(
  keys: readonly unknown[],
  shape: unknown,
  values: readonly unknown[],
  path: string,
  width: number,
): Result<InstanceFeatures, RowProblemCode> {
  if (keys.length !== values.length) {
    return malformed(
      'bad_sparse_row',
      path,
      `got ${keys.length} keys and ${values.length} values, wanted as many of each`,
    );
  }
  if (shape !== undefined && !(isList(shape) && shape.length === 1 && shape[0] === width)) {
    return malformed('wrong_length', `${path}.shape`, `got ${shown(shape)}, wanted [${width}]`);
  }
  const given = new Array<unknown>(width).fill(0);
  for (const [index, key] of keys.entries()) {
    if (!(typeof key === 'number' && Number.isInteger(key) && key >= 0 && key < width)) {
      const message = `got ${shown(key)}, wanted a whole number from 0 to ${width - 1}`;
      return malformed('bad_sparse_row', `${path}.keys[${index}]`, message);
    }
    given[key] = values[index];
  }
  return ok({ path: `${path}.values`, given });
}

function malformed(code: RowProblemCode, path: string, message: string): Result<never, RowProblemCode> {
  return { ok: false, problem: rowProblem(code, path, message) };
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listKeys(instance: Record<string, unknown>): string {
  const keys = Object.keys(instance);
  return keys.length === 0 ? 'no keys' : `the keys ${shown(keys)}`;
}

/** A value as JSON, short enough for a message. A list in a list is only named: the engine cannot write a deep one. */
function shown(value: unknown): string {
  const isPlain = isList(value) && value.every((element) => typeof element !== 'object' || element === null);
  const text = isPlain ? JSON.stringify(value.slice(0, 80)) : value === undefined ? 'nothing' : excerpt(value, 80);
  return text.length > 80 ? `${text.slice(0, 80)}..` : text;
}
