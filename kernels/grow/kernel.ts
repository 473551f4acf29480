import type { Forest } from '../../detectors/isolation-forest/forest/forest.ts';
import { memoryPlan } from '../memory-plan.ts';
import { instantiateKernel } from '../runtime.ts';
import { GROW_KERNEL_BASE64 } from './module.ts';

/** What a kernel can be told of: places in memory are signed there. */
const MOST_BYTES = 2 ** 31 - 65536;

/** The shape of the trees to grow. */
export interface TreeShape {
  readonly featureCount: number;
  /** Rows to draw from, and how many for each tree. */
  readonly rowCount: number;
  readonly sampleCount: number;
  readonly bootstrap: boolean;
}

/** What `assembly/grow-kernel.ts` exports; all places are bytes from the start of memory. */
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

/** The nodes of one tree, until the next is grown. */
export type TreeNodes = Pick<Forest, 'feature' | 'threshold' | 'right' | 'size'>;

/**
 * Grows isolation trees one after the other, in WebAssembly: each on rows of its own, drawn by the random numbers of a seed.
 * @returns a function that grows one more, its nodes numbered from `firstNode`
 * @throws {RangeError} when a tree needs more memory than there can be
 */
export function treeGrower(shape: TreeShape, random: Int32Array): (rows: Float64Array, firstNode: number) => TreeNodes {
  const { featureCount, rowCount, sampleCount, bootstrap } = shape;
  const { kernel, chosen, values, nodes } = startKernel(shape);
  const [a, b, c, d] = random;
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

/** Copies rows to `values` as float32: those beyond it become infinite, and the greatest there are where a split is drawn. */
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
  const depthLimit = Math.ceil(Math.log2(Math.max(sampleCount, 2)));
  const mostNodes = mostNodesOf(sampleCount);

  const reserve = memoryPlan();
  const takenAt = reserve(Math.ceil(rowCount / 32) * 4);
  const chosenAt = reserve(sampleCount * 4);
  const valuesAt = reserve(sampleCount * featureCount * 4);
  const orderAt = reserve(sampleCount * 4);
  const candidatesAt = reserve(featureCount * 4);
  const [featureAt, thresholdAt, rightAt, sizeAt] = Array.from({ length: 4 }, () => reserve(mostNodes * 4));
  const bytes = reserve(0);
  if (bytes > MOST_BYTES) {
    throw new RangeError(
      `a tree of ${sampleCount} of ${rowCount} rows of ${featureCount} values needs ${bytes} bytes, more than the ${MOST_BYTES} that there can be; take fewer samples`,
    );
  }

  const { kernel, buffer } = instantiateKernel<GrowKernel>(GROW_KERNEL_BASE64, bytes);
  new Int32Array(buffer, candidatesAt, featureCount).set(Int32Array.from({ length: featureCount }, (_, f) => f));
  kernel.configure(
    featureCount,
    depthLimit,
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

/** A tree that isolates every row of its sample has so many nodes. */
export function mostNodesOf(sampleCount: number): number {
  return 2 * sampleCount - 1;
}
