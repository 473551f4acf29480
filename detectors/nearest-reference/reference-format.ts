import { type FileBody, joinParts, openFileBody } from '../file-body.ts';
import { FILE_KINDS, FLOAT32_NUMBERS, fileHeader } from '../file-header.ts';
import type { Reference } from './reference.ts';

/**
 * A reference as bytes, little-endian:
 *
 *     0  8  header of every file
 *     8 12  feature count, row count, neighbours (uint32 each)
 *    20     centres, spreads (float64 each), values by row (float32)
 */
const VERSION = 1;
const KIND = FILE_KINDS.nearestReference;

/** Writes a reference as bytes, to the last bit. */
export function encodeReference(reference: Reference): Uint8Array {
  const { featureCount, count, neighbours, centres, spreads, values } = reference;
  const counts = Uint32Array.of(featureCount, count, neighbours);
  return joinParts([fileHeader(KIND, VERSION, 0), counts, centres, spreads, values]);
}

/** Reads a reference from its bytes. @throws {Error} saying what is wrong, the value got and the value wanted */
export function decodeReference(bytes: Uint8Array): Reference {
  const body = openFileBody(bytes, { what: 'the reference', kind: KIND, version: VERSION, numbers: FLOAT32_NUMBERS });
  const featureCount = countOf(body, 'feature count');
  const count = countOf(body, 'row count');
  const neighbours = countOf(body, 'count of neighbours');
  if (neighbours > count)
    throw new Error(`the reference has ${count} rows, wanted at least its ${neighbours} neighbours`);
  const centres = body.float64s(featureCount);
  const spreads = body.float64s(featureCount);
  const values = body.float32s(count * featureCount);
  body.end();
  if (!(centres.every(Number.isFinite) && values.every(Number.isFinite) && spreads.every((spread) => spread > 0))) {
    throw new Error('the reference holds values that are not finite or spreads that are not above 0, wanted none');
  }
  return { featureCount, count, neighbours, centres, spreads, values };
}

function countOf(body: FileBody, name: string): number {
  const count = body.count();
  if (count === 0) throw new Error(`the ${name} of the reference is 0, wanted at least 1`);
  return count;
}
