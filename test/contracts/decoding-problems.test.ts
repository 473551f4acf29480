import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type DecodedObservation, decodeRecord, MAX_UNPACKED_BYTES } from '../../contracts/decode-record.ts';
import { aggregate } from '../../verification/fuzz/kpl-aggregate.ts';

function decode(record: string | Uint8Array): DecodedObservation[] {
  return decodeRecord(Buffer.from(record), { partitionKey: 'pump-7', arrivalMs: Date.parse('2026-11-20T12:00:00Z') });
}

describe('a problem of a record', () => {
  const half = '1\n'.repeat(60_000);
  const twoHalves = aggregate([half, half].map((data) => ({ partitionKey: 'k', data })));

  it.each<[string | Uint8Array, string]>([
    ['', 'the record is empty'],
    ['[]', 'the array is empty'],
    [new Uint8Array([0xff]), 'the record is neither UTF-8 text nor gzip nor a KPL aggregate'],
    ['hello', 'neither JSON nor a line of numbers: it starts with "hello"'],
    ['1\n'.repeat(100_001), 'a record must hold at most 100000 observations, got more'],
    [`[${'[1],'.repeat(100_000)}[1]]`, 'a record must hold at most 100000 observations, got more'],
    [twoHalves, 'a record must hold at most 100000 observations, got more'],
    ['[{"x":1},5]', 'an observation must be an object, got 5'],
    ['{"features":{}}', 'an observation must have at least one numeric feature, got none'],
    ['{"features":{"x":[1,2]}}', 'a feature must be a number, got an array of 2'],
    ['{"features":{"x":{"y":1}}}', 'a feature must be a number, got an object'],
    ['{"features":{"x":"high"}}', 'a feature must be a number, got "high"'],
    ['1,"2"x', 'a feature must be a number, got "\\"2\\"x"'],
    ['{"x":1e999}', 'a feature must be a finite number, got Infinity'],
    ['{"labels":[1],"x":1}', 'labels must be an object of strings, got an array of 1'],
    ['{"labels":{"a":{}},"x":1}', 'a label must be a string, got an object'],
    [
      '{"timestamp":"then","x":1}',
      'timestamp must be ISO 8601, or seconds, milliseconds, microseconds or nanoseconds since 1970, got "then"',
    ],
    [gzipSync(' '.repeat(MAX_UNPACKED_BYTES + 1)), 'gzip must unpack to at most 10485760 bytes, got more'],
    [new Uint8Array([0x1f, 0x8b]), 'gzip cannot be unpacked: unexpected end of file'],
  ])('says what is wrong, what came and what was wanted: %#', (record, message) => {
    const messages = decode(record).flatMap((part) => (part.ok ? [] : [part.problem.message]));
    expect(messages).toEqual([message]);
  });

  const pathsOf = (record: string) => decode(record).map((part) => (part.ok ? 'ok' : part.problem.path));
  it('is named by its place, in which a long name is cut', () => {
    expect(pathsOf(`{"features":{"${'n'.repeat(80)}":"a"}}`)).toEqual([`features.${'n'.repeat(80)}`]);
    expect(pathsOf(`{"features":{"${'n'.repeat(81)}":"a"}}`)).toEqual([`features.${'n'.repeat(80)}...`]);
  });

  it('quotes forty characters of a value', () => {
    const quoted = (text: string) => {
      const [part] = decode(`{"features":{"x":"${text}"}}`);
      return part!.ok ? '' : part!.problem.message.replace('a feature must be a number, got ', '');
    };
    expect(quoted('v'.repeat(40))).toBe(`"${'v'.repeat(40)}"`);
    expect(quoted('v'.repeat(41))).toBe(`"${'v'.repeat(40)}"...`);
  });
});
