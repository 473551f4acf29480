import { GREATEST_FLOAT32 } from '../float32.ts';
import { bumpAllocator, instantiateKernel } from '../runtime.ts';
import { FARTHEST, type NeighbourMedians, type NeighbourRows } from './contract.ts';
import { NEAREST_KERNEL_BASE64 } from './module.ts';

/**
 * Makes a search for the nearest rows in WebAssembly. `twin.ts` says in plain TypeScript what is found.
 *
 * Cost: O(rows * features) for a row.
 */
export function neighbourMedians(rows: NeighbourRows): NeighbourMedians {
  const { kernel, row: rowIn } = startKernel(rows);
  return (row, wanted) => {
    rowIn.set(row);
    kernel.measure();
    return wanted.map((f) => kernel.expected(f));
  };
}

/** What `assembly.ts` exports; all places are bytes from the start of memory. */
interface NearestKernel {
  configure(
    count: number,
    featureCount: number,
    columnBytes: number,
    farthest: number,
    columnsAt: number,
    inversesAt: number,
    rowAt: number,
    startsAt: number,
    distancesAt: number,
    nearestAt: number,
    valuesAt: number,
    fourAt: number,
  ): void;
  measure(): void;
  expected(feature: number): number;
}

const VECTOR_BYTES = 16;
const KEPT_BYTES = 4 * VECTOR_BYTES;

/** Lays the rows out by column in a new memory, and tells the kernel where. */
function startKernel({ count, values, spreads }: NeighbourRows) {
  const featureCount = spreads.length;
  const columnBytes = Math.ceil((count * 4) / VECTOR_BYTES) * VECTOR_BYTES;

  const { allocate, allocatedBytes } = bumpAllocator();
  const columnsAt = allocate(featureCount * columnBytes);
  const inversesAt = allocate(featureCount * 4);
  const rowAt = allocate(featureCount * 4);
  const startsAt = allocate(columnBytes);
  const distancesAt = allocate(columnBytes);
  // behind a vector with what stands before their first place
  const nearestAt = allocate(VECTOR_BYTES + KEPT_BYTES) + VECTOR_BYTES;
  const valuesAt = allocate(VECTOR_BYTES + KEPT_BYTES) + VECTOR_BYTES;
  const fourAt = allocate(VECTOR_BYTES);

  const { kernel, buffer } = instantiateKernel<NearestKernel>(NEAREST_KERNEL_BASE64, allocatedBytes());
  for (let f = 0; f < featureCount; f++) {
    const column = new Float32Array(buffer, columnsAt + f * columnBytes, count);
    for (let i = 0; i < count; i++) column[i] = values[i * featureCount + f];
  }
  // where the spread is 0, or beyond float32, any difference is a far one, but none is none
  const inverses = spreads.map((spread) => Math.min(1 / spread, GREATEST_FLOAT32));
  new Float32Array(buffer, inversesAt).set(inverses);
  // no row is where a vector goes on behind the last one
  new Float32Array(buffer, startsAt, columnBytes / 4).fill(Number.POSITIVE_INFINITY, count);
  new Float32Array(buffer, nearestAt - 4)[0] = Number.NEGATIVE_INFINITY;

  kernel.configure(
    count,
    featureCount,
    columnBytes,
    FARTHEST,
    columnsAt,
    inversesAt,
    rowAt,
    startsAt,
    distancesAt,
    nearestAt,
    valuesAt,
    fourAt,
  );
  return { kernel, row: new Float32Array(buffer, rowAt, featureCount) };
}
