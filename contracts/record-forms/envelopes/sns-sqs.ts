import { ok } from '../../result.ts';
import { rewritten } from '../text-part.ts';
import { type Envelope, HOLDS_NOTHING, holding, isObject, type Members, sealed } from './content.ts';

/**
 * A message of SNS as a queue gets it: the observation is in the text `Message`, in any form. What SNS asks of a new
 * subscriber holds nothing.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function snsNotification(envelope: Members): Envelope | undefined {
  const { Type: type, TopicArn: topic, MessageId: id, Timestamp: timestamp, Message: text } = envelope;
  if (typeof type !== 'string' || typeof topic !== 'string' || typeof text !== 'string') return undefined;
  if (type === 'SubscriptionConfirmation' || type === 'UnsubscribeConfirmation') return HOLDS_NOTHING;
  if (type !== 'Notification') return undefined;
  const seal = (piece: string) => sealed(envelope, ['Type', 'TopicArn', 'MessageId', 'Timestamp'], 'Message', piece);
  return holding({ path: 'Message', value: text, id, timestamp, seal });
}

/**
 * A message of SQS as a pipe or a function gets it: the observation is in the text `body`, in any form, or is that.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function sqsMessage(envelope: Members): Envelope | undefined {
  const { messageId: id, receiptHandle, body, attributes } = envelope;
  if (typeof id !== 'string' || typeof receiptHandle !== 'string') return undefined;
  const timestamp = isObject(attributes) ? attributes.SentTimestamp : undefined;
  if (isObject(body)) return holding({ path: 'body', value: body, id, timestamp });
  if (typeof body !== 'string') return undefined;
  const seal = (piece: string) => sealed(envelope, ['messageId', 'receiptHandle'], 'body', piece);
  return holding({ path: 'body', value: body, id, timestamp, seal });
}

/** The same as whoever asked the queue for it gets it. */
export function receivedMessage(envelope: Members): Envelope | undefined {
  const { MessageId: id, ReceiptHandle: receiptHandle, Body: text, Attributes: attributes } = envelope;
  if (typeof text !== 'string' || typeof id !== 'string' || typeof receiptHandle !== 'string') return undefined;
  const timestamp = isObject(attributes) ? attributes.SentTimestamp : undefined;
  const seal = (piece: string) => sealed(envelope, ['MessageId', 'ReceiptHandle'], 'Body', piece);
  return holding({ path: 'Body', value: text, id, timestamp, seal });
}

/** A message of SNS as a function gets it. */
export function snsRecord({ Sns: notification }: Members): Envelope | undefined {
  return isObject(notification) ? snsNotification(notification) : undefined;
}

/**
 * The records that a function gets at once, of SNS, SQS, DynamoDB: each is an envelope itself.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
 */
export function functionEvent({ Records: records }: Members): Envelope | undefined {
  if (!Array.isArray(records) || records.length === 0 || !records.every(isRecord)) return undefined;
  return ok({
    count: records.length,
    at: (i) => ({
      path: `Records[${i}]`,
      value: rewritten(records[i]),
      isOnly: records.length === 1,
      seal: (piece) => piece,
    }),
  });
}

function isRecord(value: unknown): boolean {
  return isObject(value) && typeof (value.eventSource ?? value.EventSource) === 'string';
}
