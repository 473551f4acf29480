import { describe, expect, it } from 'vitest';
import { readRate, sayCount } from '../../costs/rate.ts';

describe('a rate', () => {
  it.each([
    ['10M/day', 10e6],
    ['10M/d', 10e6],
    ['116/s', 10_022_400],
    ['1 million/minute', 1.44e9],
    ['1.5k per hour', 36_000],
    ['10,000/min', 14.4e6],
    ['2B a day', 2e9],
    ['.5/s', 43_200],
  ])('%s is %i a day', (text, perDay) => {
    expect(readRate(text)).toBeCloseTo(perDay, 5);
  });

  it.each(['', '10M', '10/week', '-1/s', '0/s', '1e9/s', '10 apples/day', '/s', 'M/day', '10M//day'])(
    '%j is none',
    (text) => {
      expect(readRate(text)).toBeUndefined();
    },
  );
});

it('large counts are said in words, small ones in digits', () => {
  expect([864, 14_400, 864_123, 14.4e6, 1.44e9, 1.44e14].map(sayCount)).toEqual([
    '864',
    '14,400',
    '864,000',
    '14.4 million',
    '1.44 billion',
    '144 trillion',
  ]);
});
