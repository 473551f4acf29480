import { expect, test } from 'vitest';
import { neighbourMedians as kernelMedians } from '../../kernels/nearest/kernel.ts';
import { neighbourMedians as twinMedians } from '../../kernels/nearest/twin.ts';
import { seededRandom } from '../../kernels/random.ts';

test('the kernel finds the medians of its twin, to the last bit, on ties, both zeros and values that are no numbers', () => {
  const random = seededRandom(1);
  const odd = [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, 1e-45];
  const pick = (list: readonly number[]) => list[Math.floor(random() * list.length)];
  for (let round = 0; round < 300; round++) {
    const featureCount = 2 + Math.floor(7 * random());
    const count = 1 + Math.floor(random() * (round % 5 === 0 ? 512 : 40));
    const coarse = random() < 0.5;
    const draw = () => (random() < 0.1 ? pick(odd) : coarse ? Math.floor(8 * random()) : random());
    const rows = {
      count,
      values: Float32Array.from({ length: count * featureCount }, draw),
      spreads: Float64Array.from({ length: featureCount }, () =>
        pick([1, 0.5, 1 / 3, 1e-30, Number.MIN_VALUE, Number.POSITIVE_INFINITY]),
      ),
    };
    const [kernel, twin] = [kernelMedians(rows), twinMedians(rows)];
    const wanted = Array.from({ length: featureCount }, (_, f) => f).reverse();
    for (let asked = 0; asked < 4; asked++) {
      const row = Float64Array.from({ length: featureCount }, () => (random() < 0.1 ? 1e300 : draw()));
      expect(kernel(row, wanted), `round ${round}: ${count} rows of ${featureCount}`).toEqual(twin(row, wanted));
    }
  }
});
