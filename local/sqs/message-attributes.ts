import { createHash } from 'node:crypto';
import { ServiceError } from '../gateway/service.ts';
import { isXmlText } from '../gateway/xml.ts';

/** An attribute of a message, as SQS writes it; a binary value in base64. */
export interface QueueAttribute {
  /** `String`, `Number` or `Binary`, also with a label: `Number.int`. */
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

/** By name. */
export type QueueAttributes = Readonly<Record<string, QueueAttribute>>;

/** Of one message. */
const MAX_ATTRIBUTES = 10;

/**
 * Checks the attributes that came with a message.
 *
 * @throws ServiceError as SQS refuses them
 */
export function checkAttributes(attributes: QueueAttributes): void {
  const names = Object.keys(attributes);
  const refuse = (message: string) => {
    throw new ServiceError('InvalidParameterValue', message);
  };
  if (names.length > MAX_ATTRIBUTES)
    refuse(`Number of message attributes [${names.length}] exceeds the allowed maximum [${MAX_ATTRIBUTES}].`);
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name];
    if (!/^(String|Number|Binary)(\.|$)/.test(DataType))
      refuse(`The type of message (user) attribute '${name}' is invalid. Got ${JSON.stringify(DataType)}.`);
    const value = DataType.startsWith('Binary') ? BinaryValue : StringValue;
    if (!value) refuse(`Message (user) attribute '${name}' must contain a non-empty value of type ${DataType}.`);
    if (!isXmlText(name) || !isXmlText(StringValue ?? ''))
      refuse(`Message (user) attribute '${name}' has a character that XML 1.0 cannot hold.`);
  }
}

/** What the attributes count towards the size of their message, bytes. */
export function attributeBytes(attributes: QueueAttributes): number {
  const sizes = Object.entries(attributes).map(
    ([name, attribute]) => Buffer.byteLength(name + attribute.DataType) + bytesOf(attribute).length,
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/**
 * The digest by which clients see that the attributes arrived whole; undefined when there are none.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
 */
export function md5OfAttributes(attributes: QueueAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const update = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const attribute = attributes[name];
    update(Buffer.from(name));
    update(Buffer.from(attribute.DataType));
    hash.update(Uint8Array.of(isBinary(attribute) ? 2 : 1));
    update(bytesOf(attribute));
  }
  return hash.digest('hex');
}

/** Those of the attributes that a receiver asks for: by name, by `prefix.*`, or with `All`. None comes unasked. */
export function askedAttributes(attributes: QueueAttributes, asked: readonly string[]): QueueAttributes {
  const isAsked = (name: string) =>
    asked.some((one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))));
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => isAsked(name)));
}

function isBinary({ DataType }: QueueAttribute): boolean {
  return DataType.startsWith('Binary');
}

function bytesOf(attribute: QueueAttribute): Buffer {
  return isBinary(attribute)
    ? Buffer.from(attribute.BinaryValue ?? '', 'base64')
    : Buffer.from(attribute.StringValue ?? '');
}
