import { expect, test } from 'vitest';
import { gaussRadau } from '../../detectors/forest/explain/gauss-radau.ts';
import { splitTable } from '../../detectors/forest/explain/split-table.ts';
import { scoringForest } from '../../detectors/forest/scoring-forest.ts';
import { fitForest } from '../../detectors/isolation-forest/fit-forest.ts';
import { seededRandom } from '../../kernels/random.ts';
import { shapleyExplainer as kernelExplainer } from '../../kernels/shapley/kernel.ts';
import { shapleyExplainer as twinExplainer } from '../../kernels/shapley/twin.ts';
import { normalRows } from '../support/streams.ts';
import { tieRows } from '../support/tie-rows.ts';

test('the kernel explains as its twin does, to the last bit, for every shape of forest and any number of points', () => {
  const random = seededRandom(1);
  for (let round = 0; round < 60; round++) {
    const d = 1 + Math.floor(12 * random());
    const [trees, samples] = [1 + Math.floor(20 * random()), 1 + Math.floor(300 * random())];
    const rows = normalRows(400, d, round);
    const forest = scoringForest(fitForest(rows, d, { trees, samples, bootstrap: random() < 0.5, seed: round }));
    const points = gaussRadau(1 + 2 * Math.floor(4 * random()));
    const explained = { ...forest, splits: splitTable(forest), points };
    const [kernel, twin] = [kernelExplainer(explained), twinExplainer(explained)];
    const asked = [...rows.subarray(0, 5 * d), ...tieRows(forest, 5, round)];
    for (let at = 0; at < asked.length; at += d) {
      const row = Float64Array.from(asked.slice(at, at + d));
      // added to what is there
      const [ours, plain] = [new Float64Array(d).fill(0.1), new Float64Array(d).fill(0.1)];
      kernel(row, ours);
      twin(row, plain);
      expect(ours, `round ${round}: ${trees} trees of ${samples} rows of ${d}, row ${row}`).toEqual(plain);
    }
  }
});
