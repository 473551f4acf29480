import type { ConsumerSettings, SourceStateSettings } from '../../contracts/function-settings.ts';

/** What processing needs to know; the rest is where the ports lead. */
export type BatchSettings = Omit<
  ConsumerSettings,
  | 'endpointName'
  | 'fallbackAfterMs'
  | 'alertTopicArn'
  | 'incidentTableName'
  | 'quarantineBucketName'
  | 'modelBucketName'
  | 'historyDays'
  | 'escalateAfterMinutes'
  | 'learning'
  | 'messagesPerMinute'
  | 'logVerdicts'
  | 'logFeatures'
  | 'sourceState'
  | 'archive'
  | 'otlp'
> & {
  /** Absent where each observation is judged by itself. */
  readonly sourceState?: Omit<SourceStateSettings, 'tableName' | 'bucketName'> | undefined;
};
