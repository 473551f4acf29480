import type { Detector } from './detector.ts';
import type { DetectorParameter, ParameterValues } from './detector-parameter.ts';

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
