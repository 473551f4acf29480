import { expect, it } from 'vitest';
import { decodeCard, encodeCard, makeCard } from '../../contracts/model-card.ts';
import { modelFacts, quantilesOf } from '../../model/model-facts.ts';
import { encodeModel } from '../../model/model-files.ts';
import { trainModel } from '../../model/train-model.ts';

const rows = Float64Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? i / 2 : Math.sin(i) * 10));
const data = { features: ['level', 'flow'], rows };
const trained = (seed: number) => trainModel(data, { seed, threshold: { kind: 'contamination', share: 0.05 } });
const factsOf = (model: ReturnType<typeof trained>) => {
  const archive = new Uint8Array(123);
  return modelFacts(model, { archive, files: encodeModel(model) });
};

it('a card says what a model was made of, and what its threshold may flag on other rows', () => {
  const model = trained(0);
  const facts = factsOf(model);
  expect(facts).toMatchObject({ model: model.identity, features: ['level', 'flow'], rows: 200, archiveBytes: 123 });
  const sizes = Object.values(encodeModel(model)).map(({ length }) => length);
  expect(facts.unpackedBytes).toBe(sizes.reduce((a, b) => a + b));
  expect(facts.flagged?.share).toBeCloseTo(0.05, 2);
  // Beta(10, 191) has 95 % of its mass between these: scipy.stats.beta.ppf([.025, .975], 10, 191)
  expect(facts.flagged?.low).toBeCloseTo(0.02423, 4);
  expect(facts.flagged?.high).toBeCloseTo(0.0837, 4);
  expect(facts.quantiles.map(({ length }) => length)).toEqual([21, 21]);
});

it('a card comes back from its object as it was', () => {
  const card = makeCard(factsOf(trained(0)), { madeBy: 'train', by: 'me', why: 'a test', atMs: 5 });
  expect(decodeCard(encodeCard(card), 'models/x')).toEqual(card);
  expect(() => decodeCard(encodeCard(card).replace('"level"', '5'), 'models/x')).toThrow(
    /^models\/x is not as it was written: features.0: /,
  );
});

it('quantiles are values that were there, from the least to the largest, and none where all is missing', () => {
  const column = Array.from({ length: 41 }, (_, i) => [40 - i, Number.NaN]).flat();
  const [first, second] = quantilesOf(column, 2);
  expect(first).toEqual(Array.from({ length: 21 }, (_, i) => 2 * i));
  expect(second).toEqual([]);
  expect(quantilesOf([7, 1, Number.NaN, 2], 2)[0]).toEqual(Array.from({ length: 21 }, () => 7));
});
