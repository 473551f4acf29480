import { ServiceError } from '../../gateway/service.ts';
import { element } from '../../gateway/xml.ts';
import { attributeEntries, formAttributes } from '../query-xml.ts';
import type { SnsOperations } from '../sns-service.ts';
import type { Topic } from '../topic.ts';

export interface TopicsOptions {
  readonly topics: Map<string, Topic>;
  /** Makes a topic of that name that nobody subscribes to yet. */
  readonly createTopic: (name: string) => Topic;
  /** The topic that a form names. @throws ServiceError when there is none */
  readonly topicOf: (form: URLSearchParams) => Topic;
}

/** Makes, lists, describes and removes topics. */
export function topicOperations({ topics, createTopic, topicOf }: TopicsOptions): SnsOperations {
  return {
    CreateTopic(form) {
      const name = form.get('Name') ?? '';
      if (!/^[\w-]{1,256}$/.test(name))
        throw new ServiceError('InvalidParameter', `Invalid parameter: Topic Name: got ${JSON.stringify(name)}`);
      const unknown = [...Object.keys(formAttributes(form)), ...(form.has('Tags.member.1.Key') ? ['Tags'] : [])];
      if (unknown.length > 0)
        throw new ServiceError('InvalidParameter', `the local SNS does not know ${unknown.join(', ')} of a topic`);
      const made = createTopic(name);
      if (!topics.has(made.arn)) topics.set(made.arn, made);
      return element('TopicArn', made.arn);
    },
    DeleteTopic(form) {
      topics.delete(form.get('TopicArn') ?? '');
      return '';
    },
    ListTopics: () =>
      `<Topics>${[...topics.keys()].map((arn) => `<member>${element('TopicArn', arn)}</member>`).join('')}</Topics>`,
    GetTopicAttributes(form) {
      const { arn, subscriptions } = topicOf(form);
      const confirmed = [...subscriptions.values()].filter((subscription) => subscription.confirmed).length;
      return attributeEntries({
        TopicArn: arn,
        Owner: arn.split(':')[4]!,
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: String(subscriptions.size - confirmed),
        SubscriptionsDeleted: '0',
      });
    },
  };
}
