/** Where the boundary lies: the rows that hold it, and how high kernels add up on it. */
export interface Boundary {
  /** By row, 0 to 1; their sum is nu times the rows. */
  readonly coefficients: Float64Array;
  /** By row, its kernels with all rows, summed with the coefficients. */
  readonly sums: Float64Array;
  /** Such a sum on the boundary. */
  readonly rho: number;
}

/** The problem as far as it is solved. */
type State = Pick<Boundary, 'coefficients' | 'sums'>;

/** The column of a row in the matrix of the kernel of all rows with all. */
type ColumnOf = (row: number) => Float64Array;

/** It stops here if rounding keeps it from getting nearer: far more than any problem needs. */
const MOST_STEPS = 10_000_000;
/** Stands in for the curvature between two rows that are equal. */
const LEAST_CURVATURE = 1e-12;

/**
 * Solves the dual of the one-class support vector machine: of coefficients from 0 to 1 with the sum nu n, those that
 * make a'Ka least.
 *
 * It begins with the first nu n rows at 1, and moves weight between the two rows that gain the most to second order,
 * until no two are farther apart than the tolerance. Its steps are libsvm's without shrinking.
 * @param columnOf of a kernel that is 1 for equal rows; a column is read before more than one other is asked for
 * @see Schoelkopf, Platt, Shawe-Taylor, Smola & Williamson (2001), Estimating the support of a high-dimensional
 *   distribution, Neural Computation 13; Fan, Chen & Lin (2005), Working set selection using second order information,
 *   JMLR 6, "WSS 2".
 */
export function solveOneClass(count: number, nu: number, columnOf: ColumnOf, tolerance: number): Boundary {
  const state = beginning(count, nu, columnOf);
  for (let step = 0; step < MOST_STEPS; step++) {
    const riser = lowestThatMayRise(state, tolerance);
    if (riser === undefined) break;
    const column = columnOf(riser);
    const faller = bestThatMayFall(state, riser, column);
    if (faller === undefined) break;
    moveCoefficient(state, riser, column, faller, columnOf(faller));
  }
  return { ...state, rho: boundarySum(state) };
}

function beginning(count: number, nu: number, columnOf: ColumnOf): State {
  const coefficients = new Float64Array(count);
  const sums = new Float64Array(count);
  const total = nu * count;
  for (let row = 0; row < total; row++) {
    const coefficient = Math.min(1, total - row);
    const column = columnOf(row);
    for (let i = 0; i < count; i++) sums[i] += coefficient * column[i];
    coefficients[row] = coefficient;
  }
  return { coefficients, sums };
}

/** The row below 1 with the lowest sum; undefined where none above 0 has a sum that is higher by the tolerance. */
function lowestThatMayRise({ coefficients, sums }: State, tolerance: number): number | undefined {
  let riser: number | undefined;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < sums.length; i++) {
    const sum = sums[i];
    if (sum <= lowest && coefficients[i] < 1) {
      lowest = sum;
      riser = i;
    }
    if (sum > highest && coefficients[i] > 0) highest = sum;
  }
  return highest - lowest < tolerance ? undefined : riser;
}

/** The row above 0 from which taking weight for the riser gains the most. */
function bestThatMayFall({ coefficients, sums }: State, riser: number, column: Float64Array): number | undefined {
  const lowest = sums[riser];
  let faller: number | undefined;
  let most = 0;
  for (let i = 0; i < sums.length; i++) {
    const excess = sums[i] - lowest;
    if (!(excess > 0 && coefficients[i] > 0)) continue;
    const gain = (excess * excess) / curvature(column[i]);
    if (gain < most) continue;
    most = gain;
    faller = i;
  }
  return faller;
}

function moveCoefficient(
  { coefficients, sums }: State,
  riser: number,
  riserColumn: Float64Array,
  faller: number,
  fallerColumn: Float64Array,
): void {
  const wanted = (sums[faller] - sums[riser]) / curvature(riserColumn[faller]);
  const moved = Math.min(wanted, 1 - coefficients[riser], coefficients[faller]);
  // c + (1 - c) is 1 for each c in [0, 1]: what comes to a bound is there exactly
  coefficients[riser] += moved;
  coefficients[faller] -= moved;
  for (let i = 0; i < sums.length; i++) sums[i] += moved * (riserColumn[i] - fallerColumn[i]);
}

function curvature(kernel: number): number {
  return Math.max(2 - 2 * kernel, LEAST_CURVATURE);
}

/** The mean sum of the rows that lie on the boundary; the middle of what is possible where none does. */
function boundarySum({ coefficients, sums }: State): number {
  let total = 0;
  let onBoundary = 0;
  let least = Number.NEGATIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (const [i, coefficient] of coefficients.entries()) {
    if (coefficient >= 1) least = Math.max(least, sums[i]);
    else if (coefficient <= 0) most = Math.min(most, sums[i]);
    else {
      total += sums[i];
      onBoundary++;
    }
  }
  if (onBoundary > 0) return total / onBoundary;
  // with all rows within there is no upper limit
  return most === Number.POSITIVE_INFINITY ? least : (least + most) / 2;
}
