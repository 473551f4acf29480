import { type Envelope, HOLDS_NOTHING, holding, isObject, type Members } from './content.ts';

/**
 * A row from the Database Migration Service: `data`, with what became of it in `metadata`. The partition key is schema
 * and table, or the row's key, as the endpoint is set. Control records and deletions hold nothing.
 * https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kinesis.html
 */
export function dmsRow({ metadata, data }: Members): Envelope | undefined {
  if (!isObject(metadata)) return undefined;
  const { 'record-type': type, operation, timestamp } = metadata;
  if (typeof type !== 'string' || typeof operation !== 'string') return undefined;
  if (type === 'control' || operation === 'delete') return HOLDS_NOTHING;
  return isObject(data) ? holding({ path: 'data', value: data, timestamp }) : undefined;
}
