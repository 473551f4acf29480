import { expect, test } from 'vitest';
import { expOfEach } from '../../kernels/portable-exp.ts';
import { seededRandom } from '../../kernels/random.ts';

/** e^-x as 1 / e^x, of a series in whole numbers of 2^-200 each. @param x up to 512, a multiple of 2^-60 */
function expByWholeNumbers(x: number): number {
  const unit = 1n << 200n;
  const scaled = BigInt(x * 2 ** 60) * (unit >> 60n);
  let term = unit;
  let sum = unit;
  for (let n = 1n; term !== 0n; n++) {
    term = (term * scaled) / (unit * n);
    sum += term;
  }
  return Number((unit << 900n) / sum) / 2 ** 900;
}

const exp = (x: number) => {
  const values = Float64Array.of(-x);
  expOfEach(values, -1);
  return values[0];
};

test('e to the power of x is right to 3e-16 of itself', () => {
  const random = seededRandom(1);
  for (let i = 0; i < 2000; i++) {
    // a multiple of 2^-60, so that whole numbers hold it
    const x = Math.round(random() * 2 ** (random() * 55)) / 2 ** 46;
    const expected = expByWholeNumbers(x);
    expect(Math.abs(exp(-x) - expected) / expected, `-${x}`).toBeLessThan(3e-16);
  }
});

test('each value is multiplied by the factor first', () => {
  const values = Float64Array.of(0, 1, 4);
  expOfEach(values, -0.5);
  expect(values).toEqual(Float64Array.of(1, exp(-0.5), exp(-2)));
});

test('its ends are exact, and it never rises as x falls', () => {
  expect([0, -0, -709, -1e300, Number.NEGATIVE_INFINITY, Number.NaN].map(exp)).toEqual([1, 1, 0, 0, 0, 0]);
  expect(exp(-708)).toBeGreaterThan(2 ** -1022);
  let before = 1;
  for (let x = 0; x < 20; x += 0.001) {
    expect(exp(-x)).toBeLessThanOrEqual(before);
    before = exp(-x);
  }
});
