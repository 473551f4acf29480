import { expOfEach } from '../../kernels/portable-exp.ts';

/** Writes the kernel of the row at `rows[at..]` with each of some points into `out`, in their order. */
export type KernelRow = (rows: Float64Array, at: number, out: Float64Array) => void;

/**
 * Makes the Gaussian kernel of some points: e^(-gamma |x - y|^2), 1 for equal rows, 0 for far ones.
 *
 * @param points n * featureCount, row-major
 */
export function rbfKernel(points: Float64Array, featureCount: number, gamma: number): KernelRow {
  const count = points.length / featureCount;
  // by feature, so that the inner loops run over points
  const columns = Array.from({ length: featureCount }, (_, f) =>
    Float64Array.from({ length: count }, (_, i) => points[i * featureCount + f]),
  );
  return (rows, at, out) => {
    out.fill(0);
    const evenCount = featureCount - (featureCount % 2);
    for (let f = 0; f < evenCount; f += 2) addSquares(out, columns[f], rows[at + f], columns[f + 1], rows[at + f + 1]);
    if (evenCount < featureCount) addSquare(out, columns[evenCount], rows[at + evenCount]);
    expOfEach(out, -gamma);
  };
}

// loops of their own, because engines keep what a function is given at hand, and look up what it closes over

/** Adds two squares at once: so the sums are read and written half as often. */
function addSquares(sums: Float64Array, one: Float64Array, ofOne: number, two: Float64Array, ofTwo: number): void {
  for (let i = 0; i < sums.length; i++) {
    const first = ofOne - one[i];
    const second = ofTwo - two[i];
    sums[i] = sums[i] + first * first + second * second;
  }
}

function addSquare(sums: Float64Array, column: Float64Array, value: number): void {
  for (let i = 0; i < sums.length; i++) {
    const difference = value - column[i];
    sums[i] += difference * difference;
  }
}
