import { createHash } from 'node:crypto';
import type { SourceStateSettings } from '../../contracts/function-settings.ts';
import { STATE_VERSION } from '../../streams/layout.ts';
import type { SourcesSettings } from '../../streams/sources-settings.ts';
import { sourcesSettings } from '../../streams/sources-settings.ts';
import type { DecodingSettings } from '../consumer/entry.ts';

/** What of the settings changes what a record teaches, beside how it is decoded. */
export type LearningSettings = Pick<
  SourceStateSettings,
  'counters' | 'derive' | 'timeZone' | 'maxSourceFeatures' | 'silentAfterMs' | 'sensitivity'
>;

/** Everything beside records and states that learning depends on, and a hash that says whether two are the same. */
export interface Learner {
  readonly hash: string;
  readonly decoding: DecodingSettings;
  readonly sources: SourcesSettings;
}

/** It rises when our code learns otherwise from the same record: decodes it otherwise, or skips other observations. */
const LEARNING_VERSION = 1;

/** Makes the learner of these settings. */
export function learnerOf(
  settings: LearningSettings,
  { mapping, missingValues = [], source }: DecodingSettings,
): Learner {
  const { counters, derive, timeZone, maxSourceFeatures, silentAfterMs } = settings;
  const sorted = [...new Set(counters)].sort();
  const markers = [...new Set(missingValues)].sort((a, b) => a - b);
  // Of where names come from, only the stream's own changes what is decoded.
  const decoded = [STATE_VERSION, LEARNING_VERSION, mapping, markers, source === 'stream'];
  const sources = sourcesSettings({ ...settings, counters: sorted });
  // A source rests after an alarm, which the sensitivity makes.
  const all = [...decoded, sorted, timeZone, maxSourceFeatures, silentAfterMs, sources.alarmScore];
  return {
    hash: createHash('sha256')
      .update(JSON.stringify(derive ? [...all, derive] : all))
      .digest('hex')
      .slice(0, 16),
    decoding: { mapping, missingValues, source },
    sources,
  };
}
