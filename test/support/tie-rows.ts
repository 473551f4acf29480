import { type Forest, LEAF } from '../../detectors/forest/forest.ts';
import { seededRandom } from '../../kernels/random.ts';

/**
 * Rows whose values lie on thresholds of the forest, a float32 beside one, or are NaN, infinite or too large for a
 * float32.
 */
export function tieRows({ featureCount, feature, threshold }: Forest, rowCount: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const byFeature = Array.from({ length: featureCount }, (_, f) =>
    Array.from(threshold).filter((_, node) => feature[node] !== LEAF && feature[node] === f),
  );
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, -1e300, 0, -0];
  return Float64Array.from({ length: rowCount * featureCount }, (_, i) => {
    const thresholds = byFeature[i % featureCount];
    if (thresholds.length === 0 || random() < 0.1) return odd[Math.floor(random() * odd.length)];
    const at = thresholds[Math.floor(random() * thresholds.length)];
    return at * (1 + (Math.floor(random() * 5) - 2) * 2 ** -24);
  });
}
