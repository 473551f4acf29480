import { describe, expect, it } from 'vitest';
import { EMPTY_POINTER, HOLDS_AFTER_MS } from '../../../contracts/model-registry.ts';
import { diffText } from '../../../operations/models/diff-cards.ts';
import { findVersion } from '../../../operations/models/find-version.ts';
import { cardText, modelsText } from '../../../operations/models/show-models.ts';
import { statesOf } from '../../../operations/models/states.ts';
import { noteDeployed, promote, rollBack, setShadow, voidVersion } from '../../../registry/move-pointer.ts';
import { cardOf } from '../../support/card-of.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const by = { atMs: NOW, by: 'arn:aws:iam::123456789012:user/me', why: 'it finds more' };
const A = cardOf('a'.repeat(64));
const B = cardOf('b'.repeat(64));
const deployed = noteDeployed(EMPTY_POINTER, A, undefined, { ...by, by: 'cdk deploy', why: 'it was deployed' });
const promoted = promote(deployed, B, by);

describe('a version is named', () => {
  it('by four or more of its first digits, in capitals or not', () => {
    expect(findVersion([A, B], 'aaaa')).toBe(A);
    expect(findVersion([A, B], 'BBBBBBBB')).toBe(B);
    expect(findVersion([A, B], B.model)).toBe(B);
  });

  it.each([
    ['aaa', 'a version is named by at least 4 of its first hexadecimal digits, got "aaa"'],
    ['../etc', 'a version is named by at least 4 of its first hexadecimal digits, got "../etc"'],
    ['ffff', 'the registry has no version ffff: npm run models -- list shows 2 of them'],
  ])('and not by %s', (digits, message) => {
    expect(() => findVersion([A, B], digits)).toThrow(message);
  });

  it('by enough digits: those of several show where they differ', () => {
    const like = ['1', '2'].map((digit) => cardOf(`${'a'.repeat(14)}${digit}${'0'.repeat(49)}`));
    const names = 'aaaaaaaaaaaaaa1, aaaaaaaaaaaaaa2';
    expect(() => findVersion([...like, B], 'aaaaa')).toThrow(
      `aaaaa is the beginning of 2 versions: ${names}; give more digits`,
    );
  });
});

describe('what a version is', () => {
  it('changes when a change holds, not when it is made', () => {
    const at = (nowMs: number) => [A, B].map(({ model }) => statesOf(promoted, model, nowMs));
    expect(at(NOW)).toEqual([
      'current, ends at 12:01:00 UTC, previous, on the endpoint',
      'becomes current at 12:01:00 UTC',
    ]);
    expect(at(NOW + HOLDS_AFTER_MS)).toEqual(['previous, on the endpoint', 'current']);
  });

  it('is a candidate, a shadow, voided, or what judged before', () => {
    const later = NOW + 10 * HOLDS_AFTER_MS;
    expect(statesOf(deployed, B.model, later)).toBe('candidate');
    expect(statesOf(setShadow(deployed, B, by), B.model, later)).toBe('shadow');
    expect(statesOf(voidVersion(promoted, B.model, by), B.model, later)).toBe('voided');
    expect(statesOf(rollBack(promoted, A, by), B.model, later)).toBe('judged before');
  });
});

describe('the list of versions', () => {
  it('says of each what it is, and what was done, the last first', () => {
    const text = modelsText([B, A], promoted, NOW + HOLDS_AFTER_MS, 10);
    expect(text).toMatch(/│ bbbbbbbbbbbb │ current .*│ train, somebody │ 1000 │ mahalanobis of 2 features/);
    expect(text.split('\n').slice(-2)).toEqual([
      '2026-11-28 12:00 UTC  bbbbbbbbbbbb promoted by user/me: it finds more',
      '2026-11-28 12:00 UTC  aaaaaaaaaaaa deployed by cdk deploy: it was deployed',
    ]);
    expect(modelsText([B, A], promoted, NOW, 1)).not.toContain('deployed by cdk deploy');
    expect(modelsText([], EMPTY_POINTER, NOW, 1)).toContain('the registry is empty');
  });
});

const quantiles = (from: number, step: number) => Array.from({ length: 21 }, (_, i) => from + i * step);

it('a card is shown with the quartiles of each feature, and what the version judged', () => {
  const card = { ...B, quantiles: [quantiles(0, 1), []], flagged: { share: 0.05, low: 0.04, high: 0.06 } };
  const text = cardText({ ...card, missingShares: [0.25, 0], parent: A.model }, promoted, NOW);
  expect(text).toMatch(/flagged +5 % of the rows; of others 4 % to 6 %/);
  expect(text).toMatch(/parent +aaaaaaaaaaaa\n/);
  expect(text).toMatch(/│ temperature │ 0 +│ 5 +│ 10 +│ 15 +│ 20 +│ 25 %/);
  expect(text).toMatch(/│ pressure +│ \? +│ \?/);
  expect(text.split('\n').at(-1)).toContain('bbbbbbbbbbbb promoted by user/me');
});

describe('two versions are compared', () => {
  it('by what is another, and by how far each feature moved, the furthest first', () => {
    const a = { ...A, quantiles: [quantiles(0, 1), quantiles(0, 1)], parameters: { trees: 100 } };
    const b = { ...B, quantiles: [quantiles(1, 1), quantiles(-5, 2)], rows: 2000, quality: { 'planted found': 0.9 } };
    const text = diffText(a, b);
    expect(text).toContain('trees: 100 -> none\nrows: 1000 -> 2000\nplanted found: none -> 0.9\n');
    expect(text).not.toContain('threshold:');
    expect(text).toMatch(
      /pressure +│ 10 +│ 15 +│ \+0.50 ranges │ 2.00 times[\s\S]*temperature │ 10 +│ 11 +│ \+0.10 ranges/,
    );
  });

  it('where half of the values were one value, too', () => {
    const constant = { ...A, quantiles: [quantiles(7, 0), []] };
    expect(diffText(constant, { ...constant, model: B.model })).toMatch(
      /7 +│ 7 +│ half was one value │ half was one value/,
    );
    expect(diffText(A, A)).toBe('both are version aaaaaaaaaaaa');
  });
});
