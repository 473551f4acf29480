import * as z from 'zod/mini';
import { consumerSettingsSchema } from '../function-settings.ts';
import { positiveSetting, textSetting } from './values.ts';

/**
 * Everything the canary function is told from outside.
 *
 * Calls that the function makes, for its role: `s3:GetObject` under `models/` of the registry's bucket;
 * `dynamodb:PutItem` and `Query` on the incident table; `kinesis:PutRecord` on the stream.
 */
export const canarySettingsSchema = z.object({
  streamArn: textSetting,
  ...z.pick(consumerSettingsSchema, { incidentTableName: true, modelBucketName: true }).shape,
  /** Records that waited for longer are given up. */
  maxRecordAgeMs: positiveSetting,
});
