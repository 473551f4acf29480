import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp2, log2, log10 } from '../../kernels/log2.ts';

describe('our own logarithm and power', () => {
  it('are those of mathematics to twelve digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (x) => {
        expect(Math.abs(log2(x) - Math.log2(x))).toBeLessThan(1e-12 * Math.max(1, Math.abs(Math.log2(x))));
        expect(Math.abs(log10(x) - Math.log10(x))).toBeLessThan(1e-12 * Math.max(1, Math.abs(Math.log10(x))));
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (x) => {
        expect(Math.abs(exp2(x) / 2 ** x - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  it('are exact for powers of two', () => {
    for (let power = -1000; power <= 1000; power++) {
      expect(log2(2 ** power)).toBe(power);
      expect(exp2(power)).toBe(2 ** power);
    }
  });
});
