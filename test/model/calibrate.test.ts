import { describe, expect, test } from 'vitest';
import { scoreFeatures } from '../../model/score-features.ts';
import { trainModel } from '../../model/train-model.ts';
import { normalRows } from '../support/streams.ts';

const features = Array.from({ length: 8 }, (_, f) => `feature_${f + 1}`);
const rowsOf = (values: Float64Array) =>
  Array.from({ length: values.length / 8 }, (_, i) => values.subarray(8 * i, 8 * i + 8));

describe.each(['one-class-svm', 'local-outlier-factor'])('%s', (detector) => {
  test('flags about as many new rows as its budget says, though each training row is known to it', () => {
    // in many features few rows lie near another: judged with themselves, hardly a training row would be strange
    const model = trainModel(
      { features, rows: normalRows(200, 8, 1) },
      { detector, threshold: { kind: 'budget', share: 0.1 } },
    );
    expect(model.training.anomalousShare).toBe(0.1);
    const scored = scoreFeatures(model, rowsOf(normalRows(2000, 8, 2)), { explain: false });
    const share = scored.filter((row) => row.ok && row.value.anomalous).length / 2000;
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.16);
  });
});
