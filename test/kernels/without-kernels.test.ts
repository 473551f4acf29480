import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { encodeModel } from '../../model/model-files.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { DETECTOR_KINDS, trainModel } from '../../model/train-model.ts';
import { withLanes } from '../../model/with-lanes.ts';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';
import { normalRows } from '../support/streams.ts';

// what each kernel's page says of deleting it, all at once
vi.mock('../../kernels/grow/kernel.ts', () => import('../../kernels/grow/twin.ts'));
vi.mock('../../kernels/knn/kernel.ts', () => import('../../kernels/knn/twin.ts'));
vi.mock('../../kernels/quickscorer/kernel.ts', () => import('../../kernels/quickscorer/twin.ts'));
vi.mock('../../kernels/shapley/kernel.ts', () => import('../../kernels/shapley/twin.ts'));
vi.mock('../../kernels/nearest/kernel.ts', () => import('../../kernels/nearest/twin.ts'));
vi.mock('../../kernels/runtime.ts', () => ({
  instantiateKernel: () => {
    throw new Error('a kernel is started');
  },
}));

test('with twins in the place of all kernels the sample model comes out byte for byte', async () => {
  const samples = join(import.meta.dirname, '../../samples');
  const command = /^npm run train -- (.*)$/m.exec(readFileSync(join(samples, 'README.md'), 'utf8'))?.[1] ?? '';
  expect(command).toContain('--data samples/observations.csv');
  const choice = await chooseColumns([join(samples, 'observations.csv')]);
  const data = withLanes(await readTrainingData(choice));
  const share = Number(/--contamination (\S+)/.exec(command)?.[1]);
  const model = trainModel(data, {
    seed: Number(/--seed (\d+)/.exec(command)?.[1] ?? 0),
    threshold: { kind: 'contamination', share },
    isSample: true,
    nowMs: Date.now(),
  });
  for (const [name, bytes] of Object.entries(encodeModel(model))) {
    expect(Buffer.from(bytes).equals(readFileSync(join(samples, 'model', name))), name).toBe(true);
  }
});

test('with twins in the place of all kernels every detector is trained and explains, and no kernel is started', () => {
  const [features, rows] = [['a', 'b', 'c'], normalRows(300, 3, 1)];
  for (const { kind } of DETECTOR_KINDS) {
    const model = trainModel({ features, rows }, { detector: kind, threshold: { kind: 'budget', share: 0.02 } });
    const [verdict] = scoreFeatures(model, [Float64Array.of(9, 0, 0)]);
    expect(verdict.ok && verdict.value.contributions?.[0].feature, kind).toBe('a');
  }
});
