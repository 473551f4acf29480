import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { ChannelLine } from '../../contracts/channel-line.ts';
import { notifierSettingsSchema } from '../../contracts/function-settings/notifier.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { METRIC_NAMESPACE, METRICS } from '../../contracts/metrics.ts';
import { hideMessage } from '../aws/channel-queue.ts';
import { channelSecrets } from '../aws/channel-secrets.ts';
import { CLIENT_TIMEOUTS } from '../aws/client-timeouts.ts';
import { putBusEvent } from '../aws/event-bus.ts';
import { createLogger } from '../create-logger.ts';
import { readSettings } from '../environment.ts';
import { notify } from './notify.ts';
import { post } from './post.ts';

const { channels, queueUrls } = readSettings(process.env, notifierSettingsSchema);
const logger = createLogger();
const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
const sqs = new SQSClient(CLIENT_TIMEOUTS);
const bus = new EventBridgeClient(CLIENT_TIMEOUTS);
const secret = channelSecrets(Date.now);

/** Alerts from the queue of one channel in; back goes what stays there. */
export async function handler(
  event: SQSEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<SQSBatchResponse> {
  const queueName = event.Records[0].eventSourceARN.split(':').at(-1);
  const channel = channels.find(({ name }) => queueUrls[name]?.split('/').at(-1) === queueName);
  if (!channel) throw new Error(`no channel has the queue ${queueName}: deploy the function with its stack`);
  const queued = event.Records.map(({ messageId, receiptHandle, body, attributes }) => {
    return { messageId, receiptHandle, body, receiveCount: Number(attributes.ApproximateReceiveCount) };
  });
  const left = await notify(channel, queued, {
    secret,
    report,
    post: (request) => post(request, Date.now),
    putEvent: (one, name) => putBusEvent(one, name, bus),
    hide: hideMessage(queueUrls[channel.name], sqs),
    now: Date.now,
    remainingMs: () => context.getRemainingTimeInMillis(),
  });
  metrics.publishStoredMetrics();
  return { batchItemFailures: left.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

function report(line: ChannelLine): void {
  if (line.decision === 'failed') logger.warn(LOG_MESSAGES.channel, { ...line });
  else logger.info(LOG_MESSAGES.channel, { ...line });
  if (line.decision === 'sent') metrics.addMetric(METRICS.messagesSent, MetricUnit.Count, 1);
  if (line.decision === 'failed') metrics.addMetric(METRICS.messagesFailed, MetricUnit.Count, 1);
}
