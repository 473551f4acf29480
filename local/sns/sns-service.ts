import { randomUUID } from 'node:crypto';
import { escapeXml } from '../gateway/error-response.ts';
import { ServiceError, type ServiceHandler } from '../gateway/service.ts';
import { LISTENER } from './deliver.ts';
import { readBatchEntries, readContent } from './read-content.ts';
import type { Subscription, Topic } from './topic.ts';

/** The SNS query interface as far as functions, scripts and people at a terminal use it. */
export function snsService(topics: ReadonlyMap<string, Topic>): ServiceHandler {
  const operations: Record<string, (form: URLSearchParams) => string> = {
    Publish: (form) => element('MessageId', topicOf(form).publish(readContent(form)).messageId),
    PublishBatch(form) {
      const to = topicOf(form);
      const published = readBatchEntries(form).map(({ id, content }) => {
        return `<member><Id>${escapeXml(id)}</Id>${element('MessageId', to.publish(content).messageId)}</member>`;
      });
      return `<Successful>${published.join('')}</Successful><Failed/>`;
    },
    Subscribe(form) {
      const { protocol, endpoint, attributes } = readSubscription(form);
      const subscription = topicOf(form).subscribe({
        protocol,
        endpoint,
        confirmed: protocol !== 'email',
        ...attributes,
      });
      return element('SubscriptionArn', subscription.confirmed ? subscription.arn : 'pending confirmation');
    },
    Unsubscribe(form) {
      const arn = form.get('SubscriptionArn') ?? '';
      for (const { unsubscribe } of topics.values()) unsubscribe(arn);
      return '';
    },
    ListTopics: () =>
      `<Topics>${[...topics.keys()].map((arn) => `<member>${element('TopicArn', arn)}</member>`).join('')}</Topics>`,
    ListSubscriptions: () => listed([...topics.values()]),
    ListSubscriptionsByTopic: (form) => listed([topicOf(form)]),
    GetTopicAttributes(form) {
      const { arn, subscriptions } = topicOf(form);
      const confirmed = [...subscriptions.values()].filter((subscription) => subscription.confirmed).length;
      const attributes = {
        TopicArn: arn,
        SubscriptionsConfirmed: confirmed,
        SubscriptionsPending: subscriptions.size - confirmed,
      };
      const entries = Object.entries(attributes).map(
        ([key, value]) => `<entry>${element('key', key)}${element('value', String(value))}</entry>`,
      );
      return `<Attributes>${entries.join('')}</Attributes>`;
    },
  };

  function topicOf(form: URLSearchParams): Topic {
    const arn = form.get('TopicArn') ?? form.get('TargetArn') ?? '';
    const found = topics.get(arn);
    if (!found) throw new ServiceError('NotFound', `Topic does not exist: ${arn}`, 404);
    return found;
  }

  return async ({ body }) => {
    const form = new URLSearchParams(Buffer.from(body).toString());
    const action = form.get('Action') ?? '';
    const operation = operations[action];
    if (!operation) throw new ServiceError('InvalidAction', `the local SNS does not know ${action}`);
    const result = operation(form);
    return {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<${action}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${action}Result>${result}</${action}Result><ResponseMetadata>${element('RequestId', randomUUID())}</ResponseMetadata></${action}Response>`,
    };
  };
}

function readSubscription(form: URLSearchParams) {
  const attributes: Record<string, string> = {};
  for (let i = 1; form.has(`Attributes.entry.${i}.key`); i++) {
    attributes[form.get(`Attributes.entry.${i}.key`)!] = form.get(`Attributes.entry.${i}.value`) ?? '';
  }
  const { FilterPolicy, FilterPolicyScope, RawMessageDelivery } = attributes;
  return {
    protocol: form.get('Protocol') ?? '',
    endpoint: form.get('Endpoint') ?? '',
    attributes: {
      filterPolicy: FilterPolicy ? JSON.parse(FilterPolicy) : undefined,
      filterPolicyScope: FilterPolicyScope,
      rawMessageDelivery: RawMessageDelivery === 'true',
    },
  };
}

function listed(topics: readonly Topic[]): string {
  const member = ({ arn, confirmed, protocol, endpoint, topicArn }: Subscription) =>
    `<member>${element('SubscriptionArn', confirmed ? arn : 'PendingConfirmation')}${element('Protocol', protocol)}${element('Endpoint', endpoint)}${element('TopicArn', topicArn)}<Owner/></member>`;
  const all = topics.flatMap(({ subscriptions }) => [...subscriptions.values()]);
  const members = all.filter(({ protocol }) => protocol !== LISTENER).map(member);
  return `<Subscriptions>${members.join('')}</Subscriptions>`;
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}
