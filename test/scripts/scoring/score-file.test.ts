import { expect, test } from 'vitest';
import { scoreFeatures } from '../../../model/score-features.ts';
import { trainModel } from '../../../model/train-model.ts';
import { chooseForModel, scoreFile } from '../../../scripts/scoring/score-file.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

const wobble = (i: number) => Math.sin(i * 12.9898) * 43.7;
const model = trainModel(
  { features: ['a', 'b'], rows: Float64Array.from({ length: 1000 }, (_, i) => wobble(i)) },
  { threshold: { kind: 'budget' } },
);

test('rows keep their order and their own scores across batches', async () => {
  const values = Array.from({ length: 2500 }, (_, i) => [wobble(3 * i), wobble(7 * i)]);
  const file = temporaryFile('rows.csv', `b,a\n${values.map(([a, b]) => `${b},${a}`).join('\n')}\n`);
  const scored = await Array.fromAsync(scoreFile(model, await chooseForModel(model, file, {})));
  expect(scored.map(({ row }) => row.index)).toEqual([...values.keys()]);
  expect(scored.map(({ verdict }) => verdict?.score)).toEqual(
    values.map((row) => model.detector.score(Float64Array.from(row), 1)[0]),
  );
});

test('what the model takes for missing is missing in the file, too', async () => {
  const file = temporaryFile('rows.csv', 'a,b\n5,-200\n-999,-200\n');
  const ofGaps = { ...model, missingValues: [-200] };
  const choice = await chooseForModel(ofGaps, file, { missingValues: ['-999'] });
  const scored = await Array.fromAsync(scoreFile(ofGaps, choice));
  expect(scored.map(({ row }) => [...row.values])).toEqual([
    [5, Number.NaN],
    [Number.NaN, Number.NaN],
  ]);
  expect(scored.map(({ verdict }) => verdict?.imputed)).toEqual([['b'], undefined]);
});

test('a missing value is named, and scored as wherever one is missing; a row with none at all has no score', async () => {
  const file = temporaryFile('rows.csv', 'a,b\n5,\n,\n');
  const [half, empty] = await Array.fromAsync(scoreFile(model, await chooseForModel(model, file, {})));
  expect(half.verdict?.imputed).toEqual(['b']);
  const [direct] = scoreFeatures(model, [{ a: 5 }]);
  expect(half.verdict?.score).toBe(direct.ok ? direct.value.score : undefined);
  expect(empty.verdict).toBeUndefined();
});
