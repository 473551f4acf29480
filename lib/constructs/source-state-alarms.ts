import { type AlarmRow, over, whileBatchesCome } from './alarm-row.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

/** Near enough to the limit that a person should know before sources are forgotten. */
const NEARLY_FULL = 0.9;

/** What wakes people about what is known of sources; nothing where they have no past. */
export function sourceStateAlarms(metrics: PipelineMetrics, limitBytes: number): AlarmRow[] {
  const { cleanerErrors } = metrics;
  if (!cleanerErrors) return [];
  return [
    {
      id: 'PastOfSourcesHasAGap',
      heading: 'Past of sources has a gap',
      meaning:
        "What was known of a shard's sources was lost, or does not contain records that came: they are judged by less than there was.",
      metric: over(5, metrics.sourceStateGaps),
      above: 0,
      once: true,
    },
    {
      id: 'SnapshotsFail',
      heading: 'Snapshots fail',
      meaning:
        'For a quarter of an hour what is known of sources could not be put into its bucket: only the records in the stream still have it.',
      metric: whileBatchesCome(over(5, metrics.snapshotsFailed), metrics),
      above: 0,
      periods: 3,
      silence: 'unchanged',
    },
    {
      id: 'TooManySources',
      heading: 'Too many sources',
      meaning:
        'The sources of a shard take nine tenths of their room: beyond it, the one that was silent for the longest is forgotten.',
      metric: over(5, metrics.sourceStateBytes),
      above: Math.round(NEARLY_FULL * limitBytes),
      silence: 'unchanged',
    },
    {
      id: 'SourcesAreDivided',
      heading: 'Sources come through several shards',
      meaning:
        'Within a day observations of the same source came through two shards or more, each of which knows a part of its past.',
      metric: over(60, metrics.sourcesDivided),
      above: 0,
      silence: 'unchanged',
    },
    {
      id: 'OldSnapshotsAreKept',
      heading: 'Old snapshots are kept',
      meaning:
        'For three hours snapshots of silent shards were not brought forward, or those that nothing names not removed.',
      metric: over(60, cleanerErrors),
      above: 0,
      periods: 3,
      // It runs every hour: when it measures nothing, it does not run.
      silence: 'told',
    },
  ];
}
