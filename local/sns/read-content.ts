import { ServiceError } from '../gateway/service.ts';
import { isXmlText } from '../gateway/xml.ts';
import type { Message, MessageAttribute } from './topic.ts';

export type Content = Pick<Message, 'subject' | 'bodies' | 'attributes'>;

const MAX_MESSAGE_BYTES = 256 * 1024;
const MAX_BATCH_ENTRIES = 10;

/**
 * The message in a Publish form, or in one entry of a PublishBatch form.
 * @param prefix '' or `PublishBatchRequestEntries.member.1.`
 * @throws {ServiceError} as SNS refuses it
 */
export function readContent(form: URLSearchParams, prefix = ''): Content {
  const text = form.get(`${prefix}Message`) ?? '';
  const subject = form.get(`${prefix}Subject`) ?? undefined;
  if (text === '') throw new ServiceError('InvalidParameter', 'Invalid parameter: Empty message');
  const attributes = readAttributes(form, `${prefix}MessageAttributes.entry.`);
  if (sizeBytes(text, attributes) > MAX_MESSAGE_BYTES)
    throw new ServiceError('InvalidParameter', 'Invalid parameter: Message too long');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: SNS refuses exactly these
  if (subject !== undefined && (subject.length > 100 || !/^[^\x00-\x1f\x7f-\uffff]+$/.test(subject))) {
    throw new ServiceError('InvalidParameter', 'Invalid parameter: Subject');
  }
  const bodies = form.get(`${prefix}MessageStructure`) === 'json' ? readBodies(text) : { default: text };
  const texts = [text, ...Object.values(bodies), ...Object.values(attributes).map(({ value }) => value)];
  if (!texts.every((one) => isXmlText(one)))
    throw new ServiceError('InvalidParameter', 'Invalid parameter: a character that XML 1.0 cannot hold');
  return { subject, bodies, attributes };
}

/** Attributes count, too. */
function sizeBytes(text: string, attributes: Readonly<Record<string, MessageAttribute>>): number {
  const texts = Object.entries(attributes).flatMap(([name, { type, value }]) => [name, type, value]);
  return [text, ...texts].reduce((sum, one) => sum + Buffer.byteLength(one), 0);
}

/**
 * Reads the messages of a PublishBatch request.
 *
 * @throws ServiceError if there are too many, or one is not as SNS wants it
 */
export function readBatchEntries(form: URLSearchParams): readonly { readonly id: string; readonly content: Content }[] {
  const entries = [];
  for (let i = 1; form.has(`PublishBatchRequestEntries.member.${i}.Id`); i++) {
    const prefix = `PublishBatchRequestEntries.member.${i}.`;
    entries.push({ id: form.get(`${prefix}Id`)!, content: readContent(form, prefix) });
  }
  if (entries.length > MAX_BATCH_ENTRIES) {
    throw new ServiceError(
      'TooManyEntriesInBatchRequest',
      `at most ${MAX_BATCH_ENTRIES} entries, got ${entries.length}`,
    );
  }
  return entries;
}

function readBodies(text: string): Record<string, string> {
  try {
    const bodies = JSON.parse(text) as Record<string, unknown>;
    if (typeof bodies.default === 'string') {
      return Object.fromEntries(
        Object.entries(bodies).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      );
    }
  } catch {
    // told below
  }
  throw new ServiceError(
    'InvalidParameter',
    'Invalid parameter: Message Structure - JSON message body with a default entry wanted',
  );
}

function readAttributes(form: URLSearchParams, prefix: string): Record<string, MessageAttribute> {
  const attributes: Record<string, MessageAttribute> = {};
  for (let i = 1; form.has(`${prefix}${i}.Name`); i++) {
    const at = `${prefix}${i}.`;
    const type = form.get(`${at}Value.DataType`) ?? '';
    const value = form.get(`${at}Value.StringValue`) ?? form.get(`${at}Value.BinaryValue`) ?? '';
    if (type === '' || value === '') {
      throw new ServiceError(
        'ParameterValueInvalid',
        `The message attribute '${form.get(`${at}Name`)}' must contain a type and a non-empty value`,
      );
    }
    attributes[form.get(`${at}Name`)!] = { type, value };
  }
  return attributes;
}
