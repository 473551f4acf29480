import { createHash } from 'node:crypto';
import type { SourceStateSettings } from '../../contracts/function-settings.ts';
import { STATE_VERSION } from '../../streams/layout.ts';
import type { SourcesSettings } from '../../streams/sources.ts';
import { ALARM_SCORES } from '../../streams/surprise.ts';
import { offsetMinutesIn } from '../../streams/time-zone.ts';
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
export function learnerOf(settings: LearningSettings, { mapping, source }: DecodingSettings): Learner {
  const { counters, derive, timeZone, maxSourceFeatures, silentAfterMs } = settings;
  // A source rests after an alarm, which the sensitivity makes.
  const alarmScore = ALARM_SCORES[settings.sensitivity];
  const sorted = [...new Set(counters)].sort();
  const versions = [STATE_VERSION, LEARNING_VERSION];
  // Of where names come from, only the stream's own changes what is decoded.
  const all = [versions, mapping, source === 'stream', sorted, timeZone, maxSourceFeatures, silentAfterMs, alarmScore];
  return {
    hash: createHash('sha256')
      .update(JSON.stringify(derive ? [...all, derive] : all))
      .digest('hex')
      .slice(0, 16),
    decoding: { mapping, source },
    sources: {
      counters: new Set(sorted),
      derive,
      offsetMinutes: timeZone === 'UTC' ? undefined : offsetMinutesIn(timeZone),
      silentAfterMs,
      alarmScore,
      mostFeatures: maxSourceFeatures,
    },
  };
}
