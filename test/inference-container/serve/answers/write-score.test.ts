import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SCORE_BYTES, writeDecimalScore } from '../../../../inference-container/serve/answers/write-score.ts';

const bytes = Buffer.alloc(100, '-');
const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

function written(score: number, at = 0): string {
  const end = writeDecimalScore(view, at, Float64Array.of(score), 0);
  expect(end - at).toBeLessThanOrEqual(MAX_SCORE_BYTES);
  return bytes.toString('latin1', at, end);
}

describe('a written score', () => {
  it('is read back as the same double by any reader of JSON', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (score) => {
        expect(JSON.parse(written(score))).toBe(score);
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    0,
    5e-324,
    1e-7,
    0.1,
    0.25 - 2 ** -55,
    0.25,
    0.25 + 2 ** -54,
    0.3,
    0.5 - 2 ** -54,
    0.5,
    0.99999999,
    1 - 2 ** -53,
    1,
  ])('is read back as the same double at the edge %d', (score) => {
    expect(JSON.parse(written(score))).toBe(score);
  });

  it('has the decimals of its exact value, rounded to 17', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.25, max: 1, maxExcluded: true, noNaN: true }), (score) => {
        // a double below 1 and from 1/4 on is a whole number of 2^-54
        const exact = (BigInt(score * 2 ** 54) * 10n ** 17n * 2n + 2n ** 54n) / 2n ** 55n;
        const off = BigInt(written(score).slice(2)) - exact;
        // half way between two decimals either is right
        expect(Math.abs(Number(off))).toBeLessThanOrEqual(1);
        expect(written(score)).toHaveLength(19);
      }),
      { numRuns: 5000 },
    );
  });

  it('touches only its own bytes', () => {
    bytes.fill('-');
    const text = written(0.4321, 3);
    expect(bytes.toString('latin1', 0, 40)).toBe(`---${text}`.padEnd(40, '-'));
  });
});
