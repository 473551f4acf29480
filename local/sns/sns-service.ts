import { randomUUID } from 'node:crypto';
import { ServiceError, type ServiceHandler } from '../gateway/service.ts';
import { element, escapeXml } from '../gateway/xml.ts';
import { subscriptionOperations } from './operations/subscriptions.ts';
import { type TopicsOptions, topicOperations } from './operations/topics.ts';
import { readBatchEntries, readContent } from './read-content.ts';
import type { Topic } from './topic.ts';

/** An operation of SNS by its name: what stands in its result, as XML. */
export type SnsOperations = Readonly<Record<string, (form: URLSearchParams) => string>>;

/** The SNS query interface as far as functions, scripts and people at a terminal use it. `topics` is by ARN. */
export function snsService({ topics, createTopic }: Omit<TopicsOptions, 'topicOf'>): ServiceHandler {
  function topicOf(form: URLSearchParams): Topic {
    const arn = form.get('TopicArn') ?? form.get('TargetArn') ?? '';
    const found = topics.get(arn);
    if (!found) throw new ServiceError('NotFound', `Topic does not exist: ${arn}`, 404);
    return found;
  }
  const operations: SnsOperations = {
    Publish: (form) => element('MessageId', topicOf(form).publish(readContent(form)).messageId),
    PublishBatch(form) {
      const to = topicOf(form);
      const published = readBatchEntries(form).map(({ id, content }) => {
        return `<member><Id>${escapeXml(id)}</Id>${element('MessageId', to.publish(content).messageId)}</member>`;
      });
      return `<Successful>${published.join('')}</Successful><Failed/>`;
    },
    ...topicOperations({ topics, createTopic, topicOf }),
    ...subscriptionOperations({ topics, topicOf }),
  };

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
