import { ServiceError } from '../../gateway/service.ts';
import { isXmlText } from '../../gateway/xml.ts';
import { type Input, type Queues, type SqsOperations, textOf, textsOf, wholeNumberOf } from '../input.ts';
import {
  askedAttributes,
  attributeBytes,
  checkAttributes,
  md5OfAttributes,
  type QueueAttributes,
} from '../message-attributes.ts';
import type { Queue, QueuedMessage } from '../queue.ts';

const MAX_VISIBILITY_SECONDS = 43_200;

/** Sends, receives, hides and deletes one message, or receives several. */
export function messageOperations({ of }: Queues): SqsOperations {
  return {
    SendMessage: (input) => sendMessage(of(input), input),
    async ReceiveMessage(input) {
      const received = await of(input).receive(
        wholeNumberOf(input, 'MaxNumberOfMessages', 1, 10) ?? 1,
        wholeNumberOf(input, 'WaitTimeSeconds', 0, 20),
        wholeNumberOf(input, 'VisibilityTimeout', 0, MAX_VISIBILITY_SECONDS),
      );
      return received.length === 0 ? {} : { Messages: received.map((message) => toReceived(message, input)) };
    },
    ChangeMessageVisibility: (input) => changeVisibility(of(input), input),
    DeleteMessage: (input) => deleteMessage(of(input), input),
  };
}

/**
 * Puts the message of a request, or of one entry of a batch, into a queue.
 *
 * @throws ServiceError as SQS refuses it
 */
export function sendMessage(queue: Queue, input: Input): object {
  const body = textOf(input, 'MessageBody');
  const attributes = (input.MessageAttributes ?? {}) as QueueAttributes;
  const delaySeconds = wholeNumberOf(input, 'DelaySeconds', 0, 900);
  if (input.MessageGroupId !== undefined || input.MessageDeduplicationId !== undefined)
    throw new ServiceError('UnsupportedOperation', 'the local SQS has no message groups and no deduplication');
  if (!isXmlText(body))
    throw new ServiceError('InvalidMessageContents', 'the message has a character that XML 1.0 cannot hold');
  checkAttributes(attributes);
  const limit = Number(queue.settings.MaximumMessageSize);
  if (messageBytes(body, attributes) > limit)
    throw new ServiceError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`,
    );
  const { messageId, md5OfBody } = queue.send(body, attributes, delaySeconds);
  return { MessageId: messageId, MD5OfMessageBody: md5OfBody, MD5OfMessageAttributes: md5OfAttributes(attributes) };
}

/** What a message counts for, bytes: its attributes too. */
export function messageBytes(body: string, attributes: QueueAttributes): number {
  return Buffer.byteLength(body) + attributeBytes(attributes);
}

/**
 * Hides a received message for longer or shorter.
 *
 * @throws ServiceError when it is not hidden by that receipt
 */
export function changeVisibility(queue: Queue, input: Input): object {
  const seconds = wholeNumberOf(input, 'VisibilityTimeout', 0, MAX_VISIBILITY_SECONDS);
  if (seconds === undefined)
    throw new ServiceError('MissingParameter', 'The request must contain the parameter VisibilityTimeout.');
  const receiptHandle = receiptOf(input);
  if (queue.hide(receiptHandle, seconds)) return {};
  throw new ServiceError(
    'MessageNotInflight',
    `Value ${receiptHandle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
  );
}

/** Deletes a message by its last receipt; one of before changes nothing, as on SQS. */
export function deleteMessage(queue: Queue, input: Input): object {
  queue.delete(receiptOf(input));
  return {};
}

function receiptOf(input: Input): string {
  const handle = textOf(input, 'ReceiptHandle');
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(handle)) return handle;
  throw new ServiceError(
    'ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
}

function toReceived(message: QueuedMessage, input: Input): object {
  const attributes = askedAttributes(message.attributes, textsOf(input, 'MessageAttributeNames'));
  const asked = [...textsOf(input, 'AttributeNames'), ...textsOf(input, 'MessageSystemAttributeNames')];
  const system = Object.entries(systemAttributes(message)).filter(
    ([name]) => asked.includes('All') || asked.includes(name),
  );
  return {
    MessageId: message.messageId,
    Body: message.body,
    MD5OfBody: message.md5OfBody,
    ReceiptHandle: message.receiptHandle,
    ...(system.length === 0 ? {} : { Attributes: Object.fromEntries(system) }),
    ...(Object.keys(attributes).length === 0
      ? {}
      : { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

function systemAttributes({ receiveCount, sentAtMs, firstReceivedAtMs }: QueuedMessage): Record<string, string> {
  return {
    ApproximateReceiveCount: String(receiveCount),
    ApproximateFirstReceiveTimestamp: String(firstReceivedAtMs),
    SentTimestamp: String(sentAtMs),
    SenderId: 'local',
  };
}
