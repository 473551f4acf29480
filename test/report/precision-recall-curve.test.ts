import { describe, expect, test } from 'vitest';
import { collectRows } from '../../report/collect-rows.ts';
import { precisionRecallCurve } from '../../report/precision-recall-curve.ts';

const here = {
  precision: 0.5,
  recall: 1,
  f1: 2 / 3,
  truePositives: 2,
  falsePositives: 2,
  falseNegatives: 0,
  trueNegatives: 0,
};

function scored(...rows: [score: number, strange: boolean | undefined][]) {
  const collector = collectRows([]);
  for (const [score, strange] of rows) {
    collector.add({ features: [], score, threshold: 0.5, grade: 0, anomalous: false, strange });
  }
  return collector.rows();
}

describe('precisionRecallCurve', () => {
  test('goes from the strangest row down, as the worked example of scikit-learn’s user guide does', () => {
    // Of precision_recall_curve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) the points at which recall grows.
    const curve = precisionRecallCurve(scored([0.1, false], [0.4, false], [0.35, true], [0.8, true]), here);
    expect(curve?.recall).toEqual([0.5, 1]);
    expect(curve?.precision).toEqual([1, 2 / 3]);
  });

  test('takes rows of equal score together, because no threshold parts them', () => {
    const curve = precisionRecallCurve(scored([0.5, true], [0.5, false], [0.5, false], [0.5, false]), here);
    expect(curve).toMatchObject({ recall: [1], precision: [0.25] });
  });

  test('leaves out rows without a label, and is absent without a strange one', () => {
    const unlabelled = precisionRecallCurve(scored([0.9, undefined], [0.5, true]), here);
    expect(unlabelled).toMatchObject({ recall: [1], precision: [1] });
    expect(precisionRecallCurve(scored([0.9, false]), here)).toBeUndefined();
  });

  test('has no dot where the threshold flags nothing', () => {
    const nothing = { ...here, precision: Number.NaN, recall: 0, f1: 0, truePositives: 0, falsePositives: 0 };
    expect(precisionRecallCurve(scored([0.9, true]), here)?.here).toEqual({ precision: 0.5, recall: 1 });
    expect(precisionRecallCurve(scored([0.9, true]), nothing)?.here).toBeUndefined();
  });

  test('is a few hundred points long, however many rows there are', () => {
    const many = Array.from({ length: 20_000 }, (_, row): [number, boolean] => [1 / (row + 1), row % 3 === 0]);
    const curve = precisionRecallCurve(scored(...many), here);
    expect(curve?.recall.length).toBeLessThan(400);
    expect(curve?.recall.at(-1)).toBe(1);
  });
});
