import { expect, test } from 'vitest';
import { checkFeatures } from '../../model/check-features.ts';

test('a model has as many features as its format can number, and no more', () => {
  const names = Array.from({ length: 65_535 }, (_, f) => `feature_${f}`);
  expect(() => checkFeatures(names.slice(1))).not.toThrow();
  expect(() => checkFeatures(names)).toThrow(new Error('there are 65535 features; at most 65534 are supported'));
});

test('a single feature will do, and each has a name of its own', () => {
  expect(() => checkFeatures(['a'])).not.toThrow();
  expect(() => checkFeatures([])).toThrow(new Error('there are no features; at least 1 numeric column is needed'));
  expect(() => checkFeatures(['', 'b'])).toThrow(new Error('feature 1 of 2 has no name; give it one'));
  expect(() => checkFeatures(['a', 'b', 'a'])).toThrow(new Error('the feature "a" is there twice; names must differ'));
});
