import { describe, expect, test } from 'vitest';
import { changeThreshold } from '../../model/change-threshold.ts';
import { pickFeatures } from '../../model/pick-features.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { trainModel } from '../../model/train-model.ts';
import { lanesAt, withLanes } from '../../model/with-lanes.ts';
import { normalRows } from '../support/streams.ts';

const START_MS = Date.UTC(2024, 0, 1);
const ROWS = 4000;
const features = ['a', 'b'];
const rows = normalRows(ROWS, 2, 3);
const timestampsMs = Float64Array.from({ length: ROWS }, (_, i) => START_MS + i * 60_000);
const sources = Uint32Array.from({ length: ROWS }, (_, i) => i % 2);
const data = { features, rows, timestampsMs, sources };

describe('rows with what the past of their sources says', () => {
  test('have it from the three hundredth of a source on, and none without times', () => {
    const { lanes } = withLanes(data);
    expect(Array.from({ length: ROWS }, (_, i) => lanesAt(lanes, i) === undefined).lastIndexOf(true)).toBe(597);
    expect(withLanes({ features, rows, sources })).toEqual({ features, rows, sources });
  });

  test('have the same in whatever order they stand', () => {
    const back = (values: Float64Array, width: number) =>
      Float64Array.from(values, (_, at) => values[(ROWS - 1 - Math.floor(at / width)) * width + (at % width)]);
    const turned = withLanes({
      ...data,
      rows: back(rows, 2),
      timestampsMs: back(timestampsMs, 1),
      sources: sources.toReversed(),
    });
    expect(turned.lanes?.stream.toReversed()).toEqual(withLanes(data).lanes?.stream);
  });

  test('are refused with a time zone that there is not', () => {
    expect(() => withLanes(data, { timeZone: 'Mars' })).toThrow("there is no time zone 'Mars'");
  });

  test('keep the budget of a threshold that is placed by them, all lanes counted', () => {
    const known = withLanes(data);
    const model = trainModel(known, { threshold: { kind: 'budget', share: 0.001 } });
    const others = withLanes({
      ...data,
      rows: normalRows(ROWS, 2, 4).map((value, at) => (at > 6000 ? value + at / 4000 : value)),
    });
    const moved = changeThreshold(model, { kind: 'budget', share: 0.02 }, others);
    const lanes = Array.from({ length: ROWS }, (_, i) => lanesAt(others.lanes, i));
    const table = Array.from({ length: ROWS }, (_, i) => others.rows.subarray(2 * i, 2 * i + 2));
    const verdicts = scoreFeatures(moved, table, { explain: false, lanes });
    expect(verdicts.filter((verdict) => verdict.ok && verdict.value.anomalous)).toHaveLength(80);
    expect(verdicts.some((verdict) => verdict.ok && verdict.value.lane === 'stream')).toBe(true);
  });

  test('are taken by the names of a model, in its order; what they do not have is missing', () => {
    expect(pickFeatures({ features, rows: Float64Array.of(1, 2, 3, 4) }, ['b', 'c'])).toEqual({
      features: ['b', 'c'],
      rows: Float64Array.of(2, Number.NaN, 4, Number.NaN),
    });
  });
});
