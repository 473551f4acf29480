import { bumpAllocator, instantiateKernel } from '../runtime.ts';
import type { KthDistance, Points } from './contract.ts';
import { KNN_KERNEL_BASE64 } from './module.ts';

/**
 * Makes a search for the k-th nearest point in WebAssembly. `twin.ts` says in plain TypeScript what is found.
 *
 * Cost: O(count * featureCount) for a row.
 * @param k 1 to the count of the points
 */
export function kthDistance(points: Points, k: number): KthDistance {
  const { kernel, row: rowIn } = startKernel(points, k);
  return (row) => {
    rowIn.set(row);
    return kernel.kth();
  };
}

/** What `assembly.ts` exports; all places are bytes from the start of memory. */
interface KnnKernel {
  configure(
    blockCount: number,
    featureCount: number,
    k: number,
    blocksAt: number,
    rowAt: number,
    nearestAt: number,
    fourAt: number,
  ): void;
  kth(): number;
}

/** Points that stand side by side. */
const BLOCK = 16;

/** Lays the points out in blocks in a new memory, and tells the kernel where. */
function startKernel({ count, featureCount, values }: Points, k: number) {
  const blockCount = Math.ceil(count / BLOCK);
  const blockValues = blockCount * featureCount * BLOCK;

  const { allocate, allocatedBytes } = bumpAllocator();
  const blocksAt = allocate(blockValues * 4);
  const rowAt = allocate(featureCount * 4);
  const nearestAt = allocate(k * 4);
  const fourAt = allocate(16);

  const { kernel, buffer } = instantiateKernel<KnnKernel>(KNN_KERNEL_BASE64, allocatedBytes());
  // where the last block goes on behind the last point there is nobody near
  const blocks = new Float32Array(buffer, blocksAt, blockValues).fill(Number.POSITIVE_INFINITY);
  for (let i = 0; i < count; i++) {
    const at = Math.floor(i / BLOCK) * featureCount * BLOCK + (i % BLOCK);
    for (let f = 0; f < featureCount; f++) blocks[at + f * BLOCK] = values[i * featureCount + f];
  }
  kernel.configure(blockCount, featureCount, k, blocksAt, rowAt, nearestAt, fourAt);
  return { kernel, row: new Float32Array(buffer, rowAt, featureCount) };
}
