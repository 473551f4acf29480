import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { qualityOf } from '../../../scripts/scoring/quality.ts';

/** Few distinct scores, so that ties are everywhere. */
const labelledScores = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.boolean()), { minLength: 2, maxLength: 60 })
  .map((rows) => ({
    scores: Float64Array.from(rows, ([score]) => score / 8),
    labels: Uint8Array.from(rows, ([, anomaly]) => Number(anomaly)),
  }))
  .filter(({ labels }) => new Set(labels).size === 2);

describe('the quality of scores', () => {
  test('has the ROC AUC of comparing every anomaly with every usual row', () => {
    fc.assert(
      fc.property(labelledScores, ({ scores, labels }) => {
        const won = [];
        for (const [i, anomaly] of labels.entries()) {
          for (const [j, other] of labels.entries()) {
            if (anomaly === 1 && other === 0) won.push((Math.sign(scores[i] - scores[j]) + 1) / 2);
          }
        }
        const expected = won.reduce((sum, point) => sum + point, 0) / won.length;
        expect(qualityOf(scores, labels).rocAuc).toBeCloseTo(expected, 12);
      }),
    );
  });

  test('has the average precision of counting anew at every distinct score', () => {
    fc.assert(
      fc.property(labelledScores, ({ scores, labels }) => {
        const anomalies = labels.filter((label) => label === 1).length;
        let expected = 0;
        let recallBefore = 0;
        for (const cut of [...new Set(scores)].sort((a, b) => b - a)) {
          const flagged = [...labels].filter((_, i) => scores[i] >= cut);
          const found = flagged.filter((label) => label === 1).length;
          expected += (found / anomalies - recallBefore) * (found / flagged.length);
          recallBefore = found / anomalies;
        }
        expect(qualityOf(scores, labels).averagePrecision).toBeCloseTo(expected, 12);
      }),
    );
  });

  test('counts at a threshold what lies above it', () => {
    fc.assert(
      fc.property(labelledScores, fc.integer({ min: -1, max: 17 }), ({ scores, labels }, sixteenth) => {
        const threshold = sixteenth / 16;
        const count = (label: number, above: boolean) =>
          labels.filter((one, i) => one === label && scores[i] > threshold === above).length;
        expect(qualityOf(scores, labels).at(threshold)).toMatchObject({
          truePositives: count(1, true),
          falsePositives: count(0, true),
          falseNegatives: count(1, false),
          trueNegatives: count(0, false),
        });
      }),
    );
  });

  // scikit-learn 1.2.1: roc_auc_score and average_precision_score of these.
  test('agrees with scikit-learn', () => {
    const quality = qualityOf(Float64Array.of(0.1, 0.4, 0.35, 0.8, 0.4, 0.4), Uint8Array.of(0, 0, 1, 1, 1, 0));
    expect(quality.rocAuc).toBeCloseTo(2 / 3, 12);
    expect(quality.averagePrecision).toBeCloseTo(0.7, 12);
  });

  test('has no precision where nothing is flagged, and no recall where nothing is to be found', () => {
    const quality = qualityOf(Float64Array.of(0.1, 0.2), Uint8Array.of(0, 1));
    expect(quality.at(0.5)).toMatchObject({ precision: Number.NaN, recall: 0, f1: 0 });
    expect(quality.at(0.15)).toMatchObject({ precision: 1, recall: 1, f1: 1 });
  });

  test('is not a number where there is nothing to tell apart', () => {
    const quality = qualityOf(Float64Array.of(0.1, 0.2), Uint8Array.of(0, 0));
    expect(quality.rocAuc).toBeNaN();
    expect(quality.averagePrecision).toBeNaN();
    expect(quality.at(0.15)).toMatchObject({ precision: 0, recall: Number.NaN, f1: Number.NaN });
    expect(quality.at(0.5)).toMatchObject({ precision: Number.NaN, recall: Number.NaN, f1: Number.NaN });
  });

  test('finds the threshold that a share of the rows lies above', () => {
    const scores = Float64Array.from({ length: 100 }, (_, i) => i / 100);
    const quality = qualityOf(scores, new Uint8Array(100).fill(1, 98));
    expect(quality.at(quality.thresholdAbove(0.05))).toMatchObject({ truePositives: 2, falsePositives: 3 });
  });
});
