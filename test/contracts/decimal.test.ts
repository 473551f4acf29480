import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DECIMAL_LENGTH, parseDecimal } from '../../contracts/decimal.ts';

/** The same numbers, said so that a run of digits can be cut in two anywhere: quadratic, and only for short texts. */
const READS_ALIKE = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

describe('a decimal number', () => {
  it.each(['0', '-1.5', '+.5', '2.', '1e3', '1E-3', '007', '-0', '.5e+07'])('is read from %s', (text) => {
    expect(parseDecimal(text)).toBe(Number(text));
  });

  it.each([
    '',
    '.',
    '+',
    '-.',
    'e5',
    '1e',
    '1e+',
    '1.2.3',
    '1 2',
    ' 1',
    '1,5',
    '0x10',
    '1_000',
    'NaN',
    'Infinity',
    '١',
  ])('is not read from %j', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it('is infinite when it is too large for a double', () => {
    expect([parseDecimal('1e999'), parseDecimal('-1e999')]).toEqual([Infinity, -Infinity]);
  });

  it('is read from every text that is one, and from no other', () => {
    const nearly = fc.string({ unit: fc.constantFrom(...'0019.eE+- x'), maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(nearly, fc.double().map(String)), (text) => {
        expect(parseDecimal(text)).toBe(READS_ALIKE.test(text) ? Number(text) : undefined);
      }),
      { numRuns: 20_000 },
    );
  });

  it('is read however exactly a double is written out, the longest of all among them', () => {
    const smallest = BigInt(5) ** BigInt(1074);
    const longest = `-0.${String(smallest).padStart(1074, '0')}`;
    expect(longest).toHaveLength(1077);
    expect(parseDecimal(longest)).toBe(-Number.MIN_VALUE);
    expect(parseDecimal(String(BigInt(Number.MAX_VALUE)))).toBe(Number.MAX_VALUE);
  });

  it('is no longer than that', () => {
    expect(parseDecimal('1'.padStart(MAX_DECIMAL_LENGTH, '0'))).toBe(1);
    expect(parseDecimal('1'.padStart(MAX_DECIMAL_LENGTH + 1, '0'))).toBeUndefined();
  });
});
