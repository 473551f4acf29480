import type { ConsumerSettings } from '../../contracts/function-settings.ts';
import type { SourceStateLimits } from '../source-state/context.ts';
import type { LearningSettings } from '../source-state/learner.ts';

/** What processing needs to know; the rest is where the ports lead. */
export type BatchSettings = Omit<
  ConsumerSettings,
  'endpointName' | 'alertTopicArn' | 'incidentTableName' | 'quarantineBucketName' | 'logVerdicts' | 'logFeatures'
> & {
  /** Absent where each observation is judged by itself. */
  readonly sourceState?: PastSettings;
};

type PastSettings = LearningSettings &
  Pick<SourceStateLimits, 'maxRecordAgeMs' | 'streamRetentionMs' | 'maxMemoryBytes'>;
