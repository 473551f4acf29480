import type { MayInvoke } from '../iam/invocation-permissions.ts';
import type { Functions } from '../lambda/start-functions.ts';
import { checkAttributes, type QueueAttributes } from '../sqs/message-attributes.ts';
import type { Queue } from '../sqs/queue.ts';
import type { Deliver, Message, Subscription } from './topic.ts';

/** Protocol of a listener in this process; its endpoint is its id. */
export const LISTENER = 'listener';

export interface DeliveryPorts {
  readonly functions: Pick<Functions, 'byArn'>;
  readonly mayInvoke: MayInvoke;
  /** By name. */
  readonly queues: ReadonlyMap<string, Queue>;
  /** By id. */
  readonly listeners: ReadonlyMap<string, (message: Message) => void>;
}

/**
 * Hands messages to queues, functions and listeners. People's own endpoints (e-mail, https, SMS) are out of a laptop's
 * reach.
 */
export function deliverTo({ functions, mayInvoke, queues, listeners }: DeliveryPorts): Deliver {
  return async (message, subscription) => {
    const { protocol, endpoint } = subscription;
    if (protocol === LISTENER) listeners.get(endpoint)?.(message);
    else if (protocol === 'sqs') sendToQueue(queues, message, subscription);
    else if (protocol === 'lambda') {
      if (!mayInvoke('sns.amazonaws.com', message.topicArn, endpoint))
        throw new Error(`${endpoint} does not permit SNS to invoke it`);
      const outcome = await functions.byArn(endpoint).invoke(functionEvent(message, subscription));
      if (outcome.kind !== 'answered')
        throw new Error(`${endpoint} did not take alert ${message.messageId}: ${outcome.kind}`);
    }
  };
}

/** With raw delivery the message's attributes go along; SNS drops a message that has more than a queue takes. */
function sendToQueue(
  queues: DeliveryPorts['queues'],
  message: Message,
  subscription: Pick<Subscription, 'endpoint' | 'rawMessageDelivery'>,
): void {
  const queue = queues.get(subscription.endpoint.split(':').at(-1)!);
  if (!queue) throw new Error(`there is no queue ${subscription.endpoint}`);
  const attributes = subscription.rawMessageDelivery ? queueAttributes(message) : {};
  checkAttributes(attributes);
  queue.send(queueBody(message, subscription), attributes);
}

function queueAttributes({ attributes }: Message): QueueAttributes {
  const entries = Object.entries(attributes).map(([name, { type, value }]) => [
    name,
    type.startsWith('Binary') ? { DataType: type, BinaryValue: value } : { DataType: type, StringValue: value },
  ]);
  return Object.fromEntries(entries);
}

function queueBody(message: Message, { rawMessageDelivery }: Pick<Subscription, 'rawMessageDelivery'>): string {
  const body = message.bodies.sqs ?? message.bodies.default!;
  return rawMessageDelivery ? body : JSON.stringify({ Type: 'Notification', ...notification(message, body) });
}

function functionEvent(message: Message, { arn }: Subscription): object {
  const body = message.bodies.lambda ?? message.bodies.default!;
  const record = { EventSource: 'aws:sns', EventVersion: '1.0', EventSubscriptionArn: arn };
  return { Records: [{ ...record, Sns: { Type: 'Notification', ...notification(message, body) } }] };
}

function notification({ messageId, topicArn, subject, attributes, publishedAtMs }: Message, body: string): object {
  const entries = Object.entries(attributes).map(([name, { type, value }]) => [name, { Type: type, Value: value }]);
  return {
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject === undefined ? {} : { Subject: subject }),
    Message: body,
    Timestamp: new Date(publishedAtMs).toISOString(),
    MessageAttributes: Object.fromEntries(entries),
  };
}
