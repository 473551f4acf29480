import { expect, it } from 'vitest';
import { METRIC_DIMENSION, METRIC_NAMESPACE, METRICS } from '../../contracts/metrics.ts';

it('the metrics keep the names under which dashboards and alarms of others know them', () => {
  expect([METRIC_NAMESPACE, METRIC_DIMENSION]).toEqual(['Weir', 'service']);
  expect(Object.values(METRICS)).toEqual([
    'Observations',
    'Done',
    'Anomalies',
    'Quarantined',
    'Unprocessable',
    'Alerts',
    'AlertsRefused',
    'RulesUnreadable',
    'MessagesSent',
    'MessagesFailed',
    'QuarantinedPercent',
    'ImputedPercent',
    'ImplausibleTimes',
    'Unavailable',
    'ScoredByFunction',
    'SourceStateGaps',
    'SnapshotsFailed',
    'ScoringLatency',
    'ArrivalToVerdict',
    'CanaryLatency',
    'CanaryMissed',
    'CanariesSilent',
    'Sources',
    'SourceStateBytes',
    'SourcesEvicted',
    'SourcesDivided',
    'RecordsReadAgain',
    'CommitsRefused',
    'Drift',
    'FlaggedPercent',
    'ImputedCellsPercent',
    'TrainingFailed',
    'CandidatesPromoted',
    'CandidatesWaiting',
    'CandidatesRefused',
    'RolledBack',
  ]);
});
