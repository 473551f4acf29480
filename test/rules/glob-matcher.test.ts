import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGlob } from '../../contracts/glob.ts';
import { globMatcher } from '../../rules/glob-matcher.ts';

describe('a glob', () => {
  it.each([
    ['pump-*', 'pump-1', true],
    ['pump-*', 'pump-', true],
    ['pump-*', 'plant/pump-1', false],
    ['pump-*', 'pump-a/b', true],
    ['*/temperature', 'plant/line/temperature', true],
    ['plant/*/t', 'plant/a/b/t', true],
    ['**', 'a/b', true],
    ['*', 'a\nb', true],
    ['a*', 'a\nb', true],
    ['*1', '.1', true],
    ['a?c', 'a/c', true],
    ['a?c', 'abbc', false],
    ['{north,south}-1', 'south-1', true],
    ['{north,south}-1', 'east-1', false],
    ['pump-[0-3]', 'pump-2', true],
    ['pump-[0-3]', 'pump-7', false],
    ['pump(1)', 'pump(1)', true],
    ['(a|b)', 'a', false],
    ['a+', 'aa', false],
    ['a+', 'a+', true],
    ['!a', 'b', false],
    ['!a', '!a', true],
    ['@(a)', 'a', false],
    ['a.c', 'abc', false],
    ['a\\*', 'a*', true],
    ['a\\*', 'ab', false],
    ['./a', 'a', false],
    ['PUMP', 'pump', false],
    ['$1^', '$1^', true],
  ])('%j on %j: %j', (glob, text, matches) => {
    expect(globMatcher(glob)(text)).toBe(matches);
  });

  it('without anything special is for its own text alone', () => {
    const plain = fc.string({
      unit: fc.constantFrom('a', 'b', '/', '.', '(', ')', '|', '+', '-', ' ', '$'),
      minLength: 1,
    });
    fc.assert(
      fc.property(plain, plain, (glob, text) => {
        expect(globMatcher(glob)(glob)).toBe(true);
        expect(globMatcher(glob)(text)).toBe(glob === text);
      }),
    );
  });
});

describe('a hostile glob', () => {
  it.each(['*a'.repeat(4), '{a,a}'.repeat(4), '**{b,*}*', 'a'.repeat(257), ''])('is refused: %j', (glob) => {
    expect(isGlob(glob)).toBe(false);
  });

  it('that is taken answers at once, whatever the name', () => {
    const part = fc.constantFrom(
      'a',
      '(',
      ')',
      '+',
      '[',
      ']',
      '{',
      '}',
      ',',
      '*',
      '?',
      '\\',
      '|',
      '!',
      '@',
      'a+)+',
      '{1..9999}',
    );
    const glob = fc
      .array(part, { minLength: 1, maxLength: 20 })
      .map((parts) => parts.join(''))
      .filter(isGlob);
    fc.assert(
      fc.property(glob, (one) => {
        expect(typeof globMatcher(one)(`${'a'.repeat(255)}!`)).toBe('boolean');
      }),
      { numRuns: 300 },
    );
  }, 10_000);
});
