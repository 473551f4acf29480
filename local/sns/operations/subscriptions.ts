import { isDeepStrictEqual } from 'node:util';
import { ServiceError } from '../../gateway/service.ts';
import { element } from '../../gateway/xml.ts';
import { LISTENER } from '../deliver.ts';
import { attributeEntries, formAttributes } from '../query-xml.ts';
import type { SnsOperations } from '../sns-service.ts';
import { readSubscriptionAttributes, subscriptionAttributes } from '../subscription-attributes.ts';
import { confirmsItself, type Subscription, type SubscriptionDelivery, type Topic } from '../topic.ts';
import type { TopicsOptions } from './topics.ts';

/** Makes, lists, describes, changes and removes subscriptions. */
export function subscriptionOperations({ topics, topicOf }: Pick<TopicsOptions, 'topics' | 'topicOf'>): SnsOperations {
  /** @throws ServiceError when there is none of that ARN */
  function subscriptionOf(form: URLSearchParams): readonly [Topic, Subscription] {
    const arn = form.get('SubscriptionArn') ?? '';
    for (const topic of topics.values()) {
      const found = topic.subscriptions.get(arn);
      if (found) return [topic, found];
    }
    throw new ServiceError('NotFound', `Subscription does not exist: ${arn}`, 404);
  }
  return {
    Subscribe(form) {
      const subscription = subscribe(topicOf(form), form);
      const isShown = subscription.confirmed || form.get('ReturnSubscriptionArn') === 'true';
      return element('SubscriptionArn', isShown ? subscription.arn : 'pending confirmation');
    },
    Unsubscribe(form) {
      const arn = form.get('SubscriptionArn') ?? '';
      for (const { unsubscribe } of topics.values()) unsubscribe(arn);
      return '';
    },
    ListSubscriptions: () => listed([...topics.values()]),
    ListSubscriptionsByTopic: (form) => listed([topicOf(form)]),
    GetSubscriptionAttributes: (form) => attributeEntries(subscriptionAttributes(subscriptionOf(form)[1])),
    SetSubscriptionAttributes(form) {
      const [topic, { arn }] = subscriptionOf(form);
      const changed = { [form.get('AttributeName') ?? '']: form.get('AttributeValue') ?? '' };
      topic.change(arn, readSubscriptionAttributes(changed));
      return '';
    },
  };
}

function subscribe(topic: Topic, form: URLSearchParams): Subscription {
  const protocol = form.get('Protocol') ?? '';
  const endpoint = form.get('Endpoint') ?? '';
  if (protocol === '' || endpoint === '')
    throw new ServiceError('InvalidParameter', 'Invalid parameter: a subscription needs a Protocol and an Endpoint');
  const delivery = readSubscriptionAttributes(formAttributes(form));
  const subscription = topic.subscribe({ protocol, endpoint, confirmed: confirmsItself(protocol), ...delivery });
  const names = Object.keys(delivery) as (keyof SubscriptionDelivery)[];
  if (names.every((name) => isDeepStrictEqual(delivery[name], subscription[name]))) return subscription;
  const message = 'Invalid parameter: Attributes Reason: Subscription already exists with different attributes';
  throw new ServiceError('InvalidParameter', message);
}

function listed(topics: readonly Topic[]): string {
  const member = ({ arn, confirmed, protocol, endpoint, topicArn }: Subscription) =>
    `<member>${element('SubscriptionArn', confirmed ? arn : 'PendingConfirmation')}${element('Protocol', protocol)}${element('Endpoint', endpoint)}${element('TopicArn', topicArn)}${element('Owner', topicArn.split(':')[4]!)}</member>`;
  const all = topics.flatMap(({ subscriptions }) => [...subscriptions.values()]);
  const members = all.filter(({ protocol }) => protocol !== LISTENER).map(member);
  return `<Subscriptions>${members.join('')}</Subscriptions>`;
}
