import { expect, test } from 'vitest';
import { trainModel } from '../../../model/train-model.ts';
import { scoreFile } from '../../../scripts/scoring/score-file.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

const wobble = (i: number) => Math.sin(i * 12.9898) * 43.7;
const model = trainModel(
  { features: ['a', 'b'], rows: Float64Array.from({ length: 1000 }, (_, i) => wobble(i)) },
  { threshold: { kind: 'budget' } },
);

test('rows keep their order and their own scores across batches', async () => {
  const values = Array.from({ length: 2500 }, (_, i) => [wobble(3 * i), wobble(7 * i)]);
  const file = temporaryFile('rows.csv', `b,a\n${values.map(([a, b]) => `${b},${a}`).join('\n')}\n`);
  const scored = await Array.fromAsync(scoreFile(model, file, {}));
  expect(scored.map(({ row }) => row.index)).toEqual([...values.keys()]);
  expect(scored.map(({ verdict }) => verdict?.score)).toEqual(
    values.map((row) => model.detector.score(Float64Array.from(row), 1)[0]),
  );
});

test('what the model takes for missing is missing in the file, too', async () => {
  const file = temporaryFile('rows.csv', 'a,b\n5,-200\n-999,-200\n');
  const scored = await Array.fromAsync(
    scoreFile({ ...model, missingValues: [-200] }, file, { missingValues: ['-999'] }),
  );
  expect(scored.map(({ row }) => [...row.values])).toEqual([
    [5, Number.NaN],
    [Number.NaN, Number.NaN],
  ]);
  expect(scored.map(({ verdict }) => verdict?.imputed)).toEqual([['b'], undefined]);
});

test('a missing value takes the training median and is named; a row with none at all has no score', async () => {
  const file = temporaryFile('rows.csv', 'a,b\n5,\n,\n');
  const [half, empty] = await Array.fromAsync(scoreFile(model, file, {}));
  expect(half.verdict?.imputed).toEqual(['b']);
  expect(half.verdict?.score).toBe(model.detector.score(Float64Array.of(5, model.medians[1]), 1)[0]);
  expect(empty.verdict).toBeUndefined();
});
