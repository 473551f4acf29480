import type { ShapleyExplainer } from '../../../kernels/shapley/contract.ts';
import { shapleyExplainer } from '../../../kernels/shapley/kernel.ts';
import { nodeDepths } from '../forest.ts';
import type { ScoringForest } from '../scoring-forest.ts';
import { gaussRadau } from './gauss-radau.ts';
import { splitTable } from './split-table.ts';

/**
 * Makes what explains a row's path lengths by feature: exact Shapley values. What they are and how they are found is
 * said in `kernels/shapley/twin.ts`.
 */
export function pathExplainer(forest: ScoringForest): ShapleyExplainer {
  const deepest = nodeDepths(forest).reduce((a, b) => Math.max(a, b), 0);
  const points = gaussRadau(pointCount(Math.min(forest.featureCount, deepest)));
  return shapleyExplainer({ ...forest, splits: splitTable(forest), points });
}

/** Says how many points are enough for the sum's degree; an odd number, as those after the first are taken in twos. */
function pointCount(featuresOnPath: number): number {
  return 1 + 2 * Math.ceil(Math.floor(featuresOnPath / 2) / 2);
}
