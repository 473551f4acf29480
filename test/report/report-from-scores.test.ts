import { describe, expect, test } from 'vitest';
import { DEFAULT_SEVERITY_BANDS } from '../../contracts/verdict.ts';
import { reportFromScores } from '../../report/report-from-scores.ts';

const run = { title: 't', subject: 's', madeAtMs: 0 };

const RULES = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };
const SURPRISE = { measure: 'surprise', threshold: 5, of: ({ score }: { score: number }) => 10 * score } as const;

describe('reportFromScores', () => {
  test('keeps the strangest rows, the strangest first, of however many', () => {
    const report = reportFromScores(['a'], SURPRISE, RULES);
    for (let row = 1; row <= 1000; row++) {
      const score = 0.6 + ((row * 389) % 1000) / 10_000;
      const verdict = { score, threshold: 0.5, anomalous: true, grade: 0.5, modelVersion: 'v1' };
      report.add({ row, features: [row], verdict });
    }
    const { strangest, figures } = report.finish(run);
    expect(figures).toEqual({ rows: 1000, anomalies: 1000 });
    expect(strangest).toHaveLength(200);
    expect(strangest!.map(({ score }) => score)).toEqual(
      Array.from({ length: 200 }, (_, place) => 10 * (0.6 + (999 - place) / 10_000)),
    );
  });

  test('takes for the strangest what has the highest grade where scores tie, as they do beyond training', () => {
    const report = reportFromScores(['a'], SURPRISE, RULES);
    for (const [i, grade] of [0.2, 0.9, 0.4].entries()) {
      const verdict = { score: 0.7, threshold: 0.5, anomalous: true, grade, surprise: 9 * grade, modelVersion: 'v1' };
      report.add({ row: i + 1, features: [i], verdict });
    }
    const { strangest } = report.finish(run);
    expect(strangest!.map(({ row, surprise }) => [row, surprise])).toEqual([
      [2, 8.1],
      [3, 3.6],
      [1, 1.8],
    ]);
  });

  test('shows rows by number where not all of them have a time', () => {
    const report = reportFromScores(['a'], SURPRISE, RULES);
    const verdict = { score: 0.4, threshold: 0.5, anomalous: false, grade: 0, modelVersion: 'v1' };
    report.add({ row: 1, features: { a: 1 }, timestampMs: 5, verdict });
    report.add({ row: 2, features: { a: 1 }, verdict });
    const { rows, strangest } = report.finish(run);
    expect(rows.timestampMs).toBeUndefined();
    expect(strangest).toEqual([]);
  });

  test('shows how strange rows are in its measure, and what was usual from the first row on that says so', () => {
    const report = reportFromScores(['a', 'b'], SURPRISE, RULES);
    const verdict = { score: 0.4, threshold: 0.5, anomalous: false, grade: 0, modelVersion: 'v1' };
    report.add({ row: 1, features: { a: 1, b: 2 }, verdict });
    const usual = new Map([['b', { low: 1, high: 3 }]]);
    report.add({ row: 2, features: { a: 1, b: 2 }, usual, verdict });
    const { rows } = report.finish(run);
    expect(rows).toMatchObject({ measure: 'surprise', score: Float32Array.of(4, 4), threshold: Float32Array.of(5, 5) });
    expect(rows.usual!.map(({ low, high }) => [...low, ...high])).toEqual([
      [NaN, NaN, NaN, NaN],
      [NaN, 1, NaN, 3],
    ]);
  });
});
