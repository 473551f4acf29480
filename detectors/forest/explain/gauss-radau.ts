import type { Quadrature } from '../../../kernels/shapley/contract.ts';

/**
 * Makes the Gauss-Radau quadrature on [0, 1], exact for polynomials up to degree `2 * count - 2`. The first node is 0.
 *
 * The others are where the Legendre polynomials of degree `count - 1` and `count` cancel out, found by Newton's method
 * from the nodes of Chebyshev's weight, which lie close by.
 * @see Abramowitz & Stegun (1964), 25.4.31.
 */
export function gaussRadau(count: number): Quadrature {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  weights[0] = 1 / (count * count);
  for (let i = 1; i < count; i++) {
    let x = -Math.cos((2 * Math.PI * i) / (2 * count - 1));
    // converges quadratically: from the estimate five steps reach the last bit
    for (let step = 0; step < 8; step++) {
      const { value, before } = legendre(count, x);
      // of the sum of both; its slope is their difference, times the degree and by 1 - x
      x -= ((1 - x) * (before + value)) / (count * (before - value));
    }
    nodes[i] = (1 + x) / 2;
    weights[i] = (1 - x) / (2 * (count * legendre(count, x).before) ** 2);
  }
  return { nodes, weights };
}

/** The Legendre polynomials of the degree and the one below it at x in (-1, 1), by Bonnet's recursion. */
function legendre(degree: number, x: number) {
  let before = 0;
  let value = 1;
  for (let k = 1; k <= degree; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
    before = value;
    value = next;
  }
  return { value, before };
}
