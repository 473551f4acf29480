import { memoryPlan } from '../kernels/memory-plan.ts';
import { NEAREST_KERNEL_BASE64 } from '../kernels/nearest/module.ts';
import { instantiateKernel } from '../kernels/runtime.ts';
import type { ReferenceRows } from './reference-rows.ts';

/** One other feature that is off counts at most as this many interquartile ranges, so that it cannot choose the neighbours alone. */
const FARTHEST = 3;

/**
 * What each value would usually be, given the others of the row: the median of the feature among the 15 reference rows that
 * are nearest in all other features.
 *
 * Near means a small sum of the differences, each in interquartile ranges of its feature and cut at {@link FARTHEST}; in single
 * precision, as reference rows are kept. It follows any relation between the features that the training data show, and where there is
 * none it is about the training median. Where the row has left what the model knows (a stream with a trend), so does the estimate, and
 * it is worth little. 15 was chosen: enough for a steady median, few enough to lie close. Of rows with more than 400 features fewer are
 * kept: then it is the median of them all; and with more than 6000 none.
 *
 * Cost: O(reference rows * features).
 * @returns a value for each of the `wanted` features; undefined where there are no reference rows
 */
export function expectedValues(
  reference: ReferenceRows,
  row: Float64Array,
  wanted: readonly number[],
): (number | undefined)[] {
  if (reference.count === 0) return wanted.map(() => undefined);
  // without other features no row is nearer than another
  if (row.length === 1) return wanted.map(() => middle(reference.values.toSorted()));
  const { kernel, row: rowIn } = kernelOf(reference);
  rowIn.set(row);
  kernel.measure();
  return wanted.map((f) => kernel.expected(f));
}

const started = new WeakMap<ReferenceRows, ReturnType<typeof startKernel>>();

function kernelOf(reference: ReferenceRows): ReturnType<typeof startKernel> {
  const known = started.get(reference);
  if (known) return known;
  const made = startKernel(reference);
  started.set(reference, made);
  return made;
}

/** What `assembly/nearest-kernel.ts` exports; all places are bytes from the start of memory. */
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
const MOST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;

/** Lays the rows out by column in a new memory, and tells the kernel where. */
function startKernel({ count, values, spreads }: ReferenceRows) {
  const featureCount = spreads.length;
  const columnBytes = Math.ceil((count * 4) / VECTOR_BYTES) * VECTOR_BYTES;

  const reserve = memoryPlan();
  const columnsAt = reserve(featureCount * columnBytes);
  const inversesAt = reserve(featureCount * 4);
  const rowAt = reserve(featureCount * 4);
  const startsAt = reserve(columnBytes);
  const distancesAt = reserve(columnBytes);
  // behind a vector with what stands before their first place
  const nearestAt = reserve(VECTOR_BYTES + KEPT_BYTES) + VECTOR_BYTES;
  const valuesAt = reserve(VECTOR_BYTES + KEPT_BYTES) + VECTOR_BYTES;
  const fourAt = reserve(VECTOR_BYTES);

  const { kernel, buffer } = instantiateKernel<NearestKernel>(NEAREST_KERNEL_BASE64, reserve(0));
  for (let f = 0; f < featureCount; f++) {
    const column = new Float32Array(buffer, columnsAt + f * columnBytes, count);
    for (let i = 0; i < count; i++) column[i] = values[i * featureCount + f];
  }
  // where the spread is 0, or beyond float32, any difference is a far one, but none is none
  const inverses = spreads.map((spread) => Math.min(1 / spread, MOST_FLOAT32));
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

function middle(sorted: Float32Array): number {
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
