import type { MayInvoke } from '../iam/invocation-permissions.ts';
import type { Functions } from '../lambda/start-functions.ts';
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
    else if (protocol === 'sqs') queues.get(endpoint.split(':').at(-1)!)?.send(queueBody(message, subscription));
    else if (protocol === 'lambda') {
      if (!mayInvoke('sns.amazonaws.com', message.topicArn, endpoint))
        throw new Error(`${endpoint} does not permit SNS to invoke it`);
      const outcome = await functions.byArn(endpoint).invoke(functionEvent(message, subscription));
      if (outcome.kind !== 'answered')
        throw new Error(`${endpoint} did not take alert ${message.messageId}: ${outcome.kind}`);
    }
  };
}

function queueBody(message: Message, { rawMessageDelivery }: Subscription): string {
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
