import { GREATEST_FLOAT32 } from '../float32.ts';
import { FARTHEST, NEIGHBOURS, type NeighbourMedians, type NeighbourRows } from './contract.ts';

/**
 * Makes a search for the nearest rows in plain TypeScript: the same bits as the kernel.
 *
 * Near means a small sum of the differences in all other features, each in spreads of its feature and cut at
 * {@link FARTHEST}, in single precision. Of rows that are equally near the first ones count.
 *
 * Cost: O(rows * features) for a row, O(rows * log(rows)) for each wanted feature.
 */
export function neighbourMedians({ count, values, spreads }: NeighbourRows): NeighbourMedians {
  const featureCount = spreads.length;
  // where the spread is 0, or beyond float32, any difference is a far one, but none is none
  const inverses = Float32Array.from(spreads, (spread) => Math.min(1 / spread, GREATEST_FLOAT32));

  return (row, wanted) => {
    const differenceOf = (i: number, f: number) => {
      const distance = Math.abs(Math.fround(values[i * featureCount + f] - Math.fround(row[f])));
      const inSpreads = Math.fround(distance * inverses[f]);
      // what is no number is as far as can be
      return inSpreads < FARTHEST ? inSpreads : FARTHEST;
    };
    const distances = new Float32Array(count);
    for (let f = 0; f < featureCount; f++) {
      for (let i = 0; i < count; i++) distances[i] += differenceOf(i, f);
    }
    return wanted.map((f) => {
      const others = distances.map((distance, i) => distance - differenceOf(i, f));
      const order = Array.from(others.keys()).sort((a, b) => others[a] - others[b]);
      return medianOf(order.slice(0, NEIGHBOURS).map((i) => values[i * featureCount + f]));
    });
  };
}

/** Of an even number the mean of the middle two. */
function medianOf(values: readonly number[]): number {
  const last = values.length - 1;
  return (valueAtRank(values, last >> 1) + valueAtRank(values, values.length >> 1)) / 2;
}

/** Finds the value at a place in order: the greatest that has no more below it. Of both zeros, which are equal, 0. */
function valueAtRank(values: readonly number[], rank: number): number {
  const reached = values.filter((value) => values.filter((other) => other < value).length <= rank);
  return reached.reduce((greatest, value) => Math.max(greatest, value), Number.NEGATIVE_INFINITY);
}
