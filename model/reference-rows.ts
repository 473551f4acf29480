import { FILE_KINDS, fileHeader } from '../detectors/file-header.ts';
import { drawWithoutReplacement, seededRandom } from '../kernels/random.ts';

/** Usual training rows, kept to say what a value usually is when the others are as they are. */
export interface ReferenceRows {
  readonly count: number;
  /** count * features, row-major. */
  readonly values: Float32Array;
  /**
   * By feature, the interquartile range of the values; where that is 0 the smallest number: any difference is a far
   * one.
   */
  readonly spreads: Float64Array;
}

/** More rows say no more about a value than these do (measured on linear streams by `bench/explanations.ts`). */
const MOST_ROWS = 512;
/** Bounds the size of the model folder for wide rows. */
const MOST_VALUES = 6000;

/**
 * Chooses by chance, decided by the seed, some of the training rows that are not above the threshold.
 *
 * @param rows n * features, row-major, nothing missing
 * @param scores n, in the order of the rows
 */
export function chooseReferenceRows(
  rows: Float64Array,
  scores: Float64Array,
  threshold: number,
  seed: number,
): ReferenceRows {
  const featureCount = rows.length / scores.length;
  const usual = Array.from(scores.keys()).filter((i) => scores[i] <= threshold);
  const count = Math.min(usual.length, MOST_ROWS, Math.floor(MOST_VALUES / featureCount));
  const values = new Float32Array(count * featureCount);
  for (const [i, drawn] of drawWithoutReplacement(count, usual.length, seededRandom(seed)).entries()) {
    const row = usual[drawn];
    values.set(rows.subarray(row * featureCount, (row + 1) * featureCount), i * featureCount);
  }
  return referenceRows(count, values, featureCount);
}

/** Makes the reference of a model without training rows: it estimates nothing. */
export function noReferenceRows(featureCount: number): ReferenceRows {
  return referenceRows(0, new Float32Array(0), featureCount);
}

/**
 * As bytes, little-endian: the header of every file, with a zero; then feature count and row count (uint32), then the
 * values.
 */
const HEADER = fileHeader(FILE_KINDS.referenceRows, 1, 0);
const VALUES_AT = 16;

/** Writes reference rows as bytes, to the last bit. */
export function encodeReferenceRows({ count, values }: ReferenceRows, featureCount: number): Uint8Array {
  const bytes = new Uint8Array(VALUES_AT + values.length * 4);
  const view = new DataView(bytes.buffer);
  bytes.set(HEADER);
  view.setUint32(8, featureCount, true);
  view.setUint32(12, count, true);
  for (const [i, value] of values.entries()) view.setFloat32(VALUES_AT + 4 * i, value, true);
  return bytes;
}

/** Reads reference rows from their bytes. @throws {Error} saying what is wrong with the bytes */
export function decodeReferenceRows(bytes: Uint8Array, featureCount: number): ReferenceRows {
  const wrong = HEADER.findIndex((byte, at) => bytes[at] !== byte);
  if (wrong !== -1) throw new Error(`byte ${wrong} of the header is ${bytes[wrong]}, wanted ${HEADER[wrong]}`);
  if (bytes.length < VALUES_AT)
    throw new Error(`cut short: got ${bytes.length} bytes, wanted a header of ${VALUES_AT}`);

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const savedFeatureCount = view.getUint32(8, true);
  const count = view.getUint32(12, true);
  if (savedFeatureCount !== featureCount)
    throw new Error(`its rows have ${savedFeatureCount} features, wanted ${featureCount}`);
  const wantedBytes = VALUES_AT + count * featureCount * 4;
  if (bytes.length !== wantedBytes)
    throw new Error(`got ${bytes.length} bytes, wanted ${wantedBytes} for ${count} rows`);
  const values = Float32Array.from({ length: count * featureCount }, (_, i) =>
    view.getFloat32(VALUES_AT + 4 * i, true),
  );
  return referenceRows(count, values, featureCount);
}

function referenceRows(count: number, values: Float32Array, featureCount: number): ReferenceRows {
  const spreads = Float64Array.from({ length: featureCount }, (_, f) => {
    const column = Float64Array.from({ length: count }, (_, i) => values[i * featureCount + f]).sort();
    if (count === 0) return Number.MIN_VALUE;
    const range = column[Math.floor(0.75 * (count - 1))] - column[Math.floor(0.25 * (count - 1))];
    return range > 0 ? range : Number.MIN_VALUE;
  });
  return { count, values, spreads };
}
