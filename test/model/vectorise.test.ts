import { expect, test } from 'vitest';
import type { Features } from '../../contracts/observation.ts';
import { type FeatureRow, NO_GAPS, vectorise } from '../../model/vectorise.ts';

const model = { features: ['a', 'b', 'constructor'], medians: Float64Array.of(10, 20, 30) };
const vector = (features: Features) => {
  const out = new Float64Array(5);
  const result = vectorise(model, features, out, 1);
  return { result, values: [...out.subarray(1, 4)] };
};

test('named values go into the order of the model, and unknown ones nowhere', () => {
  expect(vector({ constructor: 3, z: 9, b: 2, a: 1 })).toEqual({
    result: { ok: true, value: NO_GAPS },
    values: [1, 2, 3],
  });
});

test('an array is taken in the order of the model', () => {
  expect(vector([1, 2, 3])).toEqual({ result: { ok: true, value: NO_GAPS }, values: [1, 2, 3] });
});

test('missing and null values take the training median and are named', () => {
  expect(vector({ b: 2, a: null })).toEqual({
    result: { ok: true, value: { imputed: ['a', 'constructor'], unknownNames: [] } },
    values: [10, 2, 30],
  });
  expect(vector([null, 2, 3])).toEqual({
    result: { ok: true, value: { imputed: ['a'], unknownNames: [] } },
    values: [10, 2, 3],
  });
});

test('names that the model does not know are told where a feature is missing, ten of them, short, and none without a value', () => {
  expect(vector({ a: 1, z: 9, y: null, b: 2 }).result).toEqual({
    ok: true,
    value: { imputed: ['constructor'], unknownNames: ['z'] },
  });
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`n${i}${'x'.repeat(100)}`, i]));
  const { result } = vector({ a: 1, ...many });
  const { unknownNames } = (result as Extract<typeof result, { ok: true }>).value;
  expect(unknownNames).toHaveLength(10);
  expect(unknownNames[9]).toBe(`n9${'x'.repeat(78)}...`);
});

test('a number that means a missing value takes the median wherever it comes, and no other number does', () => {
  const gaps = { ...model, missingValues: [-200, 0] };
  const imputed = (features: FeatureRow) => {
    const out = new Float64Array(3);
    return [vectorise(gaps, features, out, 0), [...out]];
  };
  const expected = [{ ok: true, value: { imputed: ['a', 'b'], unknownNames: [] } }, [10, 20, 3]];
  expect(imputed({ a: -200, b: -0, constructor: 3 })).toEqual(expected);
  expect(imputed([-200, 0, 3])).toEqual(expected);
  expect(imputed(Float64Array.of(-200, Number.NaN, 3))).toEqual(expected);
  expect(imputed([-200.5, 1, 3])).toEqual([{ ok: true, value: NO_GAPS }, [-200.5, 1, 3]]);
  expect(imputed([-200, -200, 0])[0]).toMatchObject({
    problem: { code: 'only_missing', message: 'got only missing values, wanted at least one of a, b, constructor' },
  });
});

test('an observation with none of the features is malformed, naming what came and what was wanted', () => {
  expect(vector({ x: 1, y: 2 }).result).toEqual({
    ok: false,
    problem: {
      code: 'no_known_feature',
      path: 'features',
      message: 'got x, y, wanted at least one of a, b, constructor',
    },
  });
  const { result } = vector({ ['x'.repeat(1_000_000)]: 1 });
  expect(!result.ok && result.problem.message.length).toBeLessThan(200);
  expect(vector({}).result).toMatchObject({ problem: { code: 'no_known_feature' } });
  const onlyMissing = {
    code: 'only_missing',
    message: 'got only missing values, wanted at least one of a, b, constructor',
  };
  expect(vector([null, null, null]).result).toMatchObject({ problem: onlyMissing });
  expect(vector({ a: null, b: null }).result).toMatchObject({ problem: onlyMissing });
});

test('what is wrong with a value is said in few words, however large or deep it is', () => {
  let deep: unknown = [];
  for (let depth = 0; depth < 50_000; depth++) deep = [deep];
  const message = (value: unknown) => {
    const { result } = vector({ a: value as number });
    return result.ok ? 'ok' : result.problem.message;
  };
  expect([deep, new Array(1000).fill(1), { a: 1 }, 'x'.repeat(100)].map(message)).toEqual([
    'got an array of 1, wanted a finite number',
    'got an array of 1000, wanted a finite number',
    'got an object, wanted a finite number',
    `got "${'x'.repeat(40)}"..., wanted a finite number`,
  ]);
});

test('an array of the wrong length and a value that is not finite are malformed', () => {
  expect(vector([1, 2]).result).toMatchObject({
    problem: { code: 'wrong_length', path: 'features', message: 'got 2 values, wanted 3: a, b, constructor' },
  });
  expect(vector({ a: Number.POSITIVE_INFINITY }).result).toMatchObject({
    problem: { code: 'not_finite', path: 'features.a' },
  });
  expect(vector({ a: '1' as unknown as number }).result).toMatchObject({
    problem: { code: 'not_finite', message: 'got "1", wanted a finite number' },
  });
  expect(vector([1, Number.NaN, 3]).result).toMatchObject({ problem: { code: 'not_finite', path: 'features[1]' } });
});

test('only its own place in the array is written', () => {
  const out = new Float64Array(5).fill(-1);
  vectorise(model, [1, 2, 3], out, 1);
  expect([...out]).toEqual([-1, 1, 2, 3, -1]);
});

test('of many names the first ten are listed, and how many more there are', () => {
  const message = (count: number) => {
    const features = Array.from({ length: count }, (_, f) => `f${f}`);
    const result = vectorise({ features, medians: new Float64Array(count) }, {}, new Float64Array(count), 0);
    return result.ok ? '' : result.problem.message;
  };
  expect(message(10)).toBe('got no names, wanted at least one of f0, f1, f2, f3, f4, f5, f6, f7, f8, f9');
  expect(message(12)).toBe('got no names, wanted at least one of f0, f1, f2, f3, f4, f5, f6, f7, f8, f9 and 2 more');
});
