import { expect, test } from 'vitest';
import { deriveFromText, deriveSchema } from '../../../contracts/derive.ts';
import { decodeHyperparameters } from '../../../inference-container/train/decode-hyperparameters.ts';
import { DEFAULT_DETECTOR_KIND, DETECTOR_KINDS, parametersFor } from '../../../model/train-model.ts';
import { UsageError } from '../../../scripts/cli/run-command.ts';
import { jobHyperparameters, type ToldOfTraining } from '../../../scripts/train/job-hyperparameters.ts';

const { kind: detector } = DEFAULT_DETECTOR_KIND;
const NOTHING: ToldOfTraining = { flags: {}, past: {}, detector, parameters: {}, seed: 0 };

test('a training job understands everything that the command was told', () => {
  const flags: ToldOfTraining['flags'] = {
    features: ['heat', 'load, left', 'a "b"'],
    ignore: ['x'],
    without: ['id', 'label'],
    defaultSource: 'pump',
    sourceColumn: 'who',
    timestampColumn: 'when',
    labelColumn: 'what',
    missingValues: ['-200', 'none'],
    timestampFormat: 'DD/MM/YYYY HH:mm',
    anomalyLabels: ['bad'],
    delimiter: '\t',
    decimal: ',',
    encoding: 'windows-1252',
  };
  const past: ToldOfTraining['past'] = {
    counters: ['heat'],
    timeZone: 'Europe/Berlin',
    sensitivity: 'low',
    maxSourceFeatures: 5000,
    silentAfterMs: 3 * 86_400_000,
  };
  const { past: told, ...others } = decodeHyperparameters(
    jobHyperparameters({ ...NOTHING, flags, seed: 7, rows: 50, trim: '5%', sample: true, alertBudget: '5/day' }),
  );
  expect(told).toEqual({});
  expect(others).toMatchObject({
    columns: flags,
    rows: 50,
    options: { detector, seed: 7, trim: 0.05, isSample: true },
  });
  const { data: derive } = deriveSchema.safeParse(deriveFromText('count 1h, residual heat'));
  const hyperparameters = jobHyperparameters({ ...NOTHING, past: { ...past, derive } });
  expect(decodeHyperparameters(hyperparameters).past).toEqual({ ...past, derive });
  expect(decodeHyperparameters(jobHyperparameters({ ...NOTHING, past: 'no past' })).past).toBe('no past');
});

test.each(DETECTOR_KINDS.map((kind) => [kind.kind, kind] as const))('and each parameter of %s', (name, kind) => {
  const parameters = parametersFor(kind, {});
  const { options } = decodeHyperparameters(jobHyperparameters({ ...NOTHING, detector: name, parameters }));
  expect(options).toMatchObject({ detector: name, parameters });
});

test('what SageMaker would cut is refused, with what to do', () => {
  const features = Array.from({ length: 400 }, (_, i) => `feature_${i}`);
  expect(() => jobHyperparameters({ ...NOTHING, flags: { features } })).toThrow(
    new UsageError(
      'a training job is told at most 2500 characters of features, got 4689: train without --on-sagemaker',
    ),
  );
});
