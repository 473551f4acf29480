import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { encodeModel } from '../../model/model-files.ts';
import { trainModel } from '../../model/train-model.ts';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';

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
  const data = await readTrainingData(await chooseColumns([join(samples, 'observations.csv')]));
  const share = Number(/--contamination (\S+)/.exec(command)?.[1]);
  const model = trainModel(data, {
    seed: Number(/--seed (\d+)/.exec(command)?.[1] ?? 0),
    threshold: { kind: 'contamination', share },
  });
  for (const [name, bytes] of Object.entries(encodeModel(model))) {
    expect(Buffer.from(bytes).equals(readFileSync(join(samples, 'model', name))), name).toBe(true);
  }
});
