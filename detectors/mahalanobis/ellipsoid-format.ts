import { joinParts, openFileBody } from '../file-body.ts';
import { FILE_KINDS, FLOAT64_NUMBERS, fileHeader } from '../file-header.ts';
import { type Ellipsoid, MOST_CORRELATED } from './ellipsoid.ts';

/**
 * An ellipsoid as bytes, little-endian:
 *
 *     0  8  header of every file
 *     8  4  feature count (uint32)
 *    12     means, deviations, centre, precision (float64 each)
 */
const VERSION = 1;
const KIND = FILE_KINDS.mahalanobis;

/** Writes an ellipsoid as bytes, to the last bit. */
export function encodeEllipsoid({ featureCount, means, deviations, centre, precision }: Ellipsoid): Uint8Array {
  const header = fileHeader(KIND, VERSION, 0, FLOAT64_NUMBERS);
  return joinParts([header, Uint32Array.of(featureCount), means, deviations, centre, precision]);
}

/** Reads an ellipsoid from its bytes. @throws {Error} saying what is wrong, the value got and the value wanted */
export function decodeEllipsoid(bytes: Uint8Array): Ellipsoid {
  const body = openFileBody(bytes, { what: 'the ellipsoid', kind: KIND, version: VERSION, numbers: FLOAT64_NUMBERS });
  const featureCount = body.count();
  if (featureCount === 0) throw new Error('the feature count of the ellipsoid is 0, wanted at least 1');
  const [means, deviations, centre] = [0, 1, 2].map(() => body.float64s(featureCount));
  const precision = body.float64s(featureCount <= MOST_CORRELATED ? featureCount * featureCount : featureCount);
  body.end();
  for (const [name, values] of Object.entries({ means, deviations, centre, precision })) {
    const wrong = values.find((value) => !Number.isFinite(value) || (name === 'deviations' && value <= 0));
    if (wrong === undefined) continue;
    const wanted = name === 'deviations' ? 'finite numbers above 0' : 'finite numbers';
    throw new Error(`the ${name} of the ellipsoid hold ${wrong}, wanted ${wanted}`);
  }
  return { featureCount, means, deviations, centre, precision };
}
