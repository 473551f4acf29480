import { describe, expect, it } from 'vitest';
import { parseThresholdRule } from '../../model/parse-threshold-rule.ts';

describe('the rule of a threshold, as people write it', () => {
  it.each([
    ['5/day', { perDay: 5 }],
    [' 0.5 / day ', { perDay: 0.5 }],
    ['0.1%', { share: 0.001 }],
    ['99.5%', { share: 0.995 }],
  ])('an alert budget of %j', (text, budget) => {
    expect(parseThresholdRule(text)).toEqual({ kind: 'budget', ...budget });
  });

  it.each([
    ['0.05', { kind: 'contamination', share: 0.05 }],
    ['0.5', { kind: 'contamination', share: 0.5 }],
    ['auto', { kind: 'auto' }],
  ])('a contamination of %j', (text, rule) => {
    expect(parseThresholdRule(undefined, text)).toEqual(rule);
  });

  it('is the budget by default when nothing is written', () => {
    expect(parseThresholdRule()).toEqual({ kind: 'budget' });
  });

  it.each(['', '5', '/day', '0/day', '-1/day', '0%', '100%', 'x%', '5/week', '5 /days', 'about 5/day'])(
    'an alert budget of %j is refused',
    (text) => {
      expect(() => parseThresholdRule(text)).toThrow(
        new RangeError(`the alert budget must be like 5/day or 0.1%, got ${text}`),
      );
    },
  );

  it.each(['', ' ', '0', '-0.1', '0.51', 'much', 'Auto'])('a contamination of %j is refused', (text) => {
    expect(() => parseThresholdRule(undefined, text)).toThrow(
      new RangeError(`contamination must be auto or a share in (0, 0.5], got ${text}`),
    );
  });

  it('cannot be both', () => {
    expect(() => parseThresholdRule('5/day', '0.1')).toThrow(
      'an alert budget and a contamination cannot both decide the threshold, give one of them',
    );
  });
});
