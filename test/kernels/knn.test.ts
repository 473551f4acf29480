import { expect, test } from 'vitest';
import { kthDistance as kernelDistance } from '../../kernels/knn/kernel.ts';
import { kthDistance as twinDistance } from '../../kernels/knn/twin.ts';
import { seededRandom } from '../../kernels/random.ts';

test('the kernel finds the distances of its twin, to the last bit, on ties, equal points and far ones', () => {
  const random = seededRandom(1);
  const odd = [0, -0, 1e15, -1e15, 1e-45, 1e-30];
  for (let round = 0; round < 300; round++) {
    const featureCount = 1 + Math.floor(8 * random());
    const count = 1 + Math.floor(random() * (round % 5 === 0 ? 520 : 40));
    const coarse = random() < 0.5;
    const draw = () => (random() < 0.1 ? odd[Math.floor(random() * 6)] : coarse ? Math.floor(8 * random()) : random());
    const points = { count, featureCount, values: Float32Array.from({ length: count * featureCount }, draw) };
    const k = 1 + Math.floor(random() * (round % 2 ? count : Math.min(count, 6)));
    const [kernel, twin] = [kernelDistance(points, k), twinDistance(points, k)];
    for (let asked = 0; asked < 4; asked++) {
      const row = Float32Array.from({ length: featureCount }, draw);
      expect(kernel(row), `round ${round}: the ${k}-th of ${count} points of ${featureCount}`).toBe(twin(row));
    }
  }
});

test('both find what sorting all distances in double precision finds', () => {
  const random = seededRandom(2);
  const values = Float32Array.from({ length: 100 * 3 }, random);
  const row = Float32Array.from({ length: 3 }, random);
  const distances = Array.from({ length: 100 }, (_, i) => Math.hypot(...row.map((x, f) => x - values[3 * i + f])));
  const [, , , , fifth] = distances.sort((a, b) => a - b);
  for (const kthDistance of [kernelDistance, twinDistance]) {
    expect(Math.sqrt(kthDistance({ count: 100, featureCount: 3, values }, 5)(row))).toBeCloseTo(fifth, 6);
  }
});
