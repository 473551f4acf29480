import { describe, expect, it } from 'vitest';
import { isKplAggregate, splitKplAggregate } from '../../../contracts/record-forms/kpl-aggregate.ts';
import { aggregate, asAggregate } from '../../../scripts/fuzz/kpl-aggregate.ts';

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
