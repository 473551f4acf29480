import { FairCutForest } from '../../detectors/fair-cut-forest/fair-cut-forest.ts';
import { blockedTraversal } from '../../detectors/forest/score/blocked-traversal.ts';
import { thresholdRanks } from '../../detectors/forest/score/threshold-ranks.ts';
import { scoringForest } from '../../detectors/forest/scoring-forest.ts';
import { IsolationForest } from '../../detectors/isolation-forest/isolation-forest.ts';
import { quickScorer } from '../../kernels/quickscorer/kernel.ts';
import type { Bench } from '../bench-line.ts';
import { cpuSecondsEach, interleaved } from '../measure.ts';
import { shapesOnBothSides } from './against-sklearn.ts';

/**
 * By shape: rounds, scorings of ours in a round (short work is repeated, so that the clock is fine enough), and the
 * goals.
 */
const PLAN = {
  '10,000 x 5': { rounds: 25, calls: 10, plain: 12, kernel: 50, fairCut: 40 },
  '100,000 x 10': { rounds: 5, calls: 3, plain: 7, kernel: 30, fairCut: 25 },
  '1,000,000 x 10': { rounds: 3, calls: 1, plain: 9, kernel: 45, fairCut: 35 },
} as const;

/**
 * Scoring all rows against scikit-learn's forest of 100 trees of 256 rows, one thread; ours are its size, or as usual.
 */
export const scoring: Bench = {
  name: 'scoring',
  async *run(rivals) {
    for await (const { name, rows, count, features, sklearn, line } of shapesOnBothSides(rivals)) {
      const { rounds, calls, plain, kernel, fairCut } = PLAN[name];
      const forest = scoringForest(IsolationForest.fit(rows, features, { seed: 1 }).forest);
      const [blocked, quick] = [blockedTraversal(forest), quickScorer(forest, thresholdRanks(forest))?.score];
      const fair = FairCutForest.fit(rows, features, { trees: 100, samples: 64 }, 1);
      const out = new Float64Array(count);
      const measures = {
        blocked: () => cpuSecondsEach(calls, () => blocked(rows, count, out)),
        quick: () => cpuSecondsEach(calls, () => quick?.(rows, count, out)),
        fair: () => cpuSecondsEach(calls, () => fair.score(rows, count, out)),
      };
      // warm: compiled as it will be, pages touched
      for (let i = 0; i < 5; i++) for (const measure of Object.values(measures)) measure();
      await sklearn.fit(1);

      const taken = await interleaved(rounds, { ...measures, theirs: () => sklearn.score() });
      yield line('score, plain TypeScript', taken.blocked, taken.theirs, plain);
      if (quick) yield line('score, kernel', taken.quick, taken.theirs, kernel);
      yield line('score, Fair-Cut Forest', taken.fair, taken.theirs, fairCut);
    }
  },
};
