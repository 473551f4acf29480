import { bumpAllocator, instantiateKernel } from '../runtime.ts';
import { largestStep } from '../trees.ts';
import type { ExplainedTrees, ShapleyExplainer, SplitTable } from './contract.ts';
import { SHAPLEY_KERNEL_BASE64 } from './module.ts';

/** Makes an explainer of path lengths in WebAssembly. `twin.ts` says in plain TypeScript what is computed, and why. */
export function shapleyExplainer(trees: ExplainedTrees): ShapleyExplainer {
  const { kernel, row: rowIn, out: sums } = startKernel(trees);
  return (row, out) => {
    rowIn.set(row);
    sums.set(out);
    kernel.explain();
    out.set(sums);
  };
}

/** What `assembly.ts` exports; all places are bytes from the start of memory. */
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
function startKernel({ featureCount, roots, pathLength, splits, points }: ExplainedTrees) {
  const { starts } = splits;
  const treeCount = roots.length - 1;
  const { nodes: chances, weights } = points;
  const pairCount = (chances.length - 1) / 2;

  const { allocate, allocatedBytes } = bumpAllocator();
  const rowAt = allocate(featureCount * 4);
  const outAt = allocate(featureCount * 8);
  const pointsAt = allocate(pairCount * 32);
  const treesAt = allocate(treeCount * TREE_BYTES);
  const splitsAt = allocate(starts[treeCount] * SPLIT_BYTES);
  const lengthsAt = allocate(pathLength.byteLength);
  const nodesAt = allocate(largestStep(roots) * NODE_BYTES);
  const stepsAt = allocate(largestStep(starts) * STEP_BYTES);

  const { kernel, buffer } = instantiateKernel<ShapleyKernel>(SHAPLEY_KERNEL_BASE64, allocatedBytes());
  const pairs = new Float64Array(buffer, pointsAt, pairCount * 4);
  for (let pair = 0, p = 1; pair < pairCount; pair++, p += 2) {
    pairs.set([chances[p], chances[p + 1], weights[p], weights[p + 1]], pair * 4);
  }
  const trees = new Int32Array(buffer, treesAt);
  for (let t = 0; t < treeCount; t++) {
    const [splitCount, nodeCount] = [starts[t + 1] - starts[t], roots[t + 1] - roots[t]];
    trees.set([splitsAt + starts[t] * SPLIT_BYTES, splitCount, lengthsAt + roots[t] * 8, nodeCount], t * 4);
  }
  writeSplits(new DataView(buffer, splitsAt), splits);
  new Float64Array(buffer, lengthsAt).set(pathLength);

  kernel.configure(treesAt, treeCount, pointsAt, pairCount, weights[0], rowAt, outAt, nodesAt, stepsAt);
  return {
    kernel,
    // a row is compared in single precision, like the thresholds
    row: new Float32Array(buffer, rowAt, featureCount),
    out: new Float64Array(buffer, outAt, featureCount),
  };
}

function writeSplits(table: DataView, splits: SplitTable): void {
  for (let i = 0; i < splits.node.length; i++) {
    let at = i * SPLIT_BYTES;
    table.setFloat32(at, splits.threshold[i], true);
    const { feature, node, right, previousSplitChild } = splits;
    for (const place of [feature[i] * 4, ...[node[i], right[i], previousSplitChild[i]].map((n) => n * NODE_BYTES)]) {
      at += 4;
      table.setInt32(at, place, true);
    }
    at = i * SPLIT_BYTES + 24;
    for (const numbers of [splits.share, splits.leftFraction, splits.marginalEffect]) {
      table.setFloat64(at, numbers[i], true);
      at += 8;
    }
  }
}
