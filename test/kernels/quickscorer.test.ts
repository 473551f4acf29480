import { expect, test } from 'vitest';
import { LEAF } from '../../detectors/forest/forest.ts';
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

test('a tree so deep that a unit has more places than 16 bits tell apart is left to others, one just shallower is not', () => {
  // each split parts the lowest value from all others: every one of them lies above the last leaves
  const chain = (splits: number) => {
    const nodes = Array.from({ length: 2 * splits + 1 }, (_, node) => node);
    const isSplit = (node: number) => node % 2 === 0 && node < 2 * splits;
    return scoringForest({
      featureCount: 1,
      sampleCount: splits + 1,
      roots: Int32Array.of(0, nodes.length),
      feature: Int32Array.from(nodes, (node) => (isSplit(node) ? 0 : LEAF)),
      threshold: Float32Array.from(nodes, (node) => (isSplit(node) ? node / 2 : 0)),
      right: Int32Array.from(nodes, (node) => (isSplit(node) ? node + 2 : 0)),
      size: Int32Array.from(nodes, (node) => (isSplit(node) ? splits + 1 - node / 2 : 1)),
    });
  };
  for (const [splits, isSuited] of [
    [1000, true],
    [1100, false],
  ] as const) {
    const forest = chain(splits);
    const kernel = kernelScorer(forest, thresholdRanks(forest));
    expect(kernel !== undefined, `${splits} splits`).toBe(isSuited);
    const rows = Float64Array.from({ length: 1200 }, (_, i) => i - 0.5);
    const [ours, plain] = [new Float64Array(1200), new Float64Array(1200)];
    kernel?.score(rows, 1200, ours);
    twinScorer(forest).score(rows, 1200, plain);
    if (isSuited) expect(ours).toEqual(plain);
  }
});
