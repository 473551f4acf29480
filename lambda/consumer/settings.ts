import type { ConsumerSettings } from '../../contracts/function-settings.ts';

export type Settings = ConsumerSettings;

/** What processing needs to know; the rest is where the ports lead. */
export type BatchSettings = Omit<
  Settings,
  'endpointName' | 'alertTopicArn' | 'incidentTableName' | 'quarantineBucketName' | 'logVerdicts' | 'logFeatures'
>;
