import { createHash } from 'node:crypto';
import { malformed, ok, type Result } from '../result.ts';
import { MAX_OBSERVATIONS_PER_RECORD, tooManyObservations } from './allowance.ts';

/** One user record inside an aggregate. */
export interface UserRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

const MAGIC = [0xf3, 0x89, 0x9a, 0xc2];
const MD5_BYTES = 16;
const UTF_8 = new TextDecoder();

/** Protocol Buffers wire types, https://protobuf.dev/programming-guides/encoding/ */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/**
 * Field numbers of the KPL's aggregation format,
 * https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
const AGGREGATE = { partitionKeyTable: 1, records: 3 };
const RECORD = { partitionKeyIndex: 1, data: 3 };

/** Kinesis takes no longer ones, nor does the KPL. A longer one would be written with every observation that has it. */
const MAX_PARTITION_KEY_LENGTH = 256;

interface Field {
  readonly number: number;
  /**
   * A varint's value, or a length-delimited field's bytes; neither for fixed-width fields, which the format does not
   * use.
   */
  readonly value?: number;
  readonly bytes?: Uint8Array;
  /** Where the next one begins. */
  readonly end: number;
}

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
  for (const field of fieldsOf(message)) {
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
  let key: Field | undefined;
  let data: Field | undefined;
  for (const field of record ? fieldsOf(record) : []) {
    if (!field) return { keyIndex: undefined, data: undefined };
    if (field.number === RECORD.partitionKeyIndex) key ??= field;
    if (field.number === RECORD.data) data ??= field;
  }
  return { keyIndex: key?.value, data: data?.bytes };
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

/** One by one, for there may be half a million. The last is undefined when the bytes are no protocol buffer. */
function* fieldsOf(bytes: Uint8Array): Generator<Field | undefined, void> {
  for (let at = 0; at < bytes.length; ) {
    const tag = readVarint(bytes, at);
    const field = tag && readField(bytes, tag.value, tag.next);
    // A subarray ends where its buffer does, without a word.
    if (!field || field.end > bytes.length) return yield undefined;
    yield field;
    at = field.end;
  }
}

/** What comes at `at`, after its tag. It may end after the bytes do. */
function readField(bytes: Uint8Array, tag: number, at: number): Field | undefined {
  const number = Math.floor(tag / 8);
  const wireType = tag % 8;
  if (wireType === FIXED64) return { number, end: at + 8 };
  if (wireType === FIXED32) return { number, end: at + 4 };
  const varint = wireType === VARINT || wireType === LENGTH_DELIMITED ? readVarint(bytes, at) : undefined;
  if (!varint) return undefined;
  const { value, next } = varint;
  if (wireType === VARINT) return { number, value, end: next };
  return { number, bytes: bytes.subarray(next, next + value), end: next + value };
}

/**
 * Seven bits a byte, the lowest first; ten bytes at most. Values above 2 ** 53 lose precision, and nothing here may be
 * that large.
 */
function readVarint(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let i = 0; i < 10; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  return undefined;
}
