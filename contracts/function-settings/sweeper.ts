import * as z from 'zod/mini';
import { consumerSettingsSchema } from '../function-settings.ts';
import { textSetting } from './values.ts';

/**
 * Everything the sweeper function is told from outside: the consumer's values, under the consumer's names.
 *
 * Calls that the function makes, for its role: `dynamodb:Query` on the incident table and its index, `GetItem`,
 * `PutItem`, `UpdateItem` and `DeleteItem` on the table; `s3:GetObject` of the rules in the bucket of models;
 * `sns:Publish` on the alert topic, and on the one of escalations, if any.
 * Where it looks for silence:
 * `dynamodb:Scan` on the source state table, `kinesis:DescribeStreamSummary`, `GetShardIterator` and `GetRecords` on
 * the stream.
 */
export const sweeperSettingsSchema = z.extend(
  z.pick(consumerSettingsSchema, {
    alertTopicArn: true,
    incidentTableName: true,
    modelBucketName: true,
    cooldownMs: true,
    remindAfterMs: true,
    severityBands: true,
    historyDays: true,
    escalateAfterMinutes: true,
    messagesPerMinute: true,
    runbookUrl: true,
  }),
  {
    /** To which messages lead. */
    consumerLogGroupName: textSetting,
    /** Of those who are told of what nobody acknowledged; absent where there are none. */
    escalationTopicArn: z.optional(textSetting),
    /** Absent where nobody is told of silence; the table is that of source states. */
    silence: z.optional(
      z.object({ tableName: textSetting, streamArn: textSetting }, { error: 'must be an object, or absent' }),
    ),
  },
);

export type SweeperSettings = Readonly<z.infer<typeof sweeperSettingsSchema>>;
