import { FILE_KINDS } from '../file-header.ts';
import { decodeFloat64File, encodeFloat64File, type Float64Layout } from '../float64-file.ts';
import { type Ellipsoid, MOST_CORRELATED } from './ellipsoid.ts';

/** Means, deviations, centre, precision. */
const LAYOUT: Float64Layout = {
  kind: FILE_KINDS.mahalanobis,
  countNames: ['features'],
  lengthsOf: ([features]) => [
    features,
    features,
    features,
    features <= MOST_CORRELATED ? features * features : features,
  ],
};

/** Writes an ellipsoid as bytes, to the last bit. */
export function encodeEllipsoid({ featureCount, means, deviations, centre, precision }: Ellipsoid): Uint8Array {
  return encodeFloat64File(LAYOUT, {
    ownByte: 0,
    counts: [featureCount],
    numbers: [means, deviations, centre, precision],
  });
}

/** Reads an ellipsoid from its bytes. @throws {Error} saying what is wrong, the value got and the value wanted */
export function decodeEllipsoid(bytes: Uint8Array): Ellipsoid {
  const { counts, numbers } = decodeFloat64File(LAYOUT, bytes);
  const [featureCount] = counts;
  const [means, deviations, centre, precision] = numbers;
  const wrong = deviations.find((deviation) => deviation <= 0);
  if (wrong !== undefined) throw new Error(`a deviation of the ellipsoid is ${wrong}, wanted one above 0`);
  return { featureCount, means, deviations, centre, precision };
}
