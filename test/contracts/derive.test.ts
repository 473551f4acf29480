import { describe, expect, it } from 'vitest';
import {
  derivedFrom,
  derivedLabels,
  derivedName,
  derivedNames,
  deriveFromText,
  deriveSchema,
  isDerivedName,
  isRawAndResidual,
  ownFeatures,
  residualOf,
  windowMs,
  withResiduals,
} from '../../contracts/derive.ts';

const ALL = [
  { count: '1h' },
  { mean: 'amount', window: '24h' },
  { sum: 'amount in EUR', window: '1d' },
  { ratio: 'amount', window: '7d' },
  { since: 'last' },
  { rare: 'merchant' },
  { residual: 'temperature in C' },
  'velocity',
] as const;

function complaint(list: unknown): string {
  const { success, error } = deriveSchema.safeParse(list);
  if (success) throw new Error('the list was taken');
  return error.issues.map(({ path, message }) => [path.join('.'), message].join(' ').trim()).join('; ');
}

describe('what is derived', () => {
  it('is called by what it is made of', () => {
    expect(deriveSchema.parse(ALL).map(derivedName)).toEqual([
      'count_1h',
      'mean_amount_24h',
      'sum_amount in EUR_1d',
      'ratio_amount_7d',
      'since_last',
      'rare_merchant',
      'residual_temperature in C',
      'velocity',
    ]);
    expect(derivedName(deriveSchema.parse([{ window: '24h', mean: 'a' }])[0])).toBe('mean_a_24h');
    expect(ALL.map(derivedFrom)).toEqual([
      undefined,
      'amount',
      'amount in EUR',
      'amount',
      undefined,
      undefined,
      'temperature in C',
      undefined,
    ]);
    expect(derivedLabels(ALL)).toEqual(['merchant']);
  });

  it('is read of words as of JSON', () => {
    const words =
      'count 1h, mean amount 24h, sum amount in EUR 1d,ratio  amount 7d, since last, rare merchant, residual temperature in C, velocity';
    expect(deriveFromText(words)).toEqual(ALL);
    expect(deriveFromText(JSON.stringify(ALL))).toEqual(ALL);
  });

  it.each([
    ['count 59s', /^0(\.\w+)? must be \{"count":"1h"\}, .*, a window of 1m to 30d$/],
    ['count 31d', /a window of 1m to 30d/],
    ['count 1.5h', /a window of 1m to 30d/],
    ['count 1w', /a window/],
    ['mean amount', /^0(\.\w+)? must be \{"count":"1h"\}/],
    ['mean 24h', /^0(\.\w+)? must be/],
    ['since first', /^0(\.\w+)? must be/],
    ['velocity, speed', /^1(\.\w+)? must be/],
    ['count 1h, count 1h', 'must have each feature once'],
    ['residuals, residual amount', 'must have each feature once; residuals has that of each feature'],
    ['residuals, residuals', 'must have each feature once'],
    ['residual', /^0(\.\w+)? must be .*\{"residual":"temperature"\}, "residuals"/],
    ['', /^0(\.\w+)? must be/],
    ['[]', 'must not be empty'],
    ['{"count":"1h"}', /^must be a list, each \{"count":"1h"\}/],
    ['[{"count":"1h","window":"1h"}]', /^0(\.\w+)? must be/],
    [Array.from({ length: 13 }, (_, i) => `count ${i + 1}h`).join(), 'must be at most 12 features'],
    [`rare ${'x'.repeat(600)}`, 'must be at most 600 bytes of JSON, which is what a function takes'],
  ])('may not be %s', (text, message) => {
    expect(complaint(deriveFromText(text))).toMatch(message);
  });

  it('has windows of whole seconds in their sixtieths', () => {
    expect(['90s', '1m', '1h', '24h', '1d', '30d'].map(windowMs)).toEqual([9e4, 6e4, 36e5, 864e5, 864e5, 2592e6]);
  });
});

describe('the residuals of all features', () => {
  const list = deriveSchema.parse(deriveFromText('count 1h, residuals, velocity'));

  it('are one entry, and as many features as there are', () => {
    const own = Array.from({ length: 50 }, (_, i) => `a feature with a long name, ${i}`);
    const names = derivedNames(list, own);
    expect(names).toEqual(['count_1h', ...own.map((name) => `residual_${name}`), 'velocity']);
    expect(ownFeatures([...own, ...names], list)).toEqual(own);
    expect(ownFeatures(['a', 'b', 'residual_b'], [{ residual: 'b' }])).toEqual(['a', 'b']);
    expect(ownFeatures(['a', 'b'])).toEqual(['a', 'b']);
  });

  it('are known by their names', () => {
    expect(['count_1h', 'residual_b', 'b', 'velocity'].filter((name) => isDerivedName(name, list))).toEqual([
      'count_1h',
      'residual_b',
      'velocity',
    ]);
    expect(isDerivedName('residual_b', [{ residual: 'a' }])).toBe(false);
    expect(residualOf('residual_b', list)).toBe('b');
    expect(residualOf('count_1h', list)).toBeUndefined();
    expect(residualOf('residual_b', [{ residual: 'a' }])).toBeUndefined();
    expect(residualOf('residual_a', [{ residual: 'a' }])).toBe('a');
    expect(residualOf('residual_a')).toBeUndefined();
  });

  it('are what raw+residual adds to a list, and take in those of some', () => {
    expect(withResiduals()).toEqual(['residuals']);
    expect(withResiduals([{ residual: 'a' }, 'velocity', 'residuals'])).toEqual(['velocity', 'residuals']);
    expect([['raw+residual'], ['raw+residual', 'a'], ['a'], undefined].map(isRawAndResidual)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
