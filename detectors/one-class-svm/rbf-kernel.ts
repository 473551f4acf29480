import { portableExp } from '../../kernels/portable-exp.ts';

/** Writes the kernel of the row at `rows[at..]` with each of some points into `out`, in their order. */
export type KernelRow = (rows: Float64Array, at: number, out: Float64Array) => void;

/**
 * Makes the Gaussian kernel of some points: e^(-gamma |x - y|^2), 1 for equal rows, 0 for far ones.
 *
 * @param points n * featureCount, row-major
 */
export function rbfKernel(points: Float64Array, featureCount: number, gamma: number): KernelRow {
  const count = points.length / featureCount;
  // by feature, so that the inner loop runs over points
  const columns = new Float64Array(points.length);
  for (let i = 0; i < count; i++) {
    for (let f = 0; f < featureCount; f++) columns[f * count + i] = points[i * featureCount + f];
  }
  return (rows, at, out) => {
    out.fill(0);
    for (let f = 0, column = 0; f < featureCount; f++, column += count) {
      const value = rows[at + f];
      for (let i = 0; i < count; i++) {
        const difference = value - columns[column + i];
        out[i] += difference * difference;
      }
    }
    for (let i = 0; i < count; i++) out[i] = portableExp(-gamma * out[i]);
  };
}
