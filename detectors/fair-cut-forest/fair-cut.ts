import { floorToFloat32 } from '../../kernels/float32.ts';
import { uniformCut } from '../forest/grow/uniform-cut.ts';
import type { NodeColumn } from '../forest/grow/weighted-trees.ts';

/** Cuts half of the time at a random place, and else where both sides come out as uniform in themselves as they can. */
export function fairCut(column: NodeColumn, random: () => number): number {
  return random() < 0.5 ? uniformCut(column, random) : mostGainfulCut(column);
}

/**
 * Finds the cut of the greatest pooled gain: `(sd - (leftWeight * leftSd + rightWeight * rightSd) / weight) / sd`. It
 * lies half way between two neighbouring values; of equal gains it is the lowest.
 *
 * Cost: O(n log n).
 * @see Cortes (2021), Revisiting randomized choices in isolation forests, arXiv 2110.13402, section 3.
 */
export function mostGainfulCut({ values, weights }: Pick<NodeColumn, 'values' | 'weights'>): number {
  const ascending = Array.from(values.keys()).sort((a, b) => values[a] - values[b]);
  const belowSpreads = runningSpreads(ascending, values, weights);
  const aboveSpreads = runningSpreads(ascending.toReversed(), values, weights).reverse();
  let least = Number.POSITIVE_INFINITY;
  let cut = values[ascending[0]];
  for (let i = 1; i < ascending.length; i++) {
    const [below, above] = [values[ascending[i - 1]], values[ascending[i]]];
    const spread = belowSpreads[i - 1] + aboveSpreads[i];
    if (below === above || spread >= least) continue;
    least = spread;
    cut = floorToFloat32((below + above) / 2);
  }
  return cut;
}

/** By value in the given order: the weight times the standard deviation of all up to it, by Welford's recurrence. */
function runningSpreads(order: readonly number[], values: readonly number[], weights: readonly number[]): Float64Array {
  let weight = 0;
  let mean = 0;
  let squares = 0;
  return Float64Array.from(order, (at) => {
    const step = values[at] - mean;
    weight += weights[at];
    // the share first: it is exactly 1 for the first value, and below it never carries the mean beyond a value
    mean += step * (weights[at] / weight);
    squares += weights[at] * step * (values[at] - mean);
    return Math.sqrt(weight * squares);
  });
}
