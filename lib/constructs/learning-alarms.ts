import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { DRIFTED_PSI } from '../../contracts/metrics.ts';
import { type AlarmRow, over } from './alarm-row.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

/** What wakes people about learning; nothing where nothing is trained. */
export function learningAlarms({ trainerErrors, trainingFailed, drift }: PipelineMetrics): AlarmRow[] {
  if (!trainerErrors) return [];
  return [
    {
      id: 'TrainingFailed',
      heading: 'Training failed',
      meaning:
        'A model could not be trained of the rows that were kept, or the trainer itself failed: the model that judges goes on.',
      metric: new MathExpression({
        expression: 'FILL(failed, 0) + errors',
        usingMetrics: { failed: over(60, trainingFailed), errors: over(60, trainerErrors) },
        label: 'Failed trainings',
        period: over(60, trainerErrors).period,
      }),
      above: 0,
      once: true,
      // It runs every ten minutes: when it measures nothing, it does not run.
      silence: 'told',
    },
    {
      id: 'StreamDrifted',
      heading: 'Stream drifted',
      meaning:
        'For six hours a feature has been far from what the model was trained on, and no training has followed it.',
      metric: over(60, drift),
      above: DRIFTED_PSI,
      periods: 6,
      silence: 'unchanged',
    },
  ];
}
