import type { NeighbourMedians } from '../kernels/nearest/contract.ts';
import { neighbourMedians } from '../kernels/nearest/kernel.ts';
import type { ReferenceRows } from './reference-rows.ts';

/**
 * Says what each value would usually be, given the others of the row: the median of the feature among the 15 reference
 * rows that are nearest in all other features.
 *
 * Near means a small sum of the differences, each in interquartile ranges of its feature and cut at 3; in single
 * precision, as reference rows are kept. It follows any relation between the features that the training data show, and
 * where there is none it is about the training median. Where the row has left what the model knows (a stream with a
 * trend), so does the estimate, and it says little. Of rows with more than 400 features fewer are kept: then it is the
 * median of them all; and with more than 6000 none.
 *
 * Cost: O(reference rows * features).
 * @param wanted numbers of features
 * @returns a value for each wanted feature; undefined where there are no reference rows
 */
export function expectedValues(
  reference: ReferenceRows,
  row: Float64Array,
  wanted: readonly number[],
): (number | undefined)[] {
  if (reference.count === 0) return wanted.map(() => undefined);
  // without other features no row is nearer than another
  if (row.length === 1) return wanted.map(() => middle(reference.values.toSorted()));
  return mediansIn(reference)(row, wanted);
}

const started = new WeakMap<ReferenceRows, NeighbourMedians>();

/** Starts a search at most once for the same rows: laying them out takes longer than to search them. */
function mediansIn(reference: ReferenceRows): NeighbourMedians {
  const known = started.get(reference);
  if (known) return known;
  const made = neighbourMedians(reference);
  started.set(reference, made);
  return made;
}

function middle(sorted: Float32Array): number {
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
}
