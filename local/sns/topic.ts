import { randomUUID } from 'node:crypto';
import { type FilterPolicy, matchesFilterPolicy } from './filter-policy.ts';

export interface MessageAttribute {
  /** `String`, `String.Array`, `Number`, `Binary`. */
  readonly type: string;
  readonly value: string;
}

export interface Message {
  readonly messageId: string;
  readonly topicArn: string;
  readonly subject: string | undefined;
  /** Body by protocol; always has `default`. */
  readonly bodies: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, MessageAttribute>>;
  readonly publishedAtMs: number;
}

/** Which messages a subscription gets, and how. */
export interface SubscriptionDelivery {
  readonly filterPolicy?: FilterPolicy;
  readonly filterPolicyScope?: string;
  readonly rawMessageDelivery?: boolean;
}

export interface Subscription extends SubscriptionDelivery {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  /** E-mail addresses never confirm on this machine. */
  readonly confirmed: boolean;
}

/** Whether an endpoint needs nobody to confirm that it shall be told: all but those of people's own. */
export function confirmsItself(protocol: string): boolean {
  return !['email', 'email-json', 'http', 'https'].includes(protocol);
}

/** Hands a message to a confirmed subscription's queue, function or listener; rejects when that failed. */
export type Deliver = (message: Message, subscription: Subscription) => Promise<void>;

/** A topic of the template and who subscribes to it. */
export interface Topic {
  readonly arn: string;
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  /** As on SNS, an endpoint that subscribes once more keeps the subscription that it has. */
  subscribe(subscription: Omit<Subscription, 'arn' | 'topicArn'>): Subscription;
  /** Changes how a subscription is delivered to, from the next message on. */
  change(subscriptionArn: string, delivery: SubscriptionDelivery): void;
  unsubscribe(subscriptionArn: string): void;
  publish(message: Omit<Message, 'messageId' | 'topicArn' | 'publishedAtMs'>): Message;
}

/**
 * Makes a topic that hands each message to the subscriptions whose filter lets it pass.
 *
 * @param onDeliveryFailed hears of a subscriber that could not be reached; the publisher does not
 */
export function topic(arn: string, deliver: Deliver, onDeliveryFailed: (error: unknown) => void): Topic {
  const subscriptions = new Map<string, Subscription>();
  return {
    arn,
    subscriptions,
    subscribe(wanted) {
      const present = [...subscriptions.values()].find(
        ({ protocol, endpoint }) => protocol === wanted.protocol && endpoint === wanted.endpoint,
      );
      if (present) return present;
      const subscription = { ...wanted, arn: `${arn}:${randomUUID()}`, topicArn: arn };
      subscriptions.set(subscription.arn, subscription);
      return subscription;
    },
    change(subscriptionArn, delivery) {
      const present = subscriptions.get(subscriptionArn);
      if (present) subscriptions.set(subscriptionArn, { ...present, ...delivery });
    },
    unsubscribe: (subscriptionArn) => void subscriptions.delete(subscriptionArn),
    publish(content) {
      const message: Message = { ...content, messageId: randomUUID(), topicArn: arn, publishedAtMs: Date.now() };
      for (const subscription of subscriptions.values()) {
        if (wants(subscription, message)) deliver(message, subscription).catch(onDeliveryFailed);
      }
      return message;
    },
  };
}

function wants({ confirmed, filterPolicy, filterPolicyScope, protocol }: Subscription, message: Message): boolean {
  if (!confirmed) return false;
  if (!filterPolicy) return true;
  if (filterPolicyScope === 'MessageBody') {
    try {
      return matchesFilterPolicy(filterPolicy, JSON.parse(message.bodies[protocol] ?? message.bodies.default!));
    } catch {
      return false; // a body that is not JSON matches no policy over the body
    }
  }
  return matchesFilterPolicy(filterPolicy, attributeValues(message));
}

/** The attributes as filter policies see them: numbers as numbers, String.Array as lists. */
function attributeValues({ attributes }: Pick<Message, 'attributes'>): Record<string, unknown> {
  const entries = Object.entries(attributes).map(([name, { type, value }]) => {
    if (type.startsWith('Number')) return [name, Number(value)];
    return [name, type === 'String.Array' ? JSON.parse(value) : value];
  });
  return Object.fromEntries(entries);
}
