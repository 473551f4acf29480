import { randomState } from '../random.ts';
import { bumpAllocator, instantiateKernel } from '../runtime.ts';
import { depthLimitOf, type GrowTree, mostNodesOf, type TreeShape } from './contract.ts';
import { GROW_KERNEL_BASE64 } from './module.ts';

/** The most memory that a kernel can be told of: places in it are signed there. */
const MOST_BYTES = 2 ** 31 - 65536;

/** What `assembly.ts` exports; all places are bytes from the start of memory. */
interface GrowKernel {
  configure(
    featureCount: number,
    depthLimit: number,
    takenAt: number,
    chosenAt: number,
    valuesAt: number,
    orderAt: number,
    candidatesAt: number,
    featureAt: number,
    thresholdAt: number,
    rightAt: number,
    sizeAt: number,
  ): void;
  seed(a: number, b: number, c: number, d: number): void;
  drawRows(rowCount: number, sampleCount: number, bootstrap: boolean): number;
  growTree(count: number, firstNode: number): number;
}

/**
 * Makes a grower of isolation trees in WebAssembly. `twin.ts` says in plain TypeScript what is grown.
 *
 * @param seed decides every draw
 * @throws {RangeError} when a tree needs more memory than there can be
 */
export function treeGrower(shape: TreeShape, seed: number): GrowTree {
  const { featureCount, rowCount, sampleCount, bootstrap } = shape;
  const { kernel, chosen, values, nodes } = startKernel(shape);
  const [a, b, c, d] = randomState(seed);
  kernel.seed(a, b, c, d);

  return (rows, firstNode) => {
    const count = kernel.drawRows(rowCount, sampleCount, bootstrap);
    gather(rows, chosen, count, featureCount, values);
    const nodeCount = kernel.growTree(count, firstNode);
    return {
      feature: nodes.feature.subarray(0, nodeCount),
      threshold: nodes.threshold.subarray(0, nodeCount),
      right: nodes.right.subarray(0, nodeCount),
      size: nodes.size.subarray(0, nodeCount),
    };
  };
}

/**
 * Copies rows to `values` as float32: those beyond it become infinite, and the greatest there are where a split is
 * drawn.
 */
function gather(
  rows: Float64Array,
  chosen: Int32Array,
  count: number,
  featureCount: number,
  values: Float32Array,
): void {
  const last = featureCount - 1;
  // the ends first: so the rows come from far memory side by side, and are near when the rest is read
  for (let i = 0; i < count; i++) {
    const from = chosen[i] * featureCount;
    values[i * featureCount] = rows[from];
    values[i * featureCount + last] = rows[from + last];
  }
  for (let i = 0; i < count; i++) {
    const from = chosen[i] * featureCount;
    for (let f = 1; f < last; f++) values[i * featureCount + f] = rows[from + f];
  }
}

/** Lays out a new memory, and tells the kernel where what is. */
function startKernel({ featureCount, rowCount, sampleCount }: TreeShape) {
  const mostNodes = mostNodesOf(sampleCount);

  const { allocate, allocatedBytes } = bumpAllocator();
  const takenAt = allocate(Math.ceil(rowCount / 32) * 4);
  const chosenAt = allocate(sampleCount * 4);
  const valuesAt = allocate(sampleCount * featureCount * 4);
  const orderAt = allocate(sampleCount * 4);
  const candidatesAt = allocate(featureCount * 4);
  const [featureAt, thresholdAt, rightAt, sizeAt] = Array.from({ length: 4 }, () => allocate(mostNodes * 4));
  const bytes = allocatedBytes();
  if (bytes > MOST_BYTES) {
    throw new RangeError(
      `a tree of ${sampleCount} of ${rowCount} rows of ${featureCount} values needs ${bytes} bytes, more than the ${MOST_BYTES} that there can be; take fewer samples`,
    );
  }

  const { kernel, buffer } = instantiateKernel<GrowKernel>(GROW_KERNEL_BASE64, bytes);
  new Int32Array(buffer, candidatesAt, featureCount).set(Int32Array.from({ length: featureCount }, (_, f) => f));
  kernel.configure(
    featureCount,
    depthLimitOf(sampleCount),
    takenAt,
    chosenAt,
    valuesAt,
    orderAt,
    candidatesAt,
    featureAt,
    thresholdAt,
    rightAt,
    sizeAt,
  );
  return {
    kernel,
    chosen: new Int32Array(buffer, chosenAt, sampleCount),
    values: new Float32Array(buffer, valuesAt, sampleCount * featureCount),
    nodes: {
      feature: new Int32Array(buffer, featureAt, mostNodes),
      threshold: new Float32Array(buffer, thresholdAt, mostNodes),
      right: new Int32Array(buffer, rightAt, mostNodes),
      size: new Int32Array(buffer, sizeAt, mostNodes),
    },
  };
}
