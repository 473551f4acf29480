import { expect, it } from 'vitest';
import { DETECTOR_KINDS } from '../../detectors/registry.ts';
import { seededRandom } from '../../kernels/random.ts';
import { canaryRow } from '../../model/canary-row.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { trainModel } from '../../model/train-model.ts';

const random = seededRandom(3);
const features = ['level', 'flow', 'constant'];
const rows = Float64Array.from({ length: 900 }, (_, i) => (i % 3 === 2 ? 7 : random() + random() + random()));

it.each(DETECTOR_KINDS.map(({ kind }) => kind))('a model of %s flags its canary row, as features by name', (kind) => {
  const model = trainModel(
    { features, rows },
    { detector: kind, seed: 1, threshold: { kind: 'contamination', share: 0.02 } },
  );
  const row = canaryRow(model);
  expect(Object.keys(row!)).toEqual(features);
  const [verdict] = scoreFeatures(model, [JSON.parse(JSON.stringify(row))], { explain: false });
  expect(verdict).toMatchObject({ ok: true, value: { anomalous: true } });
  expect(verdict).not.toHaveProperty('value.imputed');
});

it('a model that flags nothing has none', () => {
  const model = trainModel({ features, rows }, { seed: 1, threshold: { kind: 'contamination', share: 0.02 } });
  const { calibration: _, ...uncalibrated } = model;
  expect(canaryRow({ ...uncalibrated, threshold: Number.MAX_VALUE })).toBeUndefined();
});
