import { createHash } from 'node:crypto';
import { malformed, ok, type Result } from '../result.ts';

/** One user record inside an aggregate. */
export interface UserRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

const MAGIC = [0xf3, 0x89, 0x9a, 0xc2];
const MD5_BYTES = 16;

/** Protocol Buffers wire types, https://protobuf.dev/programming-guides/encoding/ */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

/** Field numbers of the KPL's aggregation format, https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md */
const AGGREGATE = { partitionKeyTable: 1, records: 3 };
const RECORD = { partitionKeyIndex: 1, data: 3 };

interface Field {
  readonly number: number;
  /** A varint's value, or a length-delimited field's bytes; neither for fixed-width fields, which the format does not use. */
  readonly value?: number;
  readonly bytes?: Uint8Array;
}

export function isKplAggregate(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/** The user records of an aggregate of the Kinesis Producer Library: magic number, protocol buffer, MD5 of the buffer. */
export function splitKplAggregate(bytes: Uint8Array): Result<UserRecord[]> {
  if (bytes.length < MAGIC.length + MD5_BYTES) return malformed('bad_aggregate', '', 'the KPL aggregate is truncated');
  const message = bytes.subarray(MAGIC.length, bytes.length - MD5_BYTES);
  const digest = createHash('md5').update(message).digest();
  if (!digest.equals(bytes.subarray(bytes.length - MD5_BYTES))) {
    return malformed('bad_checksum', '', 'the KPL aggregate is damaged: its MD5 does not match');
  }
  const fields = readFields(message);
  if (!fields) return notAnAggregate('it is not a protocol buffer');
  return toUserRecords(fields);
}

function toUserRecords(fields: readonly Field[]): Result<UserRecord[]> {
  const text = new TextDecoder();
  const keys = fields.filter(({ number }) => number === AGGREGATE.partitionKeyTable).map(({ bytes }) => bytes);
  const records: UserRecord[] = [];
  for (const { number, bytes } of fields) {
    if (number !== AGGREGATE.records) continue;
    const parts = bytes && readFields(bytes);
    const index = parts?.find((part) => part.number === RECORD.partitionKeyIndex)?.value;
    const data = parts?.find((part) => part.number === RECORD.data)?.bytes;
    const key = index === undefined ? undefined : keys[index];
    if (!data || !key) return notAnAggregate(`user record ${records.length} lacks its data or its partition key`);
    records.push({ partitionKey: text.decode(key), data });
  }
  return records.length === 0 ? notAnAggregate('it holds no user records') : ok(records);
}

function notAnAggregate(why: string) {
  return malformed('bad_aggregate', '', `the KPL aggregate cannot be read: ${why}`);
}

/** Undefined when the bytes are no protocol buffer. */
function readFields(bytes: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = readVarint(bytes, at);
    if (!tag) return undefined;
    at = tag.next;
    const number = Math.floor(tag.value / 8);
    const wireType = tag.value % 8;
    if (wireType === VARINT || wireType === LENGTH_DELIMITED) {
      const varint = readVarint(bytes, at);
      if (!varint) return undefined;
      at = varint.next;
      if (wireType === VARINT) fields.push({ number, value: varint.value });
      else fields.push({ number, bytes: bytes.subarray(at, at + varint.value) });
      if (wireType === LENGTH_DELIMITED) at += varint.value;
    } else if (wireType === FIXED64 || wireType === FIXED32) {
      at += wireType === FIXED64 ? 8 : 4;
    } else {
      return undefined;
    }
  }
  return at === bytes.length ? fields : undefined;
}

/** Seven bits a byte, the lowest first; ten bytes at most. Values above 2 ** 53 lose precision, and nothing here may be that large. */
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
