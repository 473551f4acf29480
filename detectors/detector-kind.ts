import type { Detector } from './detector.ts';

/** One thing that people may choose when a detector of a kind is fitted. */
export type DetectorParameter = {
  /** As people write it, in flags and hyperparameters. */
  readonly name: string;
  /** What it is, in a few words for people. */
  readonly help: string;
} & (
  | { readonly type: 'whole'; readonly least: number; readonly default: number }
  /** Above `above`, and `most` at the most. */
  | { readonly type: 'number'; readonly above: number; readonly most: number; readonly default: number }
  | { readonly type: 'flag'; readonly default: boolean }
);

/** Chosen values by the names of their parameters. */
export type ParameterValues = Readonly<Record<string, number | boolean>>;

/** A kind of detector: how one is fitted and read again, and all that others must know to offer it to people. */
export interface DetectorKind {
  /** Its name in model files and settings. */
  readonly kind: string;
  /** Its name in sentences for people, with its article. */
  readonly title: string;
  readonly parameters: readonly DetectorParameter[];
  /** The share of the training rows to tell people of, in (0, 1), when nobody says where strange begins. */
  readonly defaultBudgetShare: number;
  /** Where strange begins by the detector's own theory; absent where it says nothing of that. */
  readonly autoThreshold?: number;
  /** It learns from the cells that are there where some are missing (NaN); absent where its rows must be complete. */
  readonly fitsMissing?: true;
  /**
   * Fits a detector: the same arguments give the same one, to the last bit.
   *
   * @param rows n * featureCount, row-major, finite; with {@link fitsMissing} also NaN, but in no column alone
   * @param values of all parameters, as {@link completeParameters} gives them
   * @param seed decides every draw
   * @throws {RangeError} when there is no row, or a value is out of range
   */
  fit(rows: Float64Array, featureCount: number, values: ParameterValues, seed: number): Detector;
  /** Reads a detector from its bytes. @throws {Error} saying what is wrong with them */
  decode(bytes: Uint8Array): Detector;
}

/**
 * Completes chosen values with the defaults of the kind, in the order of its parameters.
 *
 * @param given undefined stands for the default
 * @throws {RangeError} for a name that the kind does not have, or a value that the parameter cannot take
 */
export function completeParameters(
  { kind, parameters }: Pick<DetectorKind, 'kind' | 'parameters'>,
  given: Readonly<Record<string, number | boolean | undefined>>,
): ParameterValues {
  const names = parameters.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const has = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    throw new RangeError(`the detector ${kind} has no parameter ${JSON.stringify(unknown)}, ${has}`);
  }
  return Object.fromEntries(
    parameters.map((parameter) => [parameter.name, chosenValue(parameter, given[parameter.name])]),
  );
}

function chosenValue(parameter: DetectorParameter, given: number | boolean | undefined): number | boolean {
  if (given === undefined) return parameter.default;
  if (parameter.type === 'flag') {
    if (typeof given === 'boolean') return given;
    throw new RangeError(`${parameter.name} must be true or false, got ${given}`);
  }
  if (parameter.type === 'number') {
    const { name, above, most } = parameter;
    if (typeof given === 'number' && given > above && given <= most) return given;
    throw new RangeError(`${name} must be a number above ${above}, at most ${most}, got ${given}`);
  }
  if (Number.isSafeInteger(given) && Number(given) >= parameter.least) return given;
  throw new RangeError(`${parameter.name} must be a whole number from ${parameter.least}, got ${given}`);
}
