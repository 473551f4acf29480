import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Detector } from '../../detectors/detector.ts';
import { DETECTOR_KINDS } from '../../detectors/registry.ts';
import { seededRandom } from '../../kernels/random.ts';
import { judge } from '../../model/judge.ts';
import type { Model } from '../../model/model.ts';
import { strangenessOf } from '../../model/row-surprise.ts';
import { trainModel } from '../../model/train-model.ts';
import { normals } from '../support/streams.ts';

/** Four features: two that go together, one that is skewed, one that is seldom anything but 0. */
function plantRows(count: number, seed: number): Float64Array {
  const normal = normals(seed);
  return Float64Array.from(
    Array.from({ length: count }).flatMap((_, i) => {
      const load = normal();
      return [load, 3 * load + 0.3 * normal(), Math.exp(normal()), i % 50 === 0 ? 1 + Math.abs(normal()) : 0];
    }),
  );
}

const ROWS = 1200;
const rows = plantRows(ROWS, 7);
const rowAt = (i: number) => rows.slice(i * 4, i * 4 + 4);
const trained = (detector?: string) =>
  trainModel({ features: ['a', 'b', 'c', 'd'], rows }, { detector, threshold: { kind: 'budget', share: 0.01 } });
const strangeness = (model: Model, row: Float64Array) => strangenessOf(model, row, model.detector.score(row, 1)[0]);

describe.each(DETECTOR_KINDS.map(({ kind }) => kind))('with %s', (kind) => {
  const model = trained(kind);
  const { low, high } = model.calibration!.ranges;

  test('no surprise falls as one value moves further outside of what training saw, whatever the others are', () => {
    const values = fc.tuple(
      ...Array.from(low, (end, f) => fc.double({ min: 2 * end - 1, max: 2 * high[f] + 1, noNaN: true })),
    );
    const steps = fc.array(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), { minLength: 2, maxLength: 6 });
    const start = fc.oneof(
      fc.integer({ min: 0, max: ROWS - 1 }).map((i) => [...rowAt(i)]),
      values,
    );
    fc.assert(
      fc.property(start, fc.nat(3), fc.boolean(), steps, (row, f, isAbove, distances) => {
        const surprises = distances
          .toSorted((a, b) => a - b)
          .map((far) => strangeness(model, Float64Array.from(row.with(f, isAbove ? high[f] + far : low[f] - far))));
        for (const [i, { surprise = Number.NaN }] of surprises.entries())
          expect(surprise).toBeGreaterThanOrEqual((surprises[i - 1]?.surprise ?? 0) - 1e-12);
      }),
      { numRuns: 300 },
    );
  });

  test('far enough outside everything is anomalous, and further out it has a higher grade', () => {
    for (const f of [0, 1, 2, 3]) {
      const verdicts = [1e4, 1e6, 1e9].map((far) => {
        const row = rowAt(5).with(f, far);
        return judge(model, row, model.detector.score(row, 1)[0]);
      });
      expect(verdicts.map(({ anomalous }) => anomalous)).toEqual([true, true, true]);
      expect(verdicts[1].grade).toBeGreaterThan(verdicts[0].grade);
      expect(verdicts[2].grade).toBeGreaterThan(verdicts[1].grade);
      expect(verdicts[0].contributions?.[0]?.feature).toBe('abcd'[f]);
    }
  });

  test('the training rows are judged by their scores alone, and those above the threshold are the more surprising', () => {
    const judged = Array.from({ length: ROWS }, (_, i) => {
      const score = model.detector.score(rowAt(i), 1)[0];
      return { score, ...strangenessOf(model, rowAt(i), score) };
    });
    for (const { score, anomalous } of judged) expect(anomalous).toBe(score > model.threshold);
    const [strange, usual] = [true, false].map((is) =>
      judged.filter(({ anomalous }) => anomalous === is).map(({ surprise = Number.NaN }) => surprise),
    );
    expect(Math.min(...strange)).toBeGreaterThan(Math.max(...usual));
  });
});

/** Two features that are nearly the same and end abruptly, and two that are anything: an end is nothing rare. */
function twinRows(count: number): Float64Array {
  const [normal, uniform] = [normals(5), seededRandom(9)];
  return Float64Array.from(
    Array.from({ length: count }).flatMap(() => {
      const load = 3 * uniform();
      return [load, load + 0.02 * normal(), normal(), normal()];
    }),
  );
}

test.each(DETECTOR_KINDS.map(({ kind }) => kind))(
  'with %s no surprise falls as a value follows another one outwards, and what they have in common holds again',
  (detector) => {
    const twins = twinRows(ROWS);
    const model = trainModel(
      { features: ['a', 'b', 'c', 'd'], rows: twins },
      { detector, threshold: { kind: 'budget', share: 0.3 } },
    );
    const { high, spreads } = model.calibration!.ranges;
    for (let i = 0; i < 20; i++) {
      for (const ahead of [0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 1]) {
        const surprises = Array.from({ length: 25 }, (_, step) => {
          const row = twins.slice(4 * i, 4 * i + 4);
          row[0] = high[0] + ((1 + step) / 20) * ahead * spreads[0];
          row[1] = high[1] + ahead * spreads[1];
          return strangeness(model, row).surprise ?? Number.NaN;
        });
        expect(surprises).toEqual(surprises.toSorted((a, b) => a - b));
      }
    }
  },
);

describe('a surprise', () => {
  /** The first value is the score, whatever lies beyond 2: it ties there. */
  const tying: Detector = {
    kind: 'tying',
    featureCount: 1,
    score: (values, count, out = new Float64Array(count)) => {
      for (let i = 0; i < count; i++) out[i] = Math.min(values[i], 2);
      return out;
    },
    encode: () => new Uint8Array(0),
  };
  const model = {
    ...trained(),
    features: ['x'],
    threshold: 1.5,
    detector: tying,
    calibration: {
      scale: {
        scores: Float64Array.of(0, 1, 2),
        surprises: Float64Array.of(0, Math.LN10, 2 * Math.LN10),
        reach: 1,
      },
      ranges: { low: Float64Array.of(0), high: Float64Array.of(1), spreads: Float64Array.of(1) },
    },
  };
  const at = (value: number) => strangeness(model, Float64Array.of(value));

  test('is the decades by which a score was rare in training', () => {
    expect([0, 0.5, 1].map((value) => at(value).surprise)).toEqual(
      [0, 0.5, 1].map((decades) => expect.closeTo(decades, 12)),
    );
  });

  test('goes on beyond the values of training from the nearest row that is within, by decades of its spread', () => {
    expect(at(1.4)).toEqual({ anomalous: false, surprise: expect.closeTo(1 + Math.log10(1.4), 12) });
    expect(at(100)).toEqual({ anomalous: true, surprise: expect.closeTo(3, 12) });
  });

  test('rises outwards even where the score of the detector falls', () => {
    const falling = { ...tying, score: (values: Float64Array) => values.map((value) => 1 - 0.5 * value) };
    const surprises = [1.1, 2, 5, 100].map(
      (value) => strangeness({ ...model, detector: falling }, Float64Array.of(value)).surprise ?? Number.NaN,
    );
    expect(surprises).toEqual(surprises.toSorted((a, b) => a - b));
    expect(new Set(surprises).size).toBe(4);
  });

  test('decides beyond the values of training where scores tie below the threshold', () => {
    const strict = { ...model, threshold: 2 };
    const [near, far] = [9, 12].map((value) => strangeness(strict, Float64Array.of(value)));
    // the threshold is two decades rare, of which the range ends at one
    expect([near.anomalous, far.anomalous]).toEqual([false, true]);
  });

  test('is no higher because the score is above the threshold: it would fall where the score falls below', () => {
    expect(at(1.6)).toEqual({ anomalous: true, surprise: expect.closeTo(1 + Math.log10(1.6), 12) });
    expect(judge(model, Float64Array.of(1.6), 1.6).grade).toBe(0);
  });

  test('is not said by a model that knows nothing of its training rows', () => {
    const { calibration: _, ...bare } = model;
    expect(strangeness(bare, Float64Array.of(1e9))).toEqual({ anomalous: true });
  });
});
