import { createHash } from 'node:crypto';
import { malformed, ok, type Result } from '../result.ts';
import { MAX_OBSERVATIONS_PER_RECORD, tooManyObservations } from './allowance.ts';
import { type ProtobufField, protobufFields } from './protobuf-wire.ts';

/** One user record inside an aggregate. */
export interface UserRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

const MAGIC = [0xf3, 0x89, 0x9a, 0xc2];
const MD5_BYTES = 16;
const UTF_8 = new TextDecoder();

/**
 * Field numbers of the KPL's aggregation format,
 * https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
const AGGREGATE = { partitionKeyTable: 1, records: 3 };
const RECORD = { partitionKeyIndex: 1, data: 3 };

/** Kinesis takes no longer ones, nor does the KPL. A longer one would be written with every observation that has it. */
const MAX_PARTITION_KEY_LENGTH = 256;

/** What a user record itself says: which key of the table is its own, and the table may come later. */
interface Parts {
  readonly keyIndex: number | undefined;
  readonly data: Uint8Array | undefined;
}

/** Says whether the bytes begin as an aggregate of the Kinesis Producer Library does. */
export function isKplAggregate(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/**
 * The user records of an aggregate of the Kinesis Producer Library: magic number, protocol buffer, MD5 of the buffer.
 */
export function splitKplAggregate(bytes: Uint8Array): Result<UserRecord[]> {
  if (bytes.length < MAGIC.length + MD5_BYTES) return malformed('bad_aggregate', '', 'the KPL aggregate is truncated');
  const message = bytes.subarray(MAGIC.length, bytes.length - MD5_BYTES);
  const digest = createHash('md5').update(message).digest();
  if (!digest.equals(bytes.subarray(bytes.length - MD5_BYTES))) {
    return malformed('bad_checksum', '', 'the KPL aggregate is damaged: its MD5 does not match');
  }
  return splitMessage(message);
}

function splitMessage(message: Uint8Array): Result<UserRecord[]> {
  const keys: (string | undefined)[] = [];
  const records: Parts[] = [];
  for (const field of protobufFields(message)) {
    if (!field) return notAnAggregate('it is not a protocol buffer');
    if (field.number === AGGREGATE.partitionKeyTable) {
      const key = field.bytes && UTF_8.decode(field.bytes);
      if (key !== undefined && key.length > MAX_PARTITION_KEY_LENGTH) {
        return notAnAggregate(`partition key ${keys.length} has more than ${MAX_PARTITION_KEY_LENGTH} characters`);
      }
      keys.push(key);
    }
    if (field.number === AGGREGATE.records) records.push(partsOf(field.bytes));
    if (records.length > MAX_OBSERVATIONS_PER_RECORD) return tooManyObservations();
  }
  return records.length === 0 ? notAnAggregate('it holds no user records') : toUserRecords(records, keys);
}

/** Of a field that is there twice the first counts. */
function partsOf(record: Uint8Array | undefined): Parts {
  let key: ProtobufField | undefined;
  let data: ProtobufField | undefined;
  for (const field of record ? protobufFields(record) : []) {
    if (!field) return { keyIndex: undefined, data: undefined };
    if (field.number === RECORD.partitionKeyIndex) key ??= field;
    if (field.number === RECORD.data) data ??= field;
  }
  return { keyIndex: key?.varint?.value, data: data?.bytes };
}

function toUserRecords(records: readonly Parts[], keys: readonly (string | undefined)[]): Result<UserRecord[]> {
  const userRecords: UserRecord[] = [];
  for (const { keyIndex, data } of records) {
    const partitionKey = keyIndex === undefined ? undefined : keys[keyIndex];
    if (!data || partitionKey === undefined) {
      return notAnAggregate(`user record ${userRecords.length} lacks its data or its partition key`);
    }
    userRecords.push({ partitionKey, data });
  }
  return ok(userRecords);
}

function notAnAggregate(why: string) {
  return malformed('bad_aggregate', '', `the KPL aggregate cannot be read: ${why}`);
}
