import { decodeTimestamp } from '../timestamp.ts';
import { type Envelope, HOLDS_NOTHING, holding, isObject, type Members } from './content.ts';
import { needsMapping } from './needs-mapping.ts';

/** DynamoDB nests no deeper. */
const MAX_DEPTH = 32;

/**
 * A change of a DynamoDB item, from Kinesis Data Streams for DynamoDB or from a stream of the table: its new image is
 * the observation. The key attributes say which item it is and are no features. A deletion holds nothing.
 *
 * The partition key is another one for each key, so that the source is the key attribute; of two the one that is a text
 * and no time. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
 */
export function dynamoDbChange({ eventName, eventID: id, dynamodb }: Members): Envelope | undefined {
  if (typeof eventName !== 'string' || !isObject(dynamodb)) return undefined;
  if (!isObject(dynamodb.Keys) && !isObject(dynamodb.NewImage)) return undefined;
  if (eventName === 'REMOVE') return HOLDS_NOTHING;
  const { NewImage: image, ApproximateCreationDateTime: timestamp } = dynamodb;
  const keys = isObject(dynamodb.Keys) ? dynamodb.Keys : {};
  if (!isObject(image)) {
    return needsMapping('a change of a DynamoDB item without its new image', 'let the stream carry new images');
  }
  const item = Object.entries(image).map(([name, attribute]) => [name, plain(attribute, 0)] as const);
  const ownNames = ['source', 'timestamp', 'id', 'labels'];
  const measured = item.filter(([name]) => ownNames.includes(name) || !Object.hasOwn(keys, name));
  return holding({
    path: 'dynamodb.NewImage',
    value: Object.fromEntries(measured),
    aside: Object.fromEntries(item),
    source: sourceOf(keys),
    timestamp,
    id,
  });
}

function sourceOf(keys: Members): string | undefined {
  const values = Object.values(keys).map((attribute) => plain(attribute, 0));
  const texts = values.filter((value) => typeof value === 'string');
  if (texts.length === 1) return texts[0];
  const typed = Object.values(keys).filter(isObject);
  const names = typed.flatMap(({ S }) => (typeof S === 'string' && !decodeTimestamp(S, '').ok ? [S] : []));
  return names.length === 1 ? names[0] : undefined;
}

/** A typed attribute, `{"N": "9.5"}`, as JSON would have it; numbers stay texts, which hold all 38 digits. */
function plain(attribute: unknown, depth: number): unknown {
  if (!isObject(attribute) || depth > MAX_DEPTH) return undefined;
  const [type = ''] = Object.keys(attribute);
  const value = attribute[type];
  if (type === 'NULL') return null;
  if (type === 'M' && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member, depth + 1)]));
  }
  if (type === 'L' && Array.isArray(value)) return value.map((member) => plain(member, depth + 1));
  return value;
}
