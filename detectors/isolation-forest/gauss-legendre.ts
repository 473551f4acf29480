/** Nodes in (0, 1) and weights that sum to 1: `sum(weights[i] * p(nodes[i]))` is the integral of p over [0, 1]. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss-Legendre quadrature on [0, 1], exact for polynomials up to degree `2 * count - 1`.
 *
 * The nodes are the roots of the Legendre polynomial, found by Newton's method from Tricomi's estimate.
 * @see Abramowitz & Stegun (1964), 25.4.29 (weights) and 22.16.6 (estimate).
 */
export function gaussLegendre(count: number): Quadrature {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 0;
    // converges quadratically: from the estimate five steps reach the last bit
    for (let step = 0; step < 8; step++) {
      const { value, derivative } = legendre(count, x);
      slope = derivative;
      x -= value / derivative;
    }
    nodes[i] = (1 + x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** The Legendre polynomial of the degree at x in (-1, 1), by Bonnet's recursion. */
function legendre(degree: number, x: number) {
  let before = 0;
  let value = 1;
  for (let k = 1; k <= degree; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
    before = value;
    value = next;
  }
  return { value, derivative: (degree * (x * value - before)) / (x * x - 1) };
}
