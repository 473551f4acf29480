import * as z from 'zod/mini';
import { consumerSettingsSchema, sourceStateSchema } from '../function-settings.ts';
import { positiveSetting, textSetting } from './values.ts';

/**
 * Everything the function is told that looks after snapshots: what the consumer learns by, and times.
 *
 * Calls that the function makes, for its role: `dynamodb:Scan` and `UpdateItem` on the source state table;
 * `s3:ListBucket` on its bucket, `s3:GetObject`, `PutObject` and `DeleteObject` under `snapshots/` there;
 * `kinesis:DescribeStreamSummary`, `GetShardIterator` and `GetRecords` on the stream.
 */
export const snapshotCleanerSettingsSchema = z.object({
  streamArn: textSetting,
  ...z.pick(consumerSettingsSchema, { mapping: true, missingValues: true, source: true }).shape,
  sourceState: sourceStateSchema,
  /** A snapshot that nothing names is spared for so long: somebody may read it still, or name it. */
  spareMs: positiveSetting,
  /** A snapshot that is older, with records behind it, is brought forward. */
  staleAfterMs: positiveSetting,
});

export type SnapshotCleanerSettings = Readonly<z.infer<typeof snapshotCleanerSettingsSchema>>;
