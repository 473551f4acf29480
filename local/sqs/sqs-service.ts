import { ServiceError, type ServiceHandler } from '../gateway/service.ts';
import type { Input } from './input.ts';
import { batchOperations } from './operations/batches.ts';
import { messageOperations } from './operations/messages.ts';
import { queueOperations } from './operations/queues.ts';
import type { Queue } from './queue.ts';

export interface SqsOptions {
  /** By name. */
  readonly queues: Map<string, Queue>;
  /** ARN and URL of a queue that is made at run time, so that people can subscribe one to the alerts. */
  readonly identify: (queueName: string) => { readonly arn: string; readonly url: string };
}

/** SQS's JSON interface for standard queues, as subscribers to alerts use it. */
export function sqsService(options: SqsOptions): ServiceHandler {
  const named = (name: string) => {
    const found = options.queues.get(name);
    if (found) return found;
    throw new ServiceError('QueueDoesNotExist', `The specified queue does not exist: ${name}`);
  };
  const of = ({ QueueUrl }: Input) => named(String(QueueUrl).split('/').at(-1)!);
  const operations = {
    ...queueOperations({ ...options, named, of }),
    ...messageOperations({ named, of }),
    ...batchOperations({ named, of }),
  };

  return async ({ headers, body }) => {
    const name = headers['x-amz-target']?.replace(/^AmazonSQS\./, '') ?? '';
    const operation = operations[name];
    if (!operation)
      throw new ServiceError(
        'UnknownOperationException',
        `the local SQS does not know ${name || 'the query protocol, which no SDK has spoken since 2023'}`,
      );
    const answer = await operation(JSON.parse(Buffer.from(body).toString() || '{}') as Input);
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: JSON.stringify(answer) };
  };
}
