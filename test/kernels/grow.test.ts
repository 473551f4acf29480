import { expect, test } from 'vitest';
import { treeGrower as kernelGrower } from '../../kernels/grow/kernel.ts';
import { treeGrower as twinGrower } from '../../kernels/grow/twin.ts';
import { seededRandom } from '../../kernels/random.ts';

/** Rows with ties, constants, signs of zero, neighbouring float32 and values beyond float32. */
function hostileRows(rowCount: number, featureCount: number, random: () => number): Float64Array {
  const odd = [0, -0, 1, 1 + 2 ** -23, 1.5, 1e300, -1e300, 5e-324, -1e-46];
  return Float64Array.from({ length: rowCount * featureCount }, () => {
    const draw = random();
    return draw < 0.5 ? odd[Math.floor(random() * odd.length)] : draw < 0.6 ? Math.round(4 * random()) : random() - 0.5;
  });
}

test('the kernel grows the trees of its twin, to the last bit, tree after tree, for every shape of sample', () => {
  const random = seededRandom(1);
  for (let round = 0; round < 150; round++) {
    const featureCount = 1 + Math.floor(12 * random());
    const rowCount = 1 + Math.floor(random() * (round % 10 === 0 ? 3000 : 300));
    const sampleCount = 1 + Math.floor(random() * rowCount);
    const shape = { featureCount, rowCount, sampleCount, bootstrap: random() < 0.5 };
    const rows = hostileRows(rowCount, featureCount, random);
    const [kernel, twin] = [kernelGrower(shape, round), twinGrower(shape, round)];
    for (const firstNode of [0, 17, 1000]) {
      expect(kernel(rows, firstNode), `round ${round}: ${JSON.stringify(shape)}`).toEqual(twin(rows, firstNode));
    }
  }
});
