import { gaussRadau } from '../../detectors/isolation-forest/explain/gauss-radau.ts';
import { type SplitShares, splitShares } from '../../detectors/isolation-forest/explain/split-shares.ts';
import { nodeDepths } from '../../detectors/isolation-forest/forest/forest.ts';
import type { WeightedForest } from '../../detectors/isolation-forest/forest/scoring-forest.ts';
import { largestStep } from '../largest-step.ts';
import { memoryPlan } from '../memory-plan.ts';
import { instantiateKernel } from '../runtime.ts';
import { SHAPLEY_KERNEL_BASE64 } from './module.ts';

/** Shapley values of one row's summed path length, added up by feature into `out` (featureCount). */
export type ShapleyExplainer = (row: Float64Array, out: Float64Array) => void;

/**
 * Path-dependent Shapley values: each feature's part in how much longer or shorter than expected a row's paths are.
 *
 * The game is TreeSHAP's: with only the features of a coalition known, a path follows the row at splits on those and
 * takes both sides, in proportion to their training rows, at all others.
 *
 * The Shapley value is an integral over t, the chance of each feature to be known, of how fast the mean path length changes with
 * the chance of the one feature alone (Owen's multilinear extension). For a split on a feature, let z be the share of
 * training rows that stay on the path to it as far as this feature goes, and o be 1 if the row does, else 0; zL and oL are
 * the same for its left child. A path that comes to the split goes left with the chance
 *
 *     w = (t oL + (1 - t) zL) / (t o + (1 - t) z)   which changes by   (z oL - zL o) / (t o + (1 - t) z)^2
 *
 * with the chance of its feature, and the mean length by that times the chance to come to the split times the difference between
 * the mean lengths on its two sides. The sum over all splits is a polynomial in t of a degree below the number of
 * features on a path, so a few Gauss-Radau points give its integral exactly. The first of them, t = 0, where nothing is known of
 * the row, needs no chances: how fast lengths change there was summed up beforehand. For each of the others chances follow from the
 * root down, lengths from the leaves up.
 *
 * Cost: O(nodes * points), with points half the most features that a path can meet. Rounding error about 1e-12.
 * @see Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees, algorithm 1 (the game).
 * @see Owen (1972), Multilinear extensions of games, Management Science 18 (the integral).
 */
export function shapleyExplainer(forest: WeightedForest): ShapleyExplainer {
  const { kernel, row: rowIn, out: sums } = startKernel(forest, splitShares(forest));
  return (row, out) => {
    rowIn.set(row);
    sums.set(out);
    kernel.explain();
    out.set(sums);
  };
}

/** What `assembly/shapley-kernel.ts` exports; all places are bytes from the start of memory. */
interface ShapleyKernel {
  configure(
    treesAt: number,
    treeCount: number,
    pointsAt: number,
    pairCount: number,
    firstWeight: number,
    rowAt: number,
    outAt: number,
    nodesAt: number,
    stepsAt: number,
  ): void;
  explain(): void;
}

// as the kernel has them
const TREE_BYTES = 16;
const SPLIT_BYTES = 48;
const NODE_BYTES = 48;
const STEP_BYTES = 48;

/** Lays the tables out in a new memory, and tells the kernel where. */
function startKernel(forest: WeightedForest, shares: SplitShares) {
  const { featureCount, roots, pathLength } = forest;
  const { starts } = shares;
  const treeCount = roots.length - 1;
  const deepest = nodeDepths(forest).reduce((a, b) => Math.max(a, b), 0);
  const { nodes: known, weights } = gaussRadau(pointCount(Math.min(featureCount, deepest)));
  const pairCount = (known.length - 1) / 2;

  const reserve = memoryPlan();
  const rowAt = reserve(featureCount * 4);
  const outAt = reserve(featureCount * 8);
  const pointsAt = reserve(pairCount * 32);
  const treesAt = reserve(treeCount * TREE_BYTES);
  const splitsAt = reserve(starts[treeCount] * SPLIT_BYTES);
  const lengthsAt = reserve(pathLength.byteLength);
  const nodesAt = reserve(largestStep(roots) * NODE_BYTES);
  const stepsAt = reserve(largestStep(starts) * STEP_BYTES);

  const { kernel, buffer } = instantiateKernel<ShapleyKernel>(SHAPLEY_KERNEL_BASE64, reserve(0));
  const points = new Float64Array(buffer, pointsAt, pairCount * 4);
  for (let pair = 0, p = 1; pair < pairCount; pair++, p += 2) {
    points.set([known[p], known[p + 1], weights[p], weights[p + 1]], pair * 4);
  }
  const trees = new Int32Array(buffer, treesAt);
  for (let t = 0; t < treeCount; t++) {
    const [splitCount, nodeCount] = [starts[t + 1] - starts[t], roots[t + 1] - roots[t]];
    trees.set([splitsAt + starts[t] * SPLIT_BYTES, splitCount, lengthsAt + roots[t] * 8, nodeCount], t * 4);
  }
  writeSplits(new DataView(buffer, splitsAt), shares);
  new Float64Array(buffer, lengthsAt).set(pathLength);

  kernel.configure(treesAt, treeCount, pointsAt, pairCount, weights[0], rowAt, outAt, nodesAt, stepsAt);
  return {
    kernel,
    // a row is compared in single precision, like the thresholds
    row: new Float32Array(buffer, rowAt, featureCount),
    out: new Float64Array(buffer, outAt, featureCount),
  };
}

function writeSplits(table: DataView, shares: SplitShares): void {
  for (let i = 0; i < shares.node.length; i++) {
    let at = i * SPLIT_BYTES;
    table.setFloat32(at, shares.threshold[i], true);
    const { feature, node, right, turnedTo } = shares;
    for (const place of [feature[i] * 4, ...[node[i], right[i], turnedTo[i]].map((n) => n * NODE_BYTES)]) {
      at += 4;
      table.setInt32(at, place, true);
    }
    at = i * SPLIT_BYTES + 24;
    for (const numbers of [shares.share, shares.leftPart, shares.ifLeft]) {
      table.setFloat64(at, numbers[i], true);
      at += 8;
    }
  }
}

/** Enough for the sum's degree; an odd number, since those after the first are taken in twos. */
function pointCount(featuresOnPath: number): number {
  return 1 + 2 * Math.ceil(Math.floor(featuresOnPath / 2) / 2);
}
