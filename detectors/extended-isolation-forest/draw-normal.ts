import { log2 } from '../../kernels/log2.ts';

/**
 * Draws from the standard normal distribution, the same bits on every machine.
 *
 * @see Marsaglia & Bray (1964), A convenient method for generating normal variables, SIAM Review 6: the polar method.
 */
export function drawNormal(random: () => number): number {
  for (;;) {
    const x = 2 * random() - 1;
    const y = 2 * random() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.LN2 * log2(square)) / square);
  }
}
