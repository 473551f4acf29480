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
 * A message of SQS as a pipe or a function gets it: the observation is in the text `body`, in any form.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function sqsMessage(envelope: Members): Envelope | undefined {
  const { messageId: id, receiptHandle, body, attributes } = envelope;
  if (typeof body !== 'string' || typeof id !== 'string' || typeof receiptHandle !== 'string') return undefined;
  const timestamp = isObject(attributes) ? attributes.SentTimestamp : undefined;
  const seal = (piece: string) => sealed(envelope, ['messageId', 'receiptHandle'], 'body', piece);
  return holding({ path: 'body', value: body, id, timestamp, seal });
}
