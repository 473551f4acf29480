import { describe, expect, it } from 'vitest';
import { isKplAggregate, splitKplAggregate } from '../../../contracts/record-forms/kpl-aggregate.ts';
import { aggregate, asAggregate } from '../../../verification/fuzz/kpl-aggregate.ts';
import { lengthDelimited } from '../../../verification/fuzz/protobuf-writer.ts';

/** Made with aws-kinesis-agg 4.2.8: user records `hello` with key `k1` and `world` with key `k2`. */
const FROM_ELSEWHERE = '84mawgoCazEKAmsyGgkIABoFaGVsbG8aCQgBGgV3b3JsZMSyNMEhZQ9FEtIr9n3KneI=';

describe('splitKplAggregate', () => {
  it('reads what another implementation wrote', () => {
    const records = splitKplAggregate(Buffer.from(FROM_ELSEWHERE, 'base64'));
    expect(
      records.ok && records.value.map(({ partitionKey, data }) => [partitionKey, String(Buffer.from(data))]),
    ).toEqual([
      ['k1', 'hello'],
      ['k2', 'world'],
    ]);
  });

  it('reads long keys and data', () => {
    const long = { partitionKey: 'k'.repeat(256), data: 'd'.repeat(300_000) };
    const records = splitKplAggregate(aggregate([long]));
    expect(records.ok && records.value.map(({ data }) => data.length)).toEqual([300_000]);
  });

  it('recognises an aggregate by its first four bytes', () => {
    expect(isKplAggregate(aggregate([{ partitionKey: 'k', data: 'd' }]))).toBe(true);
    expect(isKplAggregate(Buffer.from([0xf3, 0x89, 0x9a]))).toBe(false);
  });

  it.each([
    ['no user records', []],
    ['a field that ends early', [0x1a, 0x05, 0x08]],
    ['a length beyond everything', [0x1a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['an endless number', new Array(20).fill(0xff)],
    ['an unknown wire type', [0x0b]],
    ['a user record without data', [0x0a, 0x01, 0x6b, 0x1a, 0x02, 0x08, 0x00]],
    ['a user record whose key is not in the table', [0x1a, 0x05, 0x08, 0x07, 0x1a, 0x01, 0x64]],
    ['a user record that is a number', [0x18, 0x05]],
  ])('refuses %s, though the checksum is right', (_, message) => {
    const records = splitKplAggregate(asAggregate(Uint8Array.from(message)));
    expect(!records.ok && records.problem.code).toBe('bad_aggregate');
  });

  const KEY = lengthDelimited(1, Buffer.from('k'));
  const RECORD = lengthDelimited(3, Buffer.from([0x08, 0x00, 0x1a, 0x01, 0x64]));

  it.each([
    ['whose last user record is longer than what is left', Buffer.concat([KEY, RECORD.with(1, RECORD[1] + 1)])],
    [
      'whose last partition key is longer than what is left',
      Buffer.concat([KEY, RECORD, Uint8Array.of(0x0a, 2, 0x6b)]),
    ],
    ['whose data are longer than their user record', [...KEY, 0x1a, 5, 0x08, 0x00, 0x1a, 2, 0x64]],
    [
      'whose user record has a longer field that nobody knows',
      [...KEY, 0x1a, 8, 0x08, 0, 0x1a, 1, 0x64, 0x2a, 2, 0x78],
    ],
    ['that ends within eight fixed bytes', [...KEY, ...RECORD, 0x21, 1, 2, 3, 4, 5, 6, 7]],
    ['that ends within four fixed bytes', [...KEY, ...RECORD, 0x2d, 1, 2, 3]],
    ['with a user record that ends within eight fixed bytes', [...KEY, 0x1a, 8, 0x08, 0, 0x1a, 1, 0x64, 0x21, 1, 2]],
    ['with a user record that ends within four fixed bytes', [...KEY, 0x1a, 8, 0x08, 0, 0x1a, 1, 0x64, 0x2d, 1, 2]],
  ])('refuses one %s', (_, message) => {
    expect(splitKplAggregate(asAggregate(Buffer.concat([KEY, RECORD])))).toMatchObject({ ok: true });
    expect(splitKplAggregate(asAggregate(Uint8Array.from(message)))).toMatchObject({
      ok: false,
      problem: { code: 'bad_aggregate' },
    });
  });

  it('takes the first of a field that a user record has twice', () => {
    const record = lengthDelimited(3, Buffer.from([0x08, 0, 0x08, 7, 0x1a, 1, 0x64, 0x1a, 1, 0x65]));
    const records = splitKplAggregate(asAggregate(Buffer.concat([KEY, record])));
    expect(records.ok && records.value.map(({ data }) => [...data])).toEqual([[0x64]]);
  });

  it('finds a partition key that comes after its user record', () => {
    expect(splitKplAggregate(asAggregate(Buffer.concat([RECORD, KEY])))).toMatchObject({
      ok: true,
      value: [{ partitionKey: 'k' }],
    });
  });

  it('refuses a partition key that Kinesis would not take', () => {
    const record = (key: string) => splitKplAggregate(aggregate([{ partitionKey: key, data: 'd' }]));
    expect(record('\u65e5'.repeat(256))).toMatchObject({ ok: true });
    expect(record('k'.repeat(257))).toMatchObject({ ok: false, problem: { code: 'bad_aggregate' } });
  });

  it('stops at more user records than a record may hold observations', () => {
    const message = Buffer.concat([KEY, ...new Array(100_001).fill(RECORD)]);
    expect(splitKplAggregate(asAggregate(message))).toMatchObject({
      ok: false,
      problem: { code: 'too_many_observations' },
    });
  });

  it('skips fields that it does not know', () => {
    const fixed64 = [0x21, 1, 2, 3, 4, 5, 6, 7, 8];
    const fixed32 = [0x2d, 1, 2, 3, 4];
    const known = aggregate([{ partitionKey: 'k', data: 'd' }]).subarray(4, -16);
    expect(splitKplAggregate(asAggregate(Uint8Array.from([...fixed64, ...fixed32, ...known])))).toMatchObject({
      ok: true,
      value: [{ partitionKey: 'k' }],
    });
  });

  it('refuses what is too short to have a checksum', () => {
    expect(splitKplAggregate(Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 1]))).toMatchObject({ ok: false });
  });
});
