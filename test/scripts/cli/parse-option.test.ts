import { expect, test } from 'vitest';
import { durationMs, durationOrMs } from '../../../scripts/cli/parse-option.ts';

test.each([
  ['500ms', 500],
  ['90s', 90_000],
  ['1.5m', 90_000],
  ['1h', 3_600_000],
  [' 2d ', 172_800_000],
])('a time of %j is read by its unit', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
  expect(durationOrMs(text)).toBe(ms);
});

test.each(['30', '', 's', '-1s', '1 h', '10min', '1e3s', '1m30s'])('a time of %j is refused with the form', (text) => {
  expect(() => durationMs(text)).toThrow('wanted a time like 500ms, 90s, 10m, 1h or 2d');
});

test('a number alone is milliseconds where it always was', () => {
  expect(durationOrMs('1000')).toBe(1000);
  expect(durationOrMs('0')).toBe(0);
  expect(() => durationOrMs('1.5')).toThrow('wanted a time like');
});
