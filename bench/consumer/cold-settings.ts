import { consumerSettingsSchema } from '../../contracts/function-settings.ts';
import { encodeFunctionSettings } from '../../contracts/settings-variable.ts';
import { SETTINGS } from './bench-consumer.ts';

/** What the function is told, as its variable: an endpoint scores, sources have no past, no rows are kept. */
export const COLD_SETTINGS = encodeFunctionSettings(consumerSettingsSchema, {
  ...SETTINGS,
  sourceState: undefined,
  endpointName: 'bench',
  alertTopicArn: 'arn:aws:sns:eu-west-1:123456789012:bench',
  incidentTableName: 'bench',
  quarantineBucketName: 'bench',
  modelBucketName: 'bench',
  learning: 'off',
  logVerdicts: 'anomalies',
  logFeatures: true,
  historyDays: 90,
});
