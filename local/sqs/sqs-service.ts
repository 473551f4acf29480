import { ServiceError, type ServiceHandler } from '../gateway/service.ts';
import { type Queue, type QueuedMessage, queue } from './queue.ts';

export interface SqsOptions {
  readonly queues: Map<string, Queue>;
  /** ARN and URL of a queue that is made at run time, so that people can subscribe one to the alerts. */
  readonly identify: (queueName: string) => { readonly arn: string; readonly url: string };
}

type Input = Record<string, unknown>;

/** SQS's JSON interface for standard queues, as far as subscribers to alerts need it. `queues` is by name. */
export function sqsService({ queues, identify }: SqsOptions): ServiceHandler {
  const operations: Record<string, (input: Input) => object | Promise<object>> = {
    CreateQueue({ QueueName }) {
      const name = String(QueueName);
      const { arn, url } = identify(name);
      if (!queues.has(name)) queues.set(name, queue(name, arn, url));
      return { QueueUrl: url };
    },
    ListQueues: () => ({ QueueUrls: [...queues.values()].map(({ url }) => url) }),
    GetQueueUrl: ({ QueueName }) => ({ QueueUrl: named(String(QueueName)).url }),
    GetQueueAttributes(input) {
      const { arn, messages } = of(input);
      return { Attributes: { QueueArn: arn, ApproximateNumberOfMessages: String(messages.length) } };
    },
    SendMessage(input) {
      const { messageId, md5OfBody } = of(input).send(String(input.MessageBody));
      return { MessageId: messageId, MD5OfMessageBody: md5OfBody };
    },
    async ReceiveMessage(input) {
      const max = Number(input.MaxNumberOfMessages ?? 1);
      const visibility = input.VisibilityTimeout === undefined ? undefined : Number(input.VisibilityTimeout) * 1000;
      const received = await of(input).receive(max, Number(input.WaitTimeSeconds ?? 0) * 1000, visibility);
      return received.length === 0 ? {} : { Messages: received.map(receivedMessage) };
    },
    DeleteMessage(input) {
      of(input).delete(String(input.ReceiptHandle));
      return {};
    },
    PurgeQueue(input) {
      of(input).purge();
      return {};
    },
    DeleteQueue(input) {
      queues.delete(of(input).name);
      return {};
    },
  };

  function named(name: string): Queue {
    const found = queues.get(name);
    if (found) return found;
    throw new ServiceError('QueueDoesNotExist', `The specified queue does not exist: ${name}`);
  }

  const of = ({ QueueUrl }: Input) => named(String(QueueUrl).split('/').at(-1)!);

  return async ({ headers, body }) => {
    const name = headers['x-amz-target']?.replace(/^AmazonSQS\./, '') ?? '';
    const operation = operations[name];
    if (!operation)
      throw new ServiceError(
        'UnknownOperationException',
        `the local SQS does not know ${name || 'the query protocol'}`,
      );
    const answer = await operation(JSON.parse(Buffer.from(body).toString() || '{}') as Input);
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(answer) };
  };
}

function receivedMessage({ messageId, body, md5OfBody, receiptHandle, receiveCount, sentAtMs }: QueuedMessage): object {
  const Attributes = { ApproximateReceiveCount: String(receiveCount), SentTimestamp: String(sentAtMs) };
  return { MessageId: messageId, Body: body, MD5OfBody: md5OfBody, ReceiptHandle: receiptHandle, Attributes };
}
