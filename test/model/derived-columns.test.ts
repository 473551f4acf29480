import { describe, expect, test } from 'vitest';
import type { Derivation } from '../../contracts/derive.ts';
import { decodeModel, encodeModel } from '../../model/model-files.ts';
import { trainModel } from '../../model/train-model.ts';
import { withLanes } from '../../model/with-lanes.ts';
import { normalRows } from '../support/streams.ts';

const START_MS = Date.UTC(2024, 0, 1);
const DERIVE: Derivation[] = [{ count: '1h' }, { mean: 'amount', window: '1h' }, { rare: 'shop' }];
const data = {
  features: ['amount'],
  rows: Float64Array.of(8, 1, 2, Number.NaN, 4),
  timestampsMs: Float64Array.of(START_MS + 9_000_000, START_MS, START_MS + 60_000, START_MS + 120_000, START_MS),
  sources: Uint32Array.of(0, 0, 0, 0, 1),
  labels: { shop: ['a', 'a', 'b', 'b', undefined] },
};

describe('rows with derived features', () => {
  test('have a column for each behind their own, of what came before in time, whatever the order of the rows', () => {
    const { features, rows, derive, ...others } = withLanes(data, { derive: DERIVE });
    expect(features).toEqual(['amount', 'count_1h', 'mean_amount_1h', 'rare_shop']);
    expect(derive).toEqual(DERIVE);
    const table = Array.from({ length: 5 }, (_, i) => [...rows.subarray(4 * i, 4 * i + 4)]);
    const { NaN: none } = Number;
    expect(table).toEqual([
      // Nothing is left in the window of what came two hours before; a row without a value teaches nothing.
      [8, 1, 8, expect.closeTo(Math.log2(3 / 2))],
      [1, 1, 1, 0],
      [2, 2, 1.5, 1],
      [none, none, none, none],
      [4, 1, 4, none],
    ]);
    expect(others).not.toHaveProperty('labels');
  });

  test.each<[string, Derivation[], object, string]>([
    [
      'a column has its name',
      [{ count: '1h' }],
      { features: ['count_1h'] },
      'the rows have count_1h, which would be derived',
    ],
    [
      'there is no such feature',
      [{ sum: 'price', window: '1d' }],
      {},
      "sum_price_1d cannot be derived: there is no feature 'price', there are amount",
    ],
    [
      'a column begins as residuals do',
      ['residuals'],
      { features: ['residual_of_yesterday'] },
      'the rows have residual_of_yesterday, which would be derived: leave one of them out',
    ],
    [
      'more than 64 features would have residuals',
      ['residuals'],
      { features: Array.from({ length: 65 }, (_, i) => `f${i}`), rows: new Float64Array(5 * 65) },
      "residuals of 65 features cannot be derived: of a source's features 64 have a past",
    ],
    [
      'no source has the past for a residual',
      [{ residual: 'amount' }],
      {},
      'residual_amount has no value in any row: it has one from the 100th observation of a source on',
    ],
    [
      'there is no such feature to have a residual',
      [{ residual: 'price' }],
      {},
      "residual_price cannot be derived: there is no feature 'price', there are amount",
    ],
    [
      'they have no time',
      DERIVE,
      { timestampsMs: undefined },
      'count_1h, mean_amount_1h, rare_shop cannot be derived: the rows have no time, or not all of them',
    ],
  ])('are refused where %s', (_, derive, change, message) => {
    expect(() => withLanes({ ...data, ...change }, { derive })).toThrow(message);
  });

  test('have none where the model is to take their value for missing', () => {
    const { rows } = withLanes({ ...data, missingValues: [2] }, { derive: [{ count: '1h' }] });
    expect(rows.filter((_, at) => at % 2 === 1)).toEqual(Float64Array.of(1, 1, Number.NaN, Number.NaN, 1));
  });

  test('are no placeholders that somebody wrote', () => {
    const timestampsMs = Float64Array.from({ length: 2000 }, (_, i) => START_MS + 60_000 * i);
    // Of each source there are three: the first is as usual as can be.
    const shop = Array.from(timestampsMs, (_, i) => (i % 3 === 0 ? 'a' : 'b'));
    const sources = Uint32Array.from(timestampsMs, (_, i) => Math.floor(i / 3));
    const known = withLanes(
      { features: ['amount'], rows: normalRows(2000, 1, 3), timestampsMs, sources, labels: { shop } },
      { derive: [{ rare: 'shop' }] },
    );
    const { derive: _, ...unaware } = known;
    const cautions = (data: typeof known) =>
      trainModel(data, { threshold: { kind: 'budget' } }).training.cautions ?? [];
    expect(cautions(unaware).join()).toMatch(/0 stands far from the rest in rare_shop/);
    expect(cautions(known).join()).not.toMatch(/stands far/);
  });

  test('leave their list in the model and its folder, and a model without any is what it was, byte for byte', () => {
    const timestampsMs = Float64Array.from({ length: 400 }, (_, i) => START_MS + 60_000 * i * i);
    const known = { features: ['amount'], rows: normalRows(400, 1, 3), timestampsMs };
    const options = { threshold: { kind: 'contamination', share: 0.02 } } as const;
    const model = trainModel(withLanes(known, { derive: [{ count: '1h' }] }), options);
    expect(model).toMatchObject({ features: ['amount', 'count_1h'], derive: [{ count: '1h' }] });
    expect(decodeModel(encodeModel(model)).derive).toEqual([{ count: '1h' }]);
    const none = encodeModel(trainModel(withLanes(known), options));
    expect(new TextDecoder().decode(none['model.json'])).not.toContain('derive');
    const wrong = new TextDecoder().decode(encodeModel(model)['model.json']).replace('"1h"', '"1x"');
    const damaged = { ...encodeModel(model), 'model.json': new TextEncoder().encode(wrong) };
    expect(() => decodeModel(damaged)).toThrow(/^model.json: derive.0/);
  });
});
