import { gzipSync } from 'node:zlib';
import { encodeRedriven } from '../../contracts/record-forms/redriven.ts';
import { aggregate, asAggregate } from './kpl-aggregate.ts';
import { lengthDelimited } from './protobuf-writer.ts';

const TEN_MEBIBYTES = 10 * 1024 * 1024;

/** Names of records, and how each is made. */
type Records = Readonly<Record<string, () => Uint8Array>>;

/** Records of a mebibyte at the most that hold far more than one record may, each of another thing. */
export const OVERFULL_RECORDS: Records = {
  'lines of arrays of empty strings': () => linesOfArrays('""'),
  'lines of arrays of empty objects': () => linesOfArrays('{}'),
  'an array of objects': () => gzipSync(`[${'{},'.repeat(660_000)}{}]`),
  'an array of arrays of arrays': () => gzipSync(`[[${'[],'.repeat(660_000)}[]]]`),
  'brackets in brackets': () => gzipSync('['.repeat(990_000) + ']'.repeat(990_000)),
  'nothing but brackets': () => gzipSync('['.repeat(TEN_MEBIBYTES)),
  'one object of distinct names': () => gzipSync(`{${distinctNames(0, 450_000)}}`),
  'one very long name': () => gzipSync(`{"features":{"${'k'.repeat(TEN_MEBIBYTES - 40)}":"x"}}`),
  'digits without end': () => gzipSync(`${'1'.repeat(100_000)}x`),
  'cells without end': () => gzipSync('1,'.repeat(TEN_MEBIBYTES / 2)),
  'blank lines between two': () => gzipSync(`1${'\n'.repeat(TEN_MEBIBYTES - 2)}1`),
  'log events': () => gzipSync(`{"messageType":"DATA_MESSAGE","logEvents":[${'{"message":"1"},'.repeat(650_000)}5]}`),
  'log events of nothing': () => gzipSync(`{"messageType":"DATA_MESSAGE","logEvents":[${'5,'.repeat(1_900_000)}5]}`),
  'a text of brackets': () => gzipSync(JSON.stringify({ log: '[],'.repeat(330_000).replace(/^/, '[') })),
  'a text of escaped brackets': () => gzipSync(`{"log":"[${'\\u005b\\u005d,'.repeat(780_000)}1]"}`),
  'an aggregate of bombs': () => aggregateOf(98, gzipSync(Buffer.alloc(TEN_MEBIBYTES + 1), { level: 9 })),
  'an aggregate of partition keys': () => asAggregate(Buffer.alloc(1_000_000, Buffer.from([0x0a, 0x00]))),
  'an aggregate whose records share one huge key': () => {
    const record = lengthDelimited(3, Buffer.from([0x08, 0x00, 0x1a, 0x01, 0x31]));
    return asAggregate(Buffer.concat([lengthDelimited(1, Buffer.alloc(500_000, 'k')), ...list(60_000, () => record)]));
  },
};

/** Records that hold just what one record may, in the forms that cost a decoder the most memory. */
export const FULL_RECORDS: Records = {
  'names of which each is another': () => gzipSync(`[${list(50_000, (i) => `{${distinctNames(i, 9)}}`).join(',')}]`),
  'labels of which each is another': () =>
    gzipSync(`[${list(50_000, (i) => `{"x":1,"labels":{${distinctNames(i, 8)}}}`).join(',')}]`),
  'values in arrays': () => gzipSync(`[${`[${'0.5,'.repeat(16)}null],`.repeat(99_999)}[1]]`),
  'values in lines': () => gzipSync(`${'.5,'.repeat(18)}\n`.repeat(99_999)),
  'values with names': () => gzipSync(`[${`{${distinctNames(0, 10, '"1.5"')}},`.repeat(79_999)}{"a":1}]`),
  'values that are no numbers': () =>
    gzipSync(`[${list(50_000, (i) => `{"x":1,${distinctNames(i, 8, '"value"')}}`).join(',')}]`),
  'rows that cannot be read under a long header': () => gzipSync(`${'h'.repeat(9000)},i\n${'1\n'.repeat(90_000)}`),
  'objects one after the other': () => gzipSync('{"x":1,"a":NaN,"b":"on","c":NaN}'.repeat(100_000)),
  'a table with a header': () => gzipSync(`a,b,c,d,e,f,g,h\n${'1.5,on,,"2.5",nan,3,off,4\n'.repeat(90_000)}`),
  'a table of rows that cannot be read': () => gzipSync(`${list(150, (i) => `h${i}`)}\n${'1e999\n'.repeat(44_000)}`),
  'values that are none, under long names': () =>
    gzipSync(list(99_999, (i) => `{"features":{"${i.toString(36)}${'\u65e5'.repeat(26)}":"x"}}`).join('\n')),
  'long integers': () => gzipSync(`[${'[1234567890123456789,-1234567890123456789],'.repeat(99_999)}[1]]`),
  'log events that cannot be read': () =>
    gzipSync(
      `{"messageType":"DATA_MESSAGE","logStream":"${'s'.repeat(512)}","logGroup":"${'g'.repeat(512)}","logEvents":[${list(
        99_999,
        () => '{"message":"{\\"x\\":\\"a\\"}"}',
      ).join(',')},5]}`,
    ),
  'log events with names': () =>
    gzipSync(
      `{"messageType":"DATA_MESSAGE","logEvents":[${list(50_000, (i) => `{"message":${JSON.stringify(`{${distinctNames(i, 8)}}`)}}`).join(',')}]}`,
    ),
  'lines in a text that cannot be read': () =>
    gzipSync(
      JSON.stringify({ Type: 'Notification', TopicArn: 't'.repeat(9000), Message: `1${'\n{"a'.repeat(99_999)}` }),
    ),
  'lines cut short': () => gzipSync(`1\n${`{${'\u65e5'.repeat(33)}\n`.repeat(99_998)}`),
  'lines cut short, put on the stream again': () => redriven(1, gzipSync(`1\n${'{"a\n'.repeat(99_998)}`)),
  'many parts put on the stream again': () => redriven(110, gzipSync('1\n'.repeat(900))),
  'an aggregate of single digits': () => aggregate(list(100_000, () => ({ partitionKey: 'k', data: '1' }))),
  'an aggregate of tiny gzips': () => aggregateOf(30_000, gzipSync('1')),
  'an aggregate of gzips of lines': () => aggregateOf(33, gzipSync('1\n'.repeat(3000))),
};

/** As many lines as 10 MiB have room for, each with a little less than 100,000 of these and one array. */
function linesOfArrays(element: string): Uint8Array {
  const line = `[[],${`${element},`.repeat(96_666)}${element}]\n`;
  return gzipSync(line.repeat(Math.floor(TEN_MEBIBYTES / line.length)));
}

/** Members of an object, no two of the same name in a whole record. */
function distinctNames(object: number, count: number, value = '1'): string {
  return list(count, (i) => `"${(object * count + i).toString(36)}":${value}`).join(',');
}

function aggregateOf(count: number, data: Uint8Array): Uint8Array {
  return aggregate(list(count, () => ({ partitionKey: 'k', data })));
}

function redriven(count: number, data: Uint8Array): Uint8Array {
  return encodeRedriven(
    list(count, (i) => ({ redrivenFrom: `shardId-000000000000:1:${i}`, arrivedAt: '2026-11-20T11:00:00Z', data })),
  );
}

function list<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index));
}
