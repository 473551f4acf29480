import { expect, test } from 'vitest';
import { thresholdRanks } from '../../detectors/forest/score/threshold-ranks.ts';
import { scoringForest } from '../../detectors/forest/scoring-forest.ts';
import { fitForest } from '../../detectors/isolation-forest/fit-forest.ts';
import { quickScorer as kernelScorer } from '../../kernels/quickscorer/kernel.ts';
import { quickScorer as twinScorer } from '../../kernels/quickscorer/twin.ts';
import { seededRandom } from '../../kernels/random.ts';
import { normalRows } from '../support/streams.ts';
import { tieRows } from '../support/tie-rows.ts';

const random = seededRandom(1);
const upTo = (most: number) => 1 + Math.floor(most * random());
const drawn = Array.from({ length: 12 }, () => [upTo(20), upTo(60), upTo(400)] as const);

test('the kernel gives the bits of its twin, for every shape of forest that it takes', () => {
  for (const [d, trees, samples] of [
    [1, 1, 1],
    [1, 7, 256],
    [2, 100, 2],
    [3, 9, 40],
    [5, 100, 256],
    [50, 20, 300],
    [128, 20, 64],
    [3, 17, 3000],
    ...drawn,
  ] as const) {
    const forest = scoringForest(fitForest(normalRows(4000, d, d), d, { trees, samples, seed: trees }));
    const kernel = kernelScorer(forest, thresholdRanks(forest));
    const twin = twinScorer(forest);
    const shape = `${d} features, ${trees} trees of ${samples}`;
    expect(kernel, shape).toBeDefined();
    const rows = Float64Array.from([...normalRows(700, d, 99), ...tieRows(forest, 701, 7)]);
    for (const count of [1401, 512, 513, 3, 1]) {
      const [ours, plain] = [new Float64Array(count), new Float64Array(count)];
      kernel?.score(rows, count, ours);
      twin.score(rows, count, plain);
      expect(ours, shape).toEqual(plain);
    }
  }
});

test('forests that the kernel does not suit are left to others', () => {
  const unsuited = [
    fitForest(normalRows(300, 129, 1), 129),
    fitForest(normalRows(5000, 2, 1), 2, { samples: 5000 }),
  ].map(scoringForest);
  for (const forest of unsuited) expect(kernelScorer(forest, thresholdRanks(forest))).toBeUndefined();
});
