import * as z from 'zod/mini';
import { textSetting } from './values.ts';

/**
 * Everything the function is told that registers the deployed model and seeds the rules.
 *
 * Calls that the function makes, for its role: `s3:GetObject` and `PutObject` under `models/` and `rules/` of the
 * bucket, `s3:ListBucket` on it.
 */
export const registrarSettingsSchema = z.object({ modelBucketName: textSetting });
