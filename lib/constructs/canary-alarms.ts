import { type AlarmRow, over } from './alarm-row.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

/** What wakes people about canaries; nothing where none are put. */
export function canaryAlarms({ canariesSilent }: PipelineMetrics): AlarmRow[] {
  if (!canariesSilent) return [];
  return [
    {
      id: 'CanarySilent',
      heading: 'Canary silent',
      meaning:
        'For a quarter of an hour something strange that Weir itself put on the stream was not found in time, or nobody could put it: what is strange now may not be found either.',
      // The least of the looks in that time: one late canary is no news.
      metric: over(15, canariesSilent),
      above: 0,
      silence: 'told',
    },
  ];
}
