import { expect, test } from 'vitest';
import { readEventPattern } from '../../../local/event-source-mapping/event-pattern.ts';

// The operators' table of Lambda's guide on event filtering, each with a value that passes and one that does not.
test.each([
  ['null', [null], null, 0],
  ['empty', [''], '', ' '],
  ['equals', ['Alice'], 'Alice', 'alice'],
  ['equals, ignoring case', [{ 'equals-ignore-case': 'alice' }], 'aLICE', 'bob'],
  ['or', ['New York', 'Rome'], 'Rome', 'Paris'],
  ['not', [{ 'anything-but': ['Raining'] }], 'Sunny', 'Raining'],
  ['not, one value', [{ 'anything-but': 'Raining' }], 'Sunny', 'Raining'],
  ['not a prefix', [{ 'anything-but': { prefix: 'Rain' } }], 'Sunny', 'Raining'],
  ['numeric equals', [{ numeric: ['=', 100] }], 100, 100.5],
  ['numeric range', [{ numeric: ['>', 10, '<=', 20] }], 20, 10],
  ['exists', [{ exists: true }], 'anything', undefined],
  ['does not exist', [{ exists: false }], undefined, 'anything'],
  ['begins with', [{ prefix: 'us-' }], 'us-east-1', 'eu-west-1'],
  ['ends with', [{ suffix: '.png' }], 'a.png', 'a.jpg'],
  ['one of a list', ['b'], ['a', 'b'], ['a', 'c']],
])('%s', (_, alternatives, passing, failing) => {
  const pattern = readEventPattern(JSON.stringify({ data: { deep: { value: alternatives } } }));
  expect(pattern.matches({ data: { deep: { value: passing } } })).toBe(true);
  expect(pattern.matches({ data: { deep: { value: failing } } })).toBe(false);
});

test('all names of a pattern must match, and of $or one', () => {
  const pattern = readEventPattern(JSON.stringify({ a: [1], $or: [{ b: [2] }, { c: [3] }] }));
  expect(pattern.matches({ a: 1, c: 3 })).toBe(true);
  expect(pattern.matches({ a: 1, b: 1, c: 1 })).toBe(false);
  expect(pattern.matches({ b: 2 })).toBe(false);
});
