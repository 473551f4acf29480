import { BOX_MARGIN, type KDTree } from './k-d-tree.ts';

/** The rows nearest to the one that was last looked for. */
export interface NearestRows {
  /** k of them, ascending; of equal distances the lower row first. */
  readonly distances: Float64Array;
  /** In the order of the distances; -1 in the last places where there are fewer. */
  readonly rows: Int32Array;
  /**
   * Finds the nearest points of the tree to the one at `queries[at..]`.
   *
   * @param leftOut a row that is none of its own neighbours; -1 for none
   */
  find(queries: Float64Array, at: number, leftOut: number): void;
}

/**
 * Makes an exact search for the `k` nearest points of a tree, by Euclidean distance, of equal ones the lower row.
 *
 * A box is passed over where all in it is farther than the k nearest so far; it is measured without a branch, and a
 * little too large, so that no rounding hides a point.
 * @param besidesEqual whether points at the distance 0 are passed over, too
 */
export function nearestRows(tree: KDTree, k: number, besidesEqual: boolean): NearestRows {
  const { dimensions, leafCount, points, rows: rowOf, starts, boxes } = tree;
  const squares = new Float64Array(k);
  const distances = new Float64Array(k);
  const rows = new Int32Array(k);
  const query = new Float64Array(dimensions);
  const firstLeaf = leafCount - 1;
  const last = k - 1;
  let without = -1;

  /** The least squared distance of anything in the box of a node. */
  function boxDistance(node: number): number {
    let sum = 0;
    for (let f = 0, at = node * 2 * dimensions; f < dimensions; f++, at += 2) {
      const beyond = Math.abs(query[f] - boxes[at]) - boxes[at + 1];
      // twice what lies beyond, 0 inside
      const twice = beyond + Math.abs(beyond);
      sum += twice * twice;
    }
    return sum * (0.25 - BOX_MARGIN);
  }

  function scanLeaf(leaf: number): void {
    const end = starts[leaf + 1];
    let farthest = squares[last];
    for (let i = starts[leaf], at = i * dimensions; i < end; i++) {
      let sum = 0;
      for (let f = 0; f < dimensions; f++, at++) {
        const difference = query[f] - points[at];
        sum += difference * difference;
      }
      if (sum > farthest) continue;
      const row = rowOf[i];
      if (row === without || (besidesEqual && sum === 0)) continue;
      insert(sum, row);
      farthest = squares[last];
    }
  }

  function insert(square: number, row: number): void {
    let place = last;
    if (square === squares[place] && row > rows[place]) return;
    for (; place > 0; place--) {
      const before = squares[place - 1];
      if (before <= square && (before < square || rows[place - 1] < row)) break;
      squares[place] = before;
      rows[place] = rows[place - 1];
    }
    squares[place] = square;
    rows[place] = row;
  }

  function search(node: number): void {
    if (node >= firstLeaf) {
      scanLeaf(node - firstLeaf);
      return;
    }
    const left = 2 * node + 1;
    const toLeft = boxDistance(left);
    const toRight = boxDistance(left + 1);
    if (toLeft <= toRight) {
      if (toLeft <= squares[last]) search(left);
      if (toRight <= squares[last]) search(left + 1);
    } else {
      if (toRight <= squares[last]) search(left + 1);
      if (toLeft <= squares[last]) search(left);
    }
  }

  return {
    distances,
    rows,
    find(queries, at, leftOut) {
      for (let f = 0; f < dimensions; f++) query[f] = queries[at + f];
      without = leftOut;
      squares.fill(Number.POSITIVE_INFINITY);
      rows.fill(-1);
      search(0);
      for (let i = 0; i < k; i++) distances[i] = Math.sqrt(squares[i]);
    },
  };
}
