/**
 * Points in the order of a k-d tree, with a box around those of each node.
 *
 * The tree is complete: node i has the children 2 i + 1 and 2 i + 2, the last `leafCount` nodes are leaves, and a
 * node's points are halved between its children.
 *
 * Shapes: points: count * dimensions, row-major; rows: count, the row of each point; starts: leafCount + 1, by leaf;
 * boxes: nodes * 2 * dimensions, by node and dimension the centre, then half the width.
 * @see Bentley (1975), Multidimensional binary search trees used for associative searching, CACM 18 (9).
 */
export interface KDTree {
  readonly dimensions: number;
  readonly leafCount: number;
  readonly points: Float64Array;
  readonly rows: Int32Array;
  readonly starts: Int32Array;
  readonly boxes: Float64Array;
}

/** So many points a leaf at the most: fewer cost more boxes, more cost more distances (measured). */
const LEAF_POINTS = 24;

/** A box is larger than its points by so much of itself: more than rounding can take off. */
export const BOX_MARGIN = 1e-11;

/** Builds the tree of some points, halving each node at the median of its widest side, in n log n. */
export function buildKDTree(points: Float64Array, dimensions: number): KDTree {
  const count = points.length / dimensions;
  let leafCount = 1;
  while (leafCount * LEAF_POINTS < count) leafCount *= 2;
  const rows = Int32Array.from({ length: count }, (_, row) => row);
  const starts = new Int32Array(leafCount + 1);
  const boxes = new Float64Array((2 * leafCount - 1) * 2 * dimensions);
  const values = new Float64Array(count);

  const place = (node: number, from: number, to: number) => {
    const box = boxes.subarray(node * 2 * dimensions, (node + 1) * 2 * dimensions);
    const widest = encloseRows(box, points, rows.subarray(from, to));
    if (node >= leafCount - 1) {
      starts[node - leafCount + 2] = to;
      return;
    }
    for (let i = from; i < to; i++) values[i] = points[rows[i] * dimensions + widest];
    const middle = (from + to) >>> 1;
    partition(values, rows, from, to - 1, middle);
    place(2 * node + 1, from, middle);
    place(2 * node + 2, middle, to);
  };
  place(0, 0, count);

  const ordered = new Float64Array(points.length);
  for (const [i, row] of rows.entries()) {
    for (let f = 0; f < dimensions; f++) ordered[i * dimensions + f] = points[row * dimensions + f];
  }
  return { dimensions, leafCount, points: ordered, rows, starts, boxes };
}

/** Writes the box around some rows. @returns the dimension in which it is widest */
function encloseRows(box: Float64Array, points: Float64Array, rows: Int32Array): number {
  const dimensions = box.length / 2;
  let widest = 0;
  for (let f = 0; f < dimensions; f++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < rows.length; i++) {
      const value = points[rows[i] * dimensions + f];
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const centre = (low + high) / 2;
    box[2 * f] = centre;
    box[2 * f + 1] = Math.max(centre - low, high - centre) * (1 + BOX_MARGIN);
    if (box[2 * f + 1] > box[2 * widest + 1]) widest = f;
  }
  return widest;
}

/**
 * Orders values, and rows with them, so that none from `first` to before `middle` is above the one at `middle`, and
 * none after it below.
 *
 * @see Hoare (1961), Algorithm 65: Find, CACM 4 (7).
 */
function partition(values: Float64Array, rows: Int32Array, first: number, last: number, middle: number): void {
  let from = first;
  let to = last;
  while (from < to) {
    const pivot = values[(from + to) >>> 1];
    let low = from;
    let high = to;
    while (low <= high) {
      while (values[low] < pivot) low++;
      while (values[high] > pivot) high--;
      if (low > high) break;
      [values[low], values[high]] = [values[high], values[low]];
      [rows[low], rows[high]] = [rows[high], rows[low]];
      low++;
      high--;
    }
    if (middle <= high) to = high;
    else if (middle >= low) from = low;
    else return;
  }
}
