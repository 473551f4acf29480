import type { ReferenceRows } from './reference-rows.ts';

/** Chosen: enough for a steady median, few enough to lie close. */
const NEIGHBOURS = 15;

/** One other feature that is off counts at most as this many interquartile ranges, so that it cannot choose the neighbours alone. */
const FARTHEST = 3;

/**
 * What each value would usually be, given the others of the row: the median of the feature among the reference rows that
 * are nearest in all other features.
 *
 * Near means a small sum of the differences, each in interquartile ranges of its feature and cut at {@link FARTHEST}. It follows any
 * relation between the features that the training data show, and where there is none it is about the training median. Where the
 * row has left what the model knows (a stream with a trend), so does the estimate, and it is worth little.
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

  const distances = distancesTo(reference, row);
  return wanted.map((f) => middle(nearestValues(reference, distances, row[f], f)));
}

/** The distance of every reference row in all features, column by column, which is quicker than row by row. Until the next call. */
function distancesTo({ count, values, spreads }: ReferenceRows, row: Float64Array): Float64Array {
  const d = row.length;
  if (keptDistances.length < count) keptDistances = new Float64Array(count);
  const distances = keptDistances.fill(0, 0, count);
  for (let f = 0; f < d; f++) {
    const value = row[f];
    const spread = spreads[f];
    for (let i = 0, at = f; i < count; i++, at += d) distances[i] += differenceOf(values[at], value, spread);
  }
  return distances;
}

/** The values of feature `f`, ascending, in the rows nearest in all features but that one. Until the next call. */
function nearestValues({ count, values, spreads }: ReferenceRows, distances: Float64Array, value: number, f: number) {
  const d = values.length / count;
  const spread = spreads[f];
  let farthest = Number.POSITIVE_INFINITY;
  const nearest = NEAREST;
  const nearestDistances = NEAREST_DISTANCES.fill(Number.POSITIVE_INFINITY);
  for (let i = 0, at = f; i < count; i++, at += d) {
    const distance = distances[i] - differenceOf(values[at], value, spread);
    if (distance < farthest) farthest = insert(nearest, nearestDistances, values[at], distance);
  }
  return (count < NEIGHBOURS ? nearest.subarray(0, count) : nearest).sort();
}

// arrays to be used again: to allocate them took longer than to fill them
let keptDistances = new Float64Array(0);
const NEAREST = new Float64Array(NEIGHBOURS);
const NEAREST_DISTANCES = new Float64Array(NEIGHBOURS);

/**
 * Puts a value behind those that are as near or nearer; the farthest drops out.
 * @returns the distance of the farthest that is left
 */
function insert(nearest: Float64Array, nearestDistances: Float64Array, value: number, distance: number): number {
  let at = NEIGHBOURS - 1;
  for (; at > 0 && nearestDistances[at - 1] > distance; at--) {
    nearest[at] = nearest[at - 1];
    nearestDistances[at] = nearestDistances[at - 1];
  }
  nearest[at] = value;
  nearestDistances[at] = distance;
  return nearestDistances[NEIGHBOURS - 1];
}

/** In spreads, at most {@link FARTHEST}; that also where a value or the spread is beyond float32, and the quotient no number. */
function differenceOf(value: number, other: number, spread: number): number {
  const difference = Math.abs(value - other) / spread;
  return difference < FARTHEST ? difference : FARTHEST;
}

function middle(sorted: Float32Array | Float64Array): number {
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}
