import type { KthDistance, Points } from './contract.ts';

/**
 * Makes a search for the k-th nearest point in plain TypeScript: the same bits as the kernel.
 *
 * Squares are summed feature by feature, each step in single precision.
 *
 * Cost: O(count * featureCount) for a row.
 * @param k 1 to the count of the points
 */
export function kthDistance({ count, featureCount, values }: Points, k: number): KthDistance {
  return (row) => {
    const distances = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      for (let f = 0; f < featureCount; f++) {
        const difference = Math.fround(values[i * featureCount + f] - row[f]);
        distances[i] += Math.fround(difference * difference);
      }
    }
    return distances.sort()[k - 1];
  };
}
