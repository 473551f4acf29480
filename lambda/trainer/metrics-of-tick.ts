import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { LearningLine } from '../../contracts/learning-state.ts';
import { METRICS } from '../../contracts/metrics.ts';
import type { Ticked } from './tick.ts';

type Measured = [name: string, unit: (typeof MetricUnit)[keyof typeof MetricUnit], value: number];

/** What of each result is counted; of the others nothing. */
const COUNTS: Partial<Record<NonNullable<LearningLine['last']>['result'], string>> = {
  failed: METRICS.trainingFailed,
  promoted: METRICS.candidatesPromoted,
  waits: METRICS.candidatesWaiting,
  refused: METRICS.candidatesRefused,
};

/** What is measured of a tick. */
export function metricsOfTick({ said: { drift }, outcome, done }: Ticked): Measured[] {
  const counted = outcome && COUNTS[outcome.result];
  return [
    ...(counted ? [[counted, MetricUnit.Count, 1] satisfies Measured] : []),
    ...(done ? [[METRICS.rolledBack, MetricUnit.Count, 1] satisfies Measured] : []),
    ...(drift ? ofDrift(drift) : []),
  ];
}

function ofDrift({ psi, flagged, imputedShare }: NonNullable<LearningLine['drift']>): Measured[] {
  return [
    ...(psi === undefined ? [] : [[METRICS.drift, MetricUnit.NoUnit, psi] satisfies Measured]),
    ...(flagged ? [[METRICS.flaggedPercent, MetricUnit.Percent, 100 * flagged.share] satisfies Measured] : []),
    [METRICS.imputedCellsPercent, MetricUnit.Percent, 100 * imputedShare],
  ];
}
