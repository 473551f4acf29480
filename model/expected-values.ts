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
  const { count, values, spreads } = reference;
  const d = row.length;

  const differences = new Float64Array(count * d);
  const distances = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let f = 0; f < d; f++) {
      const difference = Math.min(Math.abs(values[i * d + f] - row[f]) / spreads[f], FARTHEST);
      differences[i * d + f] = difference;
      distances[i] += difference;
    }
  }

  return wanted.map((f) => {
    // without other features no row is nearer than another
    const nearest = d === 1 ? [...distances.keys()] : nearestRows(distances, differences, d, f);
    const near = Float64Array.from(nearest, (i) => values[i * d + f]).sort();
    return (near[Math.floor((near.length - 1) / 2)] + near[Math.ceil((near.length - 1) / 2)]) / 2;
  });
}

/** The rows with the smallest distance in all features but `f`. */
function nearestRows(distances: Float64Array, differences: Float64Array, d: number, f: number): number[] {
  const nearest: number[] = [];
  const nearestDistances: number[] = [];
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i] - differences[i * d + f];
    if (nearest.length === NEIGHBOURS && distance >= nearestDistances[NEIGHBOURS - 1]) continue;
    let at = Math.min(nearest.length, NEIGHBOURS - 1);
    while (at > 0 && nearestDistances[at - 1] > distance) {
      nearest[at] = nearest[at - 1];
      nearestDistances[at] = nearestDistances[at - 1];
      at--;
    }
    nearest[at] = i;
    nearestDistances[at] = distance;
  }
  return nearest;
}
