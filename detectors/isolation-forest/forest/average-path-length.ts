const EULER_GAMMA = 0.5772156649015329;

/**
 * Mean number of splits until a new row is isolated from `size` others: the mean depth of an unsuccessful search in a
 * binary search tree. Stands in for the subtree that was not grown below a leaf, and is the unit that scores measure in.
 *
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM, equation 1. Like scikit-learn, and unlike the paper, exactly 1 for two rows.
 */
export function averagePathLength(size: number): number {
  if (size <= 1) return 0;
  if (size === 2) return 1;
  return 2 * (Math.log(size - 1) + EULER_GAMMA) - (2 * (size - 1)) / size;
}
