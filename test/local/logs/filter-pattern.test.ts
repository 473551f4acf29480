import { expect, test } from 'vitest';
import { filterPattern } from '../../../local/logs/filter-pattern.ts';

test.each([
  ['', 'anything', true],
  ['ERROR', 'an ERROR here', true],
  ['ERROR fatal', 'an ERROR here', false],
  ['"two words"', 'just two words', true],
  ['"two words"', 'two other words', false],
  ['{ $.message = "batch" }', '{"message":"batch"}', true],
  ['{ $.message = "batch" }', '{"message":"anomaly","batch":1}', false],
  ['{ $.message = "batch" }', 'batch', false],
  ['{ $.verdict.anomalous = true && $.records = 3 }', '{"verdict":{"anomalous":true},"records":3}', true],
  ['{ $.verdict.anomalous = true && $.records = 3 }', '{"verdict":{"anomalous":true},"records":4}', false],
  ['?ERROR ?WARN', 'a WARN here', true],
  ['?ERROR ?WARN', 'an INFO here', false],
  ['late ?ERROR ?WARN', 'a WARN here', false],
  ['{ $.message = "batch" || $.message = "anomaly" }', '{"message":"anomaly"}', true],
  ['{ $.message = "batch" || $.message = "anomaly" && $.records = 3 }', '{"message":"anomaly"}', false],
])('%s on %s: %s', (pattern, line, expected) => {
  expect(filterPattern(pattern)(line)).toBe(expected);
});

test('a JSON pattern of another kind is refused rather than guessed', () => {
  expect(() => filterPattern('{ $.records > 3 }')).toThrow('does not know the pattern $.records > 3');
});
