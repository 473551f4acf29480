import Table from 'cli-table3';
import { blockedTraversal } from '../detectors/forest/score/blocked-traversal.ts';
import { thresholdRanks } from '../detectors/forest/score/threshold-ranks.ts';
import { scoringForest } from '../detectors/forest/scoring-forest.ts';
import { fitForest } from '../detectors/isolation-forest/fit-forest.ts';
import { quickScorer } from '../kernels/quickscorer/kernel.ts';
import { cpuSeconds, interleaved, timeText } from './measure.ts';
import { linearRows } from './shapes.ts';

/**
 * Where the kernel is faster than blocked traversal: by features, trees and rows per tree, in batches, 16 rows and one
 * row at a time. The limits in `fastest-scorer.ts` and `kernels/quickscorer/kernel.ts` come from here.
 */
const ROWS = 5000;
const table = new Table({
  head: [
    'features',
    'trees',
    'samples',
    'tables',
    'made in',
    'kernel, batch',
    'plain, batch',
    'kernel, 16 rows',
    'plain, 16 rows',
    'kernel, 1 row',
    'plain, 1 row',
  ],
  style: { head: [], border: [] },
});
for (const [features, trees, samples] of [
  [1, 100, 256],
  [5, 100, 256],
  [20, 100, 256],
  [20, 300, 256],
  [32, 100, 256],
  [32, 300, 256],
  [64, 100, 256],
  [128, 50, 64],
  [128, 100, 256],
  [128, 100, 1024],
  [5, 300, 256],
  [5, 100, 512],
  [5, 100, 1024],
  [20, 50, 64],
]) {
  const rows = linearRows(ROWS, features);
  const forest = scoringForest(fitForest(rows, features, { trees, samples }));
  const made: { kernel?: ReturnType<typeof quickScorer> } = {};
  const build = cpuSeconds(() => {
    made.kernel = quickScorer(forest, thresholdRanks(forest), {
      features: Number.POSITIVE_INFINITY,
      tableBytes: Number.POSITIVE_INFINITY,
    });
  });
  const out = new Float64Array(ROWS);
  const batch = (score: typeof plain) => () => cpuSeconds(() => score(rows, ROWS, out)) / ROWS;
  const few = (score: typeof plain, count: number) => () =>
    cpuSeconds(() => {
      for (let i = 0; i < ROWS; i += count) score(rows.subarray(i * features), Math.min(count, ROWS - i), out);
    }) / ROWS;
  const plain = blockedTraversal(forest);
  const kernel = made.kernel?.score ?? plain;
  const measures = {
    kernel: batch(kernel),
    plain: batch(plain),
    kernel16: few(kernel, 16),
    plain16: few(plain, 16),
    kernel1: few(kernel, 1),
    plain1: few(plain, 1),
  };
  for (let i = 0; i < 3; i++) for (const measure of Object.values(measures)) measure();
  const taken = await interleaved(7, measures);
  const megabytes = `${((made.kernel?.tableBytes ?? 0) / 1e6).toFixed(1)} MB`;
  const times = Object.values(taken).map(timeText);
  table.push([features, trees, samples, megabytes, timeText(build), ...times]);
}
console.log(table.toString());
