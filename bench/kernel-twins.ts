import Table from 'cli-table3';
import { gaussRadau } from '../detectors/forest/explain/gauss-radau.ts';
import { splitTable } from '../detectors/forest/explain/split-table.ts';
import { thresholdRanks } from '../detectors/forest/score/threshold-ranks.ts';
import { scoringForest } from '../detectors/forest/scoring-forest.ts';
import { fitForest } from '../detectors/isolation-forest/fit-forest.ts';
import * as growKernel from '../kernels/grow/kernel.ts';
import * as growTwin from '../kernels/grow/twin.ts';
import * as knnKernel from '../kernels/knn/kernel.ts';
import * as knnTwin from '../kernels/knn/twin.ts';
import * as nearestKernel from '../kernels/nearest/kernel.ts';
import * as nearestTwin from '../kernels/nearest/twin.ts';
import * as quickKernel from '../kernels/quickscorer/kernel.ts';
import * as quickTwin from '../kernels/quickscorer/twin.ts';
import * as shapleyKernel from '../kernels/shapley/kernel.ts';
import * as shapleyTwin from '../kernels/shapley/twin.ts';
import { cpuSecondsEach, interleaved, timeText } from './measure.ts';
import { linearRows } from './shapes.ts';

/**
 * What each kernel gains over its plain twin, in CPU time, on the usual shape: rows of 5 features, 100 trees of 256
 * rows, 512 reference rows. The figures in the README of each kernel come from here.
 */
const FEATURES = 5;
const ROWS = 10_000;
const rows = linearRows(ROWS, FEATURES);
const row = rows.slice(0, FEATURES);
const forest = scoringForest(fitForest(rows, FEATURES, {}));

/** By kernel: what is done, and how often in one measure. */
const WORK = {
  'grow, one tree': { calls: 200, kernel: growing(growKernel), twin: growing(growTwin) },
  'quickscorer, 1000 rows': { calls: 20, kernel: scoring(quickKernel), twin: scoring(quickTwin) },
  'shapley, one row': { calls: 100, kernel: explaining(shapleyKernel), twin: explaining(shapleyTwin) },
  'knn, one row': { calls: 1000, kernel: measuring(knnKernel), twin: measuring(knnTwin) },
  'nearest, one row': { calls: 200, kernel: searching(nearestKernel), twin: searching(nearestTwin) },
};

function growing({ treeGrower }: Pick<typeof growKernel, 'treeGrower'>): () => void {
  const growTree = treeGrower({ featureCount: FEATURES, rowCount: ROWS, sampleCount: 256, bootstrap: false }, 1);
  return () => growTree(rows, 0);
}

function scoring({ quickScorer }: Pick<typeof quickKernel, 'quickScorer'>): () => void {
  const scorer = quickScorer(forest, thresholdRanks(forest));
  const out = new Float64Array(1000);
  return () => scorer?.score(rows, 1000, out);
}

function explaining({ shapleyExplainer }: Pick<typeof shapleyKernel, 'shapleyExplainer'>): () => void {
  const explain = shapleyExplainer({ ...forest, splits: splitTable(forest), points: gaussRadau(3) });
  const out = new Float64Array(FEATURES);
  return () => explain(row, out);
}

function searching({ neighbourMedians }: Pick<typeof nearestKernel, 'neighbourMedians'>): () => void {
  const values = Float32Array.from(rows.subarray(0, 512 * FEATURES));
  const medians = neighbourMedians({ count: 512, values, spreads: new Float64Array(FEATURES).fill(1) });
  const wanted = Array.from({ length: FEATURES }, (_, f) => f);
  return () => medians(row, wanted);
}

function measuring({ kthDistance }: Pick<typeof knnKernel, 'kthDistance'>): () => void {
  const values = Float32Array.from(rows.subarray(0, 512 * FEATURES));
  const distance = kthDistance({ count: 512, featureCount: FEATURES, values }, 5);
  const single = Float32Array.from(row);
  return () => distance(single);
}

const table = new Table({ head: ['work', 'kernel', 'twin', 'times'], style: { head: [], border: [] } });
for (const [work, { calls, kernel, twin }] of Object.entries(WORK)) {
  const measures = { kernel: () => cpuSecondsEach(calls, kernel), twin: () => cpuSecondsEach(calls, twin) };
  for (let i = 0; i < 3; i++) for (const measure of Object.values(measures)) measure();
  const taken = await interleaved(9, measures);
  table.push([work, timeText(taken.kernel), timeText(taken.twin), (taken.twin / taken.kernel).toPrecision(2)]);
}
console.log(table.toString());
