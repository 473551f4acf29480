import { describe, expect, it } from 'vitest';
import type { RowLanes } from '../../contracts/training-data.ts';
import { DEFAULT_SEVERITY_BANDS, severityOf } from '../../contracts/verdict.ts';
import { combineLanes } from '../../model/combine-lanes.ts';
import { judge, judgeForAnswer } from '../../model/judge.ts';
import { decodeModel, encodeModel } from '../../model/model-files.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { withSensitivity } from '../../model/sensitivity.ts';
import { trainModel } from '../../model/train-model.ts';
import { normalRows, normals } from '../support/streams.ts';

const ROWS = 5000;
const BUDGET = { kind: 'budget', share: 0.01 } as const;
const data = { features: ['a', 'b'], rows: normalRows(ROWS, 2, 1) };
const model = trainModel(data, { threshold: BUDGET });

/** Lanes as calm sources have them: mostly nothing, and each a decade rarer in a tenth as many rows. */
function calmLanes(rows: number, seed: number): RowLanes {
  const normal = normals(seed);
  // exp(-x^2 / 2) of two normal deviates is uniform
  const lane = () => Float64Array.from({ length: rows }, () => ((normal() ** 2 + normal() ** 2) / 2) * Math.LOG10E);
  return { stream: lane(), step: lane() };
}

const rowOf = (...values: number[]) => Float64Array.from(values);
const judged = (some: typeof model, row: Float64Array, lanes?: { stream: number; step: number }) =>
  judge(some, row, some.detector.score(row, 1)[0], undefined, lanes);

describe('the tails of three lanes', () => {
  it('make one by the tail of a Gamma distribution where the model has no scale of their sums', () => {
    // scipy.stats.gamma.sf(x * ln 10, k): k = 3 lanes, and 2 where the row has none
    expect(combineLanes(1, { stream: 1, step: 1 })).toBeCloseTo(-Math.log10(0.0319), 2);
    expect(combineLanes(0, { stream: 0, step: 0 })).toBe(0);
    expect(combineLanes(undefined, { stream: 2, step: 1 })).toBeCloseTo(-Math.log10(0.0079078), 4);
    expect(combineLanes(2, { stream: 300, step: 1e200 })).toBeGreaterThan(1e199);
  });

  it('rise with each of them', () => {
    const some = [0, 0.5, 1, 2, 4, 8].flatMap((row) => [0, 0.1, 3].map((stream) => ({ row, stream })));
    for (const { row, stream } of some) {
      const base = combineLanes(row, { stream, step: 1 });
      expect(combineLanes(row + 0.1, { stream, step: 1 })).toBeGreaterThan(base);
      expect(combineLanes(row, { stream: stream + 0.1, step: 1 })).toBeGreaterThan(base);
      expect(combineLanes(row, { stream, step: 1.1 })).toBeGreaterThan(base);
    }
  });
});

describe('a verdict with lanes', () => {
  const usual = rowOf(0.1, -0.2);

  it('is that of the row alone, to the byte, where there are none', () => {
    for (const row of [usual, rowOf(9, 9), rowOf(2.9, -2.7)]) {
      expect(JSON.stringify(judged(model, row, undefined))).toBe(JSON.stringify(judged(model, row)));
    }
    expect(judged(model, rowOf(9, 9))).not.toHaveProperty('lane');
  });

  it('is anomalous for a usual row whose source shows that it is wrong for now, and says which lane leads', () => {
    expect(judged(model, usual).anomalous).toBe(false);
    expect(judged(model, usual, { stream: 6, step: 2 })).toMatchObject({ anomalous: true, lane: 'stream' });
    expect(judged(model, usual, { stream: 2, step: 6 })).toMatchObject({ anomalous: true, lane: 'step' });
    expect(judged(model, usual, { stream: 6, step: 2 })).not.toHaveProperty('contributions');
  });

  it('has the reasons of the row where the row leads', () => {
    const verdict = judged(model, rowOf(40, 40), { stream: 1, step: 1 });
    expect(verdict).toMatchObject({ anomalous: true, lane: 'row' });
    expect(verdict.explanation).toBe(judged(model, rowOf(40, 40)).explanation);
  });

  it('may be usual for a row that would be strange alone, because its source says that nothing is', () => {
    const scores = model.detector.score(data.rows, ROWS);
    const at = scores.indexOf(Math.min(...scores.filter((score) => score > model.threshold)));
    const row = data.rows.subarray(2 * at, 2 * at + 2);
    expect(judged(model, row).anomalous).toBe(true);
    const verdict = judged(model, row, { stream: 0, step: 0 });
    expect(verdict.anomalous).toBe(false);
    expect(verdict).not.toHaveProperty('lane');
    expect(judgeForAnswer(model, row, verdict.score, undefined, { stream: 0, step: 0 })).not.toHaveProperty('surprise');
  });

  it('has a severity by how rare all together are', () => {
    const severityAt = (stream: number) =>
      severityOf(judged(model, usual, { stream, step: 0 }).grade, DEFAULT_SEVERITY_BANDS);
    expect([3.75, 4.2, 5.1, 6.4].map(severityAt)).toEqual(['low', 'medium', 'high', 'critical']);
  });

  it('of a model that knows nothing of its training rows goes by the score, or by what a source alarms at', () => {
    const { calibration: _, ...rest } = model;
    const imported = { ...rest, gradeScale: { scores: [model.threshold, 1], grades: [0, 1] } };
    expect(judged(imported, rowOf(40, 40), { stream: 0, step: 0 })).toEqual({
      ...judged(imported, rowOf(40, 40)),
      lane: 'row',
    });
    expect(judged(imported, usual, { stream: 4.5, step: 0 })).toMatchObject({ anomalous: true, lane: 'stream' });
    expect(judged(imported, usual, { stream: 4.5, step: 0 }).grade).toBeGreaterThan(0);
    expect(judged(imported, usual, { stream: 3, step: 0 }).anomalous).toBe(false);
  });
});

describe('a model that was trained with lanes', () => {
  const trained = trainModel({ ...data, lanes: calmLanes(ROWS, 3) }, { threshold: BUDGET });

  it('keeps its alert budget with all lanes together', () => {
    const { stream, step } = calmLanes(20_000, 4);
    const fresh = normalRows(20_000, 2, 2);
    const rows = Array.from(stream, (_, i) => fresh.subarray(2 * i, 2 * i + 2));
    const lanes = Array.from(stream, (each, i) => ({ stream: each, step: step[i] }));
    const verdicts = scoreFeatures(trained, rows, { explain: false, lanes });
    const share = verdicts.filter((verdict) => verdict.ok && verdict.value.anomalous).length / 20_000;
    expect(share).toBeGreaterThan(0.007);
    expect(share).toBeLessThan(0.013);
  });

  it('judges alike when it was saved and loaded, and its threshold is that of rows alone', () => {
    const loaded = decodeModel(encodeModel(trained));
    expect(loaded.calibration?.sums).toEqual(trained.calibration?.sums);
    expect(loaded.version).toBe(trained.version);
    expect(trained.threshold).toBe(model.threshold);
    expect(judged(trained, rowOf(1, 1))).toMatchObject({
      ...judged(model, rowOf(1, 1)),
      modelVersion: trained.version,
    });
  });

  it('has no scale of sums where too few rows had lanes', () => {
    const lanes = calmLanes(ROWS, 3);
    const early = { stream: lanes.stream.map((lane, i) => (i < 4100 ? Number.NaN : lane)), step: lanes.step };
    expect(trainModel({ ...data, lanes: early }, { threshold: BUDGET }).calibration).not.toHaveProperty('sums');
    expect(encodeModel(trainModel(data, { threshold: BUDGET }))).toEqual(encodeModel(model));
  });

  it('leaves the lanes of trimmed rows out', () => {
    const scores = model.detector.score(data.rows, ROWS);
    const most = scores.toSorted()[ROWS - 500];
    const lanes = calmLanes(ROWS, 3);
    const odd = { stream: lanes.stream.map((lane, i) => (scores[i] >= most ? 40 : lane)), step: lanes.step };
    const sums = (trim?: number) =>
      trainModel({ ...data, lanes: odd }, { threshold: BUDGET, trim }).calibration!.sums!.scores.at(-1);
    expect(sums()).toBeGreaterThan(40);
    expect(sums(0.1)).toBeLessThan(20);
  });

  it('is refused where the scale of sums is not whole', () => {
    const files = encodeModel(trained);
    const json = JSON.parse(new TextDecoder().decode(files['model.json']));
    json.calibration.sums.surprises.pop();
    const broken = { ...files, 'model.json': new TextEncoder().encode(JSON.stringify(json)) };
    expect(() => decodeModel(broken)).toThrow(/calibration\.sums: got \d+ scores and \d+ surprises, wanted as many/);
  });
});

describe('the sensitivity of one request', () => {
  const rows = normalRows(20_000, 2, 7);
  const shareAt = (sensitivity: number) => {
    const moved = withSensitivity(model, sensitivity)!;
    return model.detector.score(rows, 20_000).reduce((sum, score) => sum + Number(score > moved.threshold), 0) / 20_000;
  };

  it('moves the threshold by a decade to either side', () => {
    expect(withSensitivity(model, 0.5)).toBe(model);
    expect(shareAt(1)).toBeGreaterThan(0.07);
    expect(shareAt(1)).toBeLessThan(0.14);
    expect(shareAt(0)).toBeLessThan(0.003);
    expect(shareAt(0.6)).toBeGreaterThan(shareAt(0.5));
  });

  it('never makes more than every second row strange', () => {
    const half = trainModel(data, { threshold: { kind: 'contamination', share: 0.3 } });
    const scores = half.detector.score(data.rows, ROWS);
    const { threshold } = withSensitivity(half, 1)!;
    expect(scores.filter((score) => score > threshold).length / ROWS).toBeCloseTo(0.5, 2);
  });

  it('moves the threshold of all lanes together', () => {
    const lanes = { stream: 3.2, step: 0 };
    const at = (sensitivity: number) => judged(withSensitivity(model, sensitivity)!, rowOf(0.1, -0.2), lanes).anomalous;
    expect([at(0.5), at(1)]).toEqual([false, true]);
  });

  it('is nothing that a model knows which knows nothing of its training rows', () => {
    const { calibration: _, ...imported } = model;
    expect(withSensitivity(imported, 0.7)).toBeUndefined();
  });
});
