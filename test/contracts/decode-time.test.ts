import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../contracts/decode-record.ts';
import type { FieldMapping } from '../../contracts/mapping.ts';
import { encodeRedriven } from '../../contracts/record-forms/redriven.ts';
import { aggregate, asAggregate } from '../../verification/fuzz/kpl-aggregate.ts';
import { lengthDelimited } from '../../verification/fuzz/protobuf-writer.ts';
import { growth, LINEAR_GROWTH } from '../support/growth.ts';
import { HOSTILE_RUNS, run } from '../support/hostile-runs.ts';

const CONTEXT = { partitionKey: 'pump-7', arrivalMs: Date.parse('2026-11-20T12:00:00Z') };
/** Enough to see any growth, and too little to outgrow the memory at hand, which takes time too but only once. */
const MOST_BYTES = 256 * 1024;

function growthOf(make: (size: number) => Uint8Array, mapping?: FieldMapping): number {
  return growth(make, (bytes) => decodeRecord(bytes, { ...CONTEXT, mapping }), MOST_BYTES);
}

describe('a record is decoded in time that is linear in its bytes, with', () => {
  it.each(Object.entries(HOSTILE_RUNS))('%s', (_, text) => {
    expect(growthOf((size) => Buffer.from(text(size)))).toBeLessThan(LINEAR_GROWTH);
  });
});

describe('a record is decoded in time that is linear in what it unpacks to, with gzip of', () => {
  it.each(Object.entries(HOSTILE_RUNS))('%s', (_, text) => {
    expect(growthOf((size) => gzipSync(text(size)))).toBeLessThan(LINEAR_GROWTH);
  });
});

describe('an envelope is decoded in time that is linear in its bytes, with', () => {
  const logs = (message: string, size: number) =>
    `{"messageType":"DATA_MESSAGE","logStream":"s","logGroup":"${run('g', size / 4)}","logEvents":[${run(`{"message":${JSON.stringify(message)}},`, size)}5]}`;
  const nested = (text: string, depth: number): string =>
    depth === 0 ? text : JSON.stringify({ log: nested(text, depth - 1) });

  it.each<[string, (size: number) => string]>([
    ['log events', (size) => logs('{"x":1}', size)],
    ['log events that cannot be read', (size) => logs('{"x":"a"}', size)],
    ['a log event of digits', (size) => logs(`${run('1', size)}x`, 1)],
    ['a message of lines that cannot be read', (size) => nested(`1\n${run('{"a":\n', size)}`, 1)],
    ['metrics', (size) => `{"metrics":[${run('{"name":"","fields":{},"tags":{},"timestamp":0},', size)}5]}`],
    ['texts in texts', (size) => nested(`{"x":"${run('1', size / 8)}"}`, 4)],
    ['texts in texts without end', (size) => `${run('{"log":"', size)}`],
    ['events in events', (size) => `${run('{"detail-type":"a","source":"b","detail":', size)}1${run('}', size / 40)}`],
    [
      'keys of every kind',
      (size) => `{${run('"message":"{","op":"c","payload":{},"state":{},"body":"",', size)}"x":1}`,
    ],
    ['many keys beside a text', (size) => `{"log":"{}",${Array.from({ length: size / 10 }, (_, i) => `"k${i}":"a"`)}}`],
    ['long integers', (size) => `[${run('{"id":12345678901234567890},', size)}1]`],
    ['an integer without end', (size) => `{"id":${run('1', size)}}`],
  ])('%s', (_, text) => {
    expect(growthOf((size) => Buffer.from(text(size)))).toBeLessThan(LINEAR_GROWTH);
  });
});

describe('a mapping is followed in time that is linear in the bytes, with', () => {
  const mapping: FieldMapping = {
    source: 'meta|json.source',
    id: 'meta|json.id',
    features: { a: 'list[*].body|json.a', b: 'list[*].body|json.b', c: 'meta|json.c' },
  };
  const listed = (meta: string, body: string, size: number) =>
    JSON.stringify({ meta, list: Array.from({ length: size / 20 }, () => ({ body })) });

  it.each<[string, (size: number) => string]>([
    ['a long text that each element needs', (size) => listed(`{"c":1,"junk":"${run('j', size)}"}`, '{"a":1}', size)],
    ['a long text that is none', (size) => listed(run('{', size), '{"a":1}', size)],
    ['elements that cannot be read', (size) => listed(`{"c":"${run('j', size)}"}`, '{"a":', size)],
    ['a long element', (size) => listed('{}', `{"a":"${run('1', size)}"}`, 20)],
  ])('%s', (_, text) => {
    expect(growthOf((size) => Buffer.from(text(size)), mapping)).toBeLessThan(LINEAR_GROWTH);
  });
});

describe('an aggregate is decoded in time that is linear in its bytes, with', () => {
  const record = lengthDelimited(3, Buffer.from([0x08, 0x00, 0x1a, 0x01, 0x31]));
  const repeated = (bytes: Uint8Array, size: number) => Buffer.alloc(size - (size % bytes.length), bytes);

  it.each<[string, (size: number) => Uint8Array]>([
    ['fields of no meaning', (size) => repeated(Buffer.from([0x28, 0x00]), size)],
    ['partition keys', (size) => repeated(Buffer.from([0x0a, 0x00]), size)],
    ['tiny user records', (size) => Buffer.concat([Buffer.from([0x0a, 0x01, 0x6b]), repeated(record, size)])],
    ['fields in a user record', (size) => lengthDelimited(3, repeated(Buffer.from([0x28, 0x00]), size))],
    [
      'user records that share a large partition key',
      (size) => Buffer.concat([lengthDelimited(1, Buffer.alloc(size / 2, 'k')), repeated(record, size / 2)]),
    ],
  ])('%s', (_, message) => {
    expect(growthOf((size) => asAggregate(message(size)))).toBeLessThan(LINEAR_GROWTH);
  });

  it('a user record of digits', () => {
    const make = (size: number) => aggregate([{ partitionKey: 'k', data: `${run('1', size)}x` }]);
    expect(growthOf(make)).toBeLessThan(LINEAR_GROWTH);
  });
});

describe('a record that was on the stream before is decoded in time that is linear in its bytes, with', () => {
  const part = (data: string) => ({
    redrivenFrom: 'shardId-000000000000:1:0',
    arrivedAt: '2026-11-20T11:00:00Z',
    data: Buffer.from(data),
  });

  it('a part of digits', () => {
    expect(growthOf((size) => encodeRedriven([part(`${run('1', size)}x`)]))).toBeLessThan(LINEAR_GROWTH);
  });

  it('many parts', () => {
    const make = (size: number) => encodeRedriven(Array.from({ length: size / 100 }, () => part('1')));
    expect(growthOf(make)).toBeLessThan(LINEAR_GROWTH);
  });
});
