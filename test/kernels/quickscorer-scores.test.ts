import { expect, test } from 'vitest';
import { scoreOf } from '../../kernels/quickscorer/contract.ts';

test('scores are powers of two to the last bits, and exact where the path is as long as expected', () => {
  for (let i = 0; i <= 10_000; i++) {
    const total = i * 0.37;
    const exact = 2 ** -(total / 1000);
    expect(Math.abs(scoreOf(total, 1000) - exact) / exact).toBeLessThan(4e-16);
  }
  expect(scoreOf(1000, 1000)).toBe(0.5);
  expect(scoreOf(0, 1000)).toBe(1);
  expect(scoreOf(0, 0)).toBe(0.5);
});

test('a path absurdly long still has a score', () => {
  expect(scoreOf(1e9, 1)).toBeGreaterThanOrEqual(0);
  expect(scoreOf(1e9, 1)).toBeLessThan(1e-300);
});
