import { expect, test } from 'vitest';
import { shareWithNoise } from '../../model/counting-noise.ts';

// scipy.stats.beta.ppf([.025, .975], k, n + 1 - k), scipy 1.10
test.each([
  [1, 1000, 2.53174875e-5, 3.6820839e-3],
  [5, 5000, 3.24774475e-4, 2.04703956e-3],
  [90, 1800, 4.03946639e-2, 6.04958791e-2],
  [500, 1000, 0.46854917, 0.53045372],
  [999, 1000, 0.99444108, 0.99975768],
  [50, 50, 0.92887826, 0.99949377],
  [40_000, 100_000, 0.39696157, 0.40303422],
  [250_000, 1_000_000, 0.24915154, 0.25084891],
])('with %d of %d rows above, the share lies between %d and %d', (above, rows, low, high) => {
  const { share, ...noise } = shareWithNoise(above, rows);
  expect(share).toBe(above / rows);
  expect(noise.low / low).toBeCloseTo(1, 6);
  expect(noise.high / high).toBeCloseTo(1, 6);
});

test('with none above it may be none, and as many as with the first', () => {
  expect(shareWithNoise(0, 300)).toEqual({ share: 0, low: 0, high: shareWithNoise(1, 300).high });
});
