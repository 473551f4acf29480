import { randomUUID } from 'node:crypto';
import type { Queue, QueuedMessage } from '../sqs/queue.ts';
import type { InvocationOutcome } from './deliver-batch.ts';
import type { EventSourceMapping } from './start-event-source-mapping.ts';

export interface QueueMappingOptions {
  readonly uuid?: string;
  /** The resolved properties of an AWS::Lambda::EventSourceMapping. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly queue: Queue;
  readonly region: string;
  readonly invoke: (event: object) => Promise<InvocationOutcome>;
  /** What an operator would want to know. */
  readonly log: (text: string) => void;
}

/** Longer than it takes to see that a queue is empty; a mapping that is stopped waits for no more. */
const WAIT_SECONDS = 1;

/**
 * Feeds a queue's messages to a function as Lambda does: what the function answers for is deleted, what it reports as
 * failed, or all where it fails, comes again when its visibility ends, until the queue itself gives it up.
 *
 * @throws {RangeError} for a configuration that Lambda refuses, or that this driver does not honour
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function startQueueMapping(options: QueueMappingOptions): EventSourceMapping {
  const { configuration, queue, uuid = randomUUID() } = options;
  const batchSize = Number(configuration.BatchSize ?? 10);
  if (!(batchSize >= 1 && batchSize <= 10)) {
    throw new RangeError(`BatchSize must be from 1 to 10 without a batching window, got ${configuration.BatchSize}`);
  }
  const unknown = ['FilterCriteria', 'MaximumBatchingWindowInSeconds', 'ProvisionedPollerConfig'];
  const foreign = unknown.find((name) => configuration[name] !== undefined);
  if (foreign !== undefined) throw new RangeError(`the local cloud does not know ${foreign} of a queue`);
  let isStopped = configuration.Enabled === false;
  let underWay = 0;
  const done = Promise.all(Array.from({ length: concurrencyOf(configuration) }, poll));

  async function poll(): Promise<void> {
    while (!isStopped) {
      const messages = await queue.receive(batchSize, WAIT_SECONDS);
      if (messages.length === 0) continue;
      underWay++;
      await deliver(messages, options);
      underWay--;
    }
  }
  const hasVisible = () => queue.messages.some(({ visibleFromMs }) => visibleFromMs <= Date.now());
  return {
    uuid,
    async settled() {
      while (!isStopped && (underWay > 0 || hasVisible())) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async stop() {
      isStopped = true;
      await Promise.race([done, new Promise((resolve) => setTimeout(resolve, 1).unref())]);
    },
  };
}

function concurrencyOf({ ScalingConfig }: QueueMappingOptions['configuration']): number {
  return (ScalingConfig as { MaximumConcurrency?: number } | undefined)?.MaximumConcurrency ?? 2;
}

async function deliver(messages: readonly QueuedMessage[], options: QueueMappingOptions): Promise<void> {
  const { queue, region, invoke, log, configuration } = options;
  // Its receipt of this delivery: another one may follow before the function answers.
  const receipts = new Map(messages.map(({ messageId, receiptHandle }) => [messageId, receiptHandle]));
  const event = { Records: messages.map((message) => queueRecord(message, queue.arn, region)) };
  const outcome = await invoke(event).catch((error) => {
    log(`an invocation failed outside the function: ${error}`);
    return { kind: 'function_error' } as InvocationOutcome;
  });
  if (outcome.kind !== 'answered') return;
  const reports = ((configuration.FunctionResponseTypes ?? []) as string[]).includes('ReportBatchItemFailures');
  const failed = reports ? failedOf(outcome.payload, receipts) : [];
  for (const [messageId, receipt] of receipts) if (!failed.includes(messageId)) queue.delete(receipt);
}

/** The messages that stay; all of them where the answer names one that is not in the batch. */
function failedOf(answer: unknown, receipts: ReadonlyMap<string, string>): readonly string[] {
  const failures = (answer as { batchItemFailures?: unknown } | null)?.batchItemFailures ?? [];
  if (!Array.isArray(failures)) return [...receipts.keys()];
  const named = failures.map((failure) => String(failure?.itemIdentifier));
  return named.every((messageId) => receipts.has(messageId)) ? named : [...receipts.keys()];
}

function queueRecord(message: QueuedMessage, queueArn: string, awsRegion: string): object {
  const { messageId, receiptHandle, body, md5OfBody, attributes, receiveCount, sentAtMs, firstReceivedAtMs } = message;
  const messageAttributes = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { dataType: DataType, stringValue: StringValue, binaryValue: BinaryValue },
  ]);
  return {
    ...{ messageId, receiptHandle, body, md5OfBody, awsRegion },
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: String(sentAtMs),
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: String(firstReceivedAtMs),
    },
    messageAttributes: Object.fromEntries(messageAttributes),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
  };
}
