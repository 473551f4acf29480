import { expect, test } from 'vitest';
import { type FilterPolicy, matchesFilterPolicy } from '../../../local/sns/filter-policy.ts';

const VALUES = { severity: 'high', source: 'pump-1', grade: 0.7, tags: ['a', 'b'], nested: { kind: 'opened' } };

test.each<[FilterPolicy, boolean]>([
  [{ severity: ['high', 'critical'] }, true],
  [{ severity: ['low'] }, false],
  [{ severity: ['high'], source: ['pump-2'] }, false],
  [{ absent: ['x'] }, false],
  [{ absent: [{ exists: false }] }, true],
  [{ severity: [{ exists: true }] }, true],
  [{ source: [{ prefix: 'pump-' }] }, true],
  [{ source: [{ suffix: '-2' }] }, false],
  [{ severity: [{ 'anything-but': ['low', 'medium'] }] }, true],
  [{ absent: [{ 'anything-but': ['low'] }] }, false],
  [{ severity: [{ 'anything-but': { prefix: 'hi' } }] }, false],
  [{ severity: [{ 'equals-ignore-case': 'HIGH' }] }, true],
  [{ grade: [{ numeric: ['>', 0.5, '<=', 0.7] }] }, true],
  [{ grade: [{ numeric: ['>', 0.7] }] }, false],
  [{ grade: [0.7] }, true],
  [{ severity: [{ numeric: ['>', 0] }] }, false],
  [{ tags: ['b'] }, true],
  [{ nested: { kind: ['opened'] } }, true],
  [{ nested: { kind: ['closed'] } }, false],
])('%j matches: %s', (policy, expected) => {
  expect(matchesFilterPolicy(policy, VALUES)).toBe(expected);
});
