import { Duration } from 'aws-cdk-lib';
import { type AlarmRow, over, whileBatchesCome } from './alarm-row.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

/** What wakes people about the archive; nothing where there is none. */
export function archiveAlarms(metrics: PipelineMetrics): AlarmRow[] {
  const { archiveDetours, archiveLost, archiveAge } = metrics;
  if (!archiveDetours || !archiveLost || !archiveAge) return [];
  return [
    {
      id: 'ArchiveTakesADetour',
      heading: 'Archive takes a detour',
      meaning:
        'For ten minutes the delivery stream did not take all verdicts: the consumer put them into the bucket itself, in more and smaller objects.',
      metric: whileBatchesCome(over(5, archiveDetours), metrics),
      above: 0,
      periods: 2,
      silence: 'unchanged',
    },
    {
      id: 'VerdictsAreNotArchived',
      heading: 'Verdicts are not archived',
      meaning:
        'Neither the delivery stream nor the bucket took some verdicts: they were judged, counted and told, and are in no archive.',
      metric: over(5, archiveLost),
      above: 0,
      once: true,
    },
    {
      id: 'ArchiveIsLate',
      heading: 'Archive is late',
      meaning:
        'The oldest verdict that Firehose has taken and not delivered is over an hour old: it tries for a day, and then drops it.',
      metric: archiveAge,
      above: Duration.hours(1).toSeconds(),
      periods: 3,
      silence: 'unchanged',
    },
  ];
}
