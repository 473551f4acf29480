import * as z from 'zod/mini';
import { channelsSchema } from '../channels.ts';
import { textSetting } from './values.ts';

/**
 * Everything the notifier is told from outside.
 *
 * Calls that the function makes, for its role: what Lambda needs to read its queues, and `sqs:ChangeMessageVisibility`
 * on them; `secretsmanager:GetSecretValue` or `ssm:GetParameter` on the secrets of its channels; `events:PutEvents` on
 * their buses. It calls out of the account, to its channels' hosts.
 */
export const notifierSettingsSchema = z.object({
  channels: channelsSchema,
  /** The address of each channel's queue, by the channel's name. */
  queueUrls: z.record(z.string(), textSetting, { error: 'must be an object of queues by channel' }),
});
