import * as z from 'zod/mini';
import { deriveSchema } from '../derive.ts';
import { consumerSettingsSchema } from '../function-settings.ts';
import { textSetting } from './values.ts';

/**
 * Everything the trainer is told from outside.
 *
 * Calls that the function makes, for its role: `s3:ListBucket` on the bucket of models, `s3:GetObject` under `models/`,
 * `samples/` and `trainer/` there and `PutObject` under the first and the last; `dynamodb:Scan` on the incident table;
 * `sns:Publish` on the alert topic.
 */
export const trainerSettingsSchema = z.object({
  modelBucketName: textSetting,
  ...z.pick(consumerSettingsSchema, {
    incidentTableName: true,
    alertTopicArn: true,
    alerting: true,
    missingValues: true,
    runbookUrl: true,
  }).shape,
  /** To which messages lead. */
  consumerLogGroupName: textSetting,
  learning: z.enum(['auto', 'propose'], { error: 'must be auto or propose' }),
  /** Features that are made of what each source did; absent where none are. */
  derive: z.optional(z.readonly(deriveSchema)),
  /** What must not be learned: intervals of ISO 8601, `from/to`, both ends in it. */
  trainingExclude: z.array(textSetting, { error: 'must be a list of intervals' }),
});

export type TrainerSettings = Readonly<z.infer<typeof trainerSettingsSchema>>;
