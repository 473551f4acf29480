import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type DecodedObservation, decodeRecord, MAX_UNPACKED_BYTES } from '../../contracts/decode-record.ts';
import type { FieldMapping } from '../../contracts/mapping.ts';
import { encodeObservation } from '../../contracts/observation.ts';
import { aggregate } from '../../verification/fuzz/kpl-aggregate.ts';

const ARRIVAL_MS = Date.parse('2026-11-20T12:00:00Z');
const CONTEXT = { partitionKey: 'pump-7', arrivalMs: ARRIVAL_MS };

function decode(record: string | Uint8Array, mapping?: FieldMapping): DecodedObservation[] {
  const bytes = typeof record === 'string' ? new TextEncoder().encode(record) : record;
  return decodeRecord(bytes, { ...CONTEXT, mapping });
}

/** The one observation of a record that has one. */
function one(record: string | Uint8Array, mapping?: FieldMapping) {
  const decoded = decode(record, mapping);
  expect(decoded).toHaveLength(1);
  if (!decoded[0].ok) throw new Error(JSON.stringify(decoded[0].problem));
  return decoded[0].observation;
}

/** `code at path` of each part that cannot be read, and `ok` of the others. */
function outcomes(record: string | Uint8Array, mapping?: FieldMapping): string[] {
  return decode(record, mapping).map((part) => (part.ok ? 'ok' : `${part.problem.code} at '${part.problem.path}'`));
}

function dataOf(part: DecodedObservation | undefined): string {
  if (!part || part.ok) throw new Error('it could be read');
  return new TextDecoder().decode(part.data);
}

describe('the full form', () => {
  const observation = {
    source: 'pump-8',
    timestampMs: Date.parse('2026-11-20T11:59:58.500Z'),
    id: 'row-17',
    labels: { site: 'north' },
    features: { temperature: 61.5, pressure: null },
  };

  it('comes back as our own producers wrote it', () => {
    expect(one(encodeObservation(observation))).toEqual(observation);
  });

  it('may hold values that only the model can name', () => {
    expect(one('{"source":"a","features":[1,null,"3"]}').features).toEqual([1, null, 3]);
  });

  it('takes source and timestamp from the record where it has none', () => {
    expect(one('{"features":{"x":1}}')).toEqual({ source: 'pump-7', timestampMs: ARRIVAL_MS, features: { x: 1 } });
  });

  it('is malformed when a feature is no number', () => {
    expect(outcomes('{"features":{"x":1,"y":"high"}}')).toEqual(["not_a_number at 'features.y'"]);
    expect(outcomes('{"features":{"x":1,"y":{}}}')).toEqual(["not_a_number at 'features.y'"]);
    expect(outcomes('{"features":{}}')).toEqual(["no_features at 'features'"]);
    expect(outcomes('{"features":[]}')).toEqual(["no_features at 'features'"]);
  });

  it.each([
    ['{"source":"","x":1}', "bad_source at 'source'"],
    ['{"source":{},"x":1}', "bad_source at 'source'"],
    [`{"source":"${'s'.repeat(257)}","x":1}`, "bad_source at 'source'"],
    ['{"source":"weir:data-quality","x":1}', "bad_source at 'source'"],
    ['{"id":[],"x":1}', "bad_id at 'id'"],
    ['{"labels":"north","x":1}', "bad_labels at 'labels'"],
    ['{"labels":{"site":{}},"x":1}', "bad_labels at 'labels.site'"],
    ['{"timestamp":"yesterday","x":1}', "bad_timestamp at 'timestamp'"],
  ])('%s is malformed: %s', (record, outcome) => {
    expect(outcomes(record)).toEqual([outcome]);
  });

  it('replaces lone surrogates, which no AWS client can send', () => {
    const { source, labels } = one('{"source":"a\\ud800","labels":{"l":"\\udc00"},"x":1}');
    expect([source, labels!.l]).toEqual(['a\ufffd', '\ufffd']);
  });
});

describe('the flat form', () => {
  it('takes numbers, booleans and numeric strings as features and leaves out the rest', () => {
    const { features } = one(
      '{"source":"a","timestamp":0,"id":7,"labels":{},"n":1,"t":true,"f":false,"s":" -2.5e1 ","empty":null,"word":"on","nested":{"a":1},"list":[1]}',
    );
    expect(features).toEqual({ n: 1, t: 1, f: 0, s: -25, empty: null });
  });

  it('takes a number as id and as source', () => {
    expect(one('{"source":12,"id":7,"x":1}')).toMatchObject({ source: '12', id: '7' });
  });

  it('believes the last of duplicate keys', () => {
    expect(one('{"x":1,"x":2}').features).toEqual({ x: 2 });
  });

  it('is malformed without any number', () => {
    expect(outcomes('{"source":"a","word":"on"}')).toEqual(["no_features at ''"]);
  });

  it.each(['Infinity', '-Infinity', '1e999', 'inf'])('is malformed with the text %s for a number', (text) => {
    expect(outcomes(`{"x":"${text}"}`)).toEqual(["not_finite at 'x'"]);
  });

  it('is malformed with a number that is too large to be one', () => {
    expect(outcomes('{"x":1e999}')).toEqual(["not_finite at 'x'"]);
  });

  it('is what an object is whose features are no object', () => {
    expect(one('{"features":5,"x":1}').features).toEqual({ features: 5, x: 1 });
    expect(one('{"features":null,"x":1}').features).toEqual({ features: null, x: 1 });
    expect(one('{"features":"high","x":1}').features).toEqual({ x: 1 });
  });

  it('treats __proto__ and constructor as names like any other', () => {
    const { features } = one('{"__proto__":5,"constructor":6}');
    expect(Object.entries(features)).toEqual([
      ['__proto__', 5],
      ['constructor', 6],
    ]);
    expect(Object.getPrototypeOf(features)).toBe(Object.prototype);
    expect(one('{"__proto__":{"source":"evil"},"x":1}').source).toBe('pump-7');
  });
});

describe('several observations in one record', () => {
  it('come from a JSON array, each in its place', () => {
    const decoded = decode('[{"source":"a","x":1},{"source":"b","features":{"x":2}},[3,4]]');
    expect(decoded.map((part) => part.ok && [part.index, part.observation.source])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [2, 'pump-7'],
    ]);
  });

  it('come from newline-separated JSON, blank lines and carriage returns aside', () => {
    expect(outcomes('{"x":1}\r\n\n  {"x":2}\n[{"x":3},{"x":4}]\n')).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('come from lines of numbers', () => {
    expect(decode('1,2\n3,4\n').map((part) => part.ok && part.observation.features)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('fail one by one, and a piece of an array keeps its own text', () => {
    const record = '[ {"x":1}, {"x":1e999, "s":"],[{\\""} , {"y":[1,{}],"x":"a"}, 5 ]';
    expect(outcomes(record)).toEqual([
      'ok',
      "not_finite at '[1].x'",
      "no_features at '[2]'",
      "not_an_observation at '[3]'",
    ]);
    const [, second, third, fourth] = decode(record);
    expect([second, third, fourth].map(dataOf)).toEqual(['{"x":1e999, "s":"],[{\\""}', '{"y":[1,{}],"x":"a"}', '5']);
  });

  it('fail one by one, also the first, and a null among them', () => {
    const record = '[{"x":"a", "y" : 1e999}, {"x":1},null,[ [2], "b" ]]';
    expect(outcomes(record)).toEqual([
      "not_finite at '[0].y'",
      'ok',
      "not_an_observation at '[2]'",
      "not_a_number at '[3][0]'",
    ]);
    const texts = decode(record).filter(({ ok }) => !ok);
    expect(texts.map(dataOf)).toEqual(['{"x":"a", "y" : 1e999}', 'null', '[ [2], "b" ]']);
  });

  it('fail one by one, and a line keeps its own text', () => {
    const record = '{"x":1}\n{"x":\n1,b,3\n{"x":2}';
    expect(outcomes(record)).toEqual(['ok', "unreadable at 'line 2'", "not_a_number at 'line 3[1]'", 'ok']);
    expect(decode(record).slice(1, 3).map(dataOf)).toEqual(['{"x":', '1,b,3']);
  });

  it('are one broken thing when no line means anything by itself', () => {
    const truncated = '{\n  "source": "a",\n  "x": ';
    expect(outcomes(truncated)).toEqual(["unreadable at ''"]);
    expect(dataOf(decode(truncated)[0])).toBe(truncated);
  });

  it('may be a hundred thousand', () => {
    expect(decode('1\n'.repeat(100_000))).toHaveLength(100_000);
    expect(decode(`[${'[1],'.repeat(99_999)}[1]]`)).toHaveLength(100_000);
  });

  it('are refused as a whole when there are absurdly many', () => {
    expect(outcomes('1\n'.repeat(100_001))).toEqual(["too_many_observations at ''"]);
    expect(outcomes(`[${'[1],'.repeat(100_000)}[1]]`)).toEqual(["too_many_observations at ''"]);
    const half = '1\n'.repeat(60_000);
    expect(outcomes(aggregate([half, half].map((data) => ({ partitionKey: 'k', data }))))).toEqual([
      "too_many_observations at ''",
    ]);
  });
});

describe('what one record may hold', () => {
  const many = (count: number, text: string) => new Array(count).fill(text).join(',');

  it('is 10,000 features in an observation, whatever its form', () => {
    const named = (count: number) => Array.from({ length: count }, (_, i) => `"f${i}":1`).join(',');
    const forms = (count: number) => [
      many(count, '1'),
      `[${many(count, '1')}]`,
      `{"features":[${many(count, '1')}]}`,
      `{"features":{${named(count)}}}`,
      `{${named(count)}}`,
    ];
    expect(forms(10_000).flatMap((form) => outcomes(form))).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
    expect(forms(10_001).flatMap((form) => outcomes(form))).toEqual([
      "too_many_features at ''",
      "too_many_features at ''",
      "too_many_features at 'features'",
      "too_many_features at 'features'",
      "too_many_features at ''",
    ]);
    expect(outcomes(`[[${many(10_001, '1')}],{"x":1}]`)).toEqual(["too_many_features at '[0]'", 'ok']);
  });

  it('leaves room for whatever else an object has', () => {
    const texts = Array.from({ length: 20_000 }, (_, i) => `"t${i}":"on"`).join(',');
    expect(one(`{${texts},"x":1}`).features).toEqual({ x: 1 });
  });

  it('is 1,000 labels on an observation', () => {
    const labels = (count: number) => Array.from({ length: count }, (_, i) => `"l${i}":"a"`).join(',');
    const labelled = (count: number) => outcomes(`{"x":1,"labels":{${labels(count)}}}`);
    expect([...labelled(1000), ...labelled(1001)]).toEqual(['ok', "bad_labels at 'labels'"]);
  });

  it('is two million values in all that gzip holds, and then it is kept whole', () => {
    const line = `${'1'.padEnd(2 * 8000, ',1')}\n`;
    const packed = (lines: number) => gzipSync(line.repeat(lines));
    expect(new Set(outcomes(packed(250)))).toEqual(new Set(['ok']));
    expect(outcomes(packed(251))).toEqual(["too_many_values at ''"]);
    const half = { partitionKey: 'k', data: packed(126) };
    const aggregated = aggregate([half, { partitionKey: 'k', data: '1' }, half]);
    expect(decode(aggregated)).toMatchObject([{ problem: { code: 'too_many_values' }, data: aggregated }]);
  });

  it('is spent by objects and arrays twice as fast, for they take more memory', () => {
    const nested = (count: number) => gzipSync('['.repeat(count) + ']'.repeat(count));
    expect(outcomes(nested(1_000_000))).toEqual(["not_a_number at '[0][0]'"]);
    expect(outcomes(nested(1_000_001))).toEqual(["too_many_values at ''"]);
  });

  it('is 100,000 observations over all its lines and arrays, and those that cannot be read count', () => {
    const array = `[[],${many(59_999, '""')}]`;
    expect(outcomes(array)).toHaveLength(60_000);
    expect(outcomes(`${array}\n${array}`)).toEqual(["too_many_observations at ''"]);
    expect(outcomes(`1\n${'{\n'.repeat(99_999)}`)).toHaveLength(100_000);
    expect(outcomes(`1\n${'{\n'.repeat(100_000)}`)).toEqual(["too_many_observations at ''"]);
  });

  it('is 100,000 user records in an aggregate', () => {
    const record = aggregate(Array.from({ length: 100_001 }, () => ({ partitionKey: 'k', data: '' })));
    expect(outcomes(record)).toEqual(["too_many_observations at ''"]);
  });

  it('is no gzip more once 10 MiB were unpacked', () => {
    const all = { partitionKey: 'k', data: gzipSync(`1${' '.repeat(MAX_UNPACKED_BYTES - 1)}`) };
    expect(outcomes(aggregate([all, { partitionKey: 'k', data: gzipSync('1') }]))).toEqual([
      'ok',
      "gzip_too_large at ''",
    ]);
  });
});

describe('numbers without names', () => {
  it('are named by the model; source is the partition key and timestamp the arrival', () => {
    const expected = { source: 'pump-7', timestampMs: ARRIVAL_MS, features: [1, null, -3.5] };
    expect(one('[1,null,-3.5]')).toEqual(expected);
    expect(one('1,,-3.5\n')).toEqual(expected);
    expect(one(' "1" , , "-3.5"')).toEqual(expected);
    expect(one('1,NaN,-3.5')).toEqual(expected);
    expect(one('[1,"n/a",-3.5]')).toEqual(expected);
  });

  it('may be a single one', () => {
    expect(one('42').features).toEqual([42]);
    expect(one('[42]').features).toEqual([42]);
  });

  it('are malformed where one is no number', () => {
    expect(outcomes('1,abc')).toEqual(["not_a_number at '[1]'"]);
    expect(outcomes('1,inf')).toEqual(["not_finite at '[1]'"]);
    expect(outcomes('[1,"abc"]')).toEqual(["not_a_number at '[1]'"]);
  });
});

describe('what is nothing at all', () => {
  it.each([
    ['', 'empty'],
    [' \n\t ', 'empty'],
    ['[]', 'empty'],
    ['hello', 'unreadable'],
    ['"text"', 'unreadable'],
    ['null', 'unreadable'],
    ['true', 'unreadable'],
    ['{"x":1', 'unreadable'],
    ['temperature, hall 3', 'unreadable'],
    ['{"x":}', 'unreadable'],
  ])('%j is %s, and kept whole', (record, code) => {
    expect(outcomes(record)).toEqual([`${code} at ''`]);
    expect(dataOf(decode(record)[0])).toBe(record);
  });

  it('is not UTF-8', () => {
    expect(outcomes(new Uint8Array([0x7b, 0xff, 0xfe]))).toEqual(["not_text at ''"]);
  });

  it('may be nested however deep', () => {
    expect(outcomes('['.repeat(10_000) + ']'.repeat(10_000))).toEqual(["not_a_number at '[0][0]'"]);
    expect(outcomes(`${'{"x":'.repeat(10_000)}1${'}'.repeat(10_000)}`)).toEqual(["no_features at ''"]);
  });

  it('is told to have been encoded twice when it is base64 of JSON', () => {
    const [part] = decode(Buffer.from('{"x":1}').toString('base64'));
    if (!part || part.ok) throw new Error('it could be read');
    expect(part.problem).toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(/: it was encoded twice$/),
    });
  });

  it('never quotes more than a little, and nothing unescaped', () => {
    const [part] = decode(`evil\u001b[31m\n${'x'.repeat(100_000)}`);
    if (!part || part.ok) throw new Error('it could be read');
    expect(part.problem.message).toBe(
      'neither JSON nor a line of numbers: it starts with "evil\\u001b[31m\\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"...',
    );
  });
});

describe('gzip', () => {
  it('may hold any form', () => {
    expect(outcomes(gzipSync('{"x":1}\n{"x":2}'))).toEqual(['ok', 'ok']);
    expect(one(gzipSync('1,2')).features).toEqual([1, 2]);
  });

  it('is kept packed when nothing in it can be read, and piecewise when something can', () => {
    const packed = gzipSync('nothing');
    const [part] = decode(packed);
    expect(!part!.ok && Buffer.from(part!.data).equals(packed)).toBe(true);
    expect(dataOf(decode(gzipSync('{"x":1}\n{"x":"a"}'))[1])).toBe('{"x":"a"}');
  });

  it('is malformed when it is truncated or damaged', () => {
    const packed = gzipSync('{"x":1}');
    expect(outcomes(packed.subarray(0, -9))).toEqual(["bad_gzip at ''"]);
    expect(outcomes(new Uint8Array([0x1f, 0x8b]))).toEqual(["bad_gzip at ''"]);
    const damaged = Buffer.from(packed);
    damaged[damaged.length - 6] ^= 0xff;
    expect(outcomes(damaged)).toEqual(["bad_gzip at ''"]);
  });

  it('is what begins with both of its bytes', () => {
    expect(outcomes(new Uint8Array([0x1f, 0x41]))).toEqual(["unreadable at ''"]);
    expect(outcomes(new Uint8Array([0x41, 0x8b]))).toEqual(["not_text at ''"]);
  });

  it('unpacks to 10 MiB and not a byte more', () => {
    const record = (bytes: number) => gzipSync(`{"x":1}${' '.repeat(bytes - 7)}`);
    expect(outcomes(record(MAX_UNPACKED_BYTES))).toEqual(['ok']);
    expect(outcomes(record(MAX_UNPACKED_BYTES + 1))).toEqual(["gzip_too_large at ''"]);
  });
});

describe('an aggregate of the Kinesis Producer Library', () => {
  const userRecords = [
    { partitionKey: 'pump-1', data: '{"x":1}' },
    { partitionKey: 'pump-2', data: '[{"x":2},{"x":3}]' },
    { partitionKey: 'pump-1', data: gzipSync('4,5') },
  ];

  it('is taken apart, with each user record its own partition key', () => {
    const decoded = decode(aggregate(userRecords));
    expect(decoded.map((part) => part.ok && [part.index, part.partitionKey, part.observation.source])).toEqual([
      [0, 'pump-1', 'pump-1'],
      [1, 'pump-2', 'pump-2'],
      [2, 'pump-2', 'pump-2'],
      [3, 'pump-1', 'pump-1'],
    ]);
  });

  it('loses only the user record that cannot be read', () => {
    const record = aggregate([userRecords[0], { partitionKey: 'pump-3', data: 'nothing' }, userRecords[2]]);
    expect(outcomes(record)).toEqual(['ok', "unreadable at ''", 'ok']);
    const bad = decode(record)[1];
    expect([bad.partitionKey, dataOf(bad)]).toEqual(['pump-3', 'nothing']);
  });

  it('is malformed as a whole, and kept whole, when its checksum is wrong', () => {
    const damaged = aggregate(userRecords);
    damaged[10] ^= 1;
    expect(outcomes(damaged)).toEqual(["bad_checksum at ''"]);
    expect(decode(damaged)[0]).toMatchObject({ partitionKey: 'pump-7', data: damaged });
  });

  it('shares one limit on unpacking among its user records', () => {
    const bomb = { partitionKey: 'b', data: gzipSync(`{"x":1}${' '.repeat(6 * 1024 * 1024)}`) };
    expect(outcomes(aggregate([bomb, bomb, userRecords[0]]))).toEqual(['ok', "gzip_too_large at ''", 'ok']);
  });
});

describe('a mapping', () => {
  it('says which values are labels: texts, numbers and truths, which are then no features', () => {
    const labels = { merchant: 'shop.name', terminal: 'terminal', online: 'online', nested: 'shop' };
    const record = '{"shop":{"name":"Bäcker"},"terminal":7,"online":true,"amount":5,"labels":{"site":"north"}}';
    expect(one(record, { labels })).toMatchObject({
      labels: { merchant: 'Bäcker', terminal: '7', online: 'true' },
      features: { amount: 5 },
    });
    expect(Object.keys(one('{"amount":5}', { labels }).labels ?? {})).toEqual([]);
    const list = { labels: { item: 'lines[*].name', who: 'who' }, features: { price: 'lines[*].price' } };
    const parts = decode('{"who":"me","lines":[{"name":"a","price":1},{"name":"b","price":2}]}', list);
    expect(parts.map((part) => part.ok && part.observation.labels)).toEqual([
      { item: 'a', who: 'me' },
      { item: 'b', who: 'me' },
    ]);
  });

  const mapping: FieldMapping = {
    source: 'detail.host',
    timestamp: 'detail.readings.0.at',
    id: 'uuid',
    features: { cpu: 'detail.cpu.percent', memory: 'mem.used' },
  };
  const theirs =
    '{"uuid":"u-1","mem.used":7,"ignored":9,"detail":{"host":"web-1","cpu":{"percent":"12.5"},"readings":[{"at":1763640000}]}}';

  it("finds the parts in somebody else's JSON", () => {
    expect(one(theirs, mapping)).toEqual({
      source: 'web-1',
      timestampMs: 1763640000_000,
      id: 'u-1',
      features: { cpu: 12.5, memory: 7 },
    });
  });

  it('works on every object of a record', () => {
    expect(outcomes(`[${theirs},${theirs}]`, mapping)).toEqual(['ok', 'ok']);
    expect(outcomes(`${theirs}\n{"detail":{}}`, mapping)).toEqual(['ok', "no_features at 'line 2'"]);
  });

  it('takes a feature that is not there as missing, and one that is no number as malformed', () => {
    expect(one('{"mem.used":1}', mapping).features).toEqual({ cpu: null, memory: 1 });
    expect(outcomes('{"mem.used":"much"}', mapping)).toEqual(["not_a_number at 'features.memory'"]);
  });

  it('without features leaves the flat form as it is, but for the keys that it names', () => {
    const named = one('{"host":"web-1","seq":5,"x":1}', { source: 'host', id: 'seq' });
    expect(named).toEqual({ source: 'web-1', id: '5', timestampMs: ARRIVAL_MS, features: { x: 1 } });
    const other = one('{"host":1,"at":0,"timestamp":5,"x":1,"labels":{"site":"north"}}', { timestamp: 'at' });
    expect(other).toEqual({
      source: 'pump-7',
      timestampMs: 0,
      labels: { site: 'north' },
      features: { host: 1, x: 1 },
    });
  });

  it('leaves the full form understood, which our own commands write', () => {
    expect(one('{"source":"a","features":{"cpu":1}}', mapping)).toMatchObject({ source: 'a', features: { cpu: 1 } });
  });

  it('finds nothing at a path that leads through nothing or through a value', () => {
    for (const detail of ['null', '5', '"text"']) {
      expect(one(`{"detail":${detail},"mem.used":7}`, mapping)).toEqual({
        source: 'pump-7',
        timestampMs: ARRIVAL_MS,
        features: { cpu: null, memory: 7 },
      });
    }
  });

  it('does not look at what objects inherit', () => {
    expect(outcomes('{"x":1}', { features: { f: 'toString', g: 'constructor.name', h: '__proto__' } })).toEqual([
      "no_features at ''",
    ]);
  });
});

describe('odd timestamps', () => {
  it('are flagged when they are in the future, a day ahead or before 2000, and taken', () => {
    const flags = (timestamp: string) => {
      const [part] = decode(`{"x":1,"timestamp":${timestamp}}`);
      return part!.ok ? (part!.flags ?? []) : part!.problem.code;
    };
    expect(flags('"2026-11-20T12:04:00Z"')).toEqual([]);
    expect(flags('"2026-11-20T12:06:00Z"')).toEqual(['future_timestamp']);
    expect(flags('"2026-11-20T12:05:00Z"')).toEqual([]);
    expect(flags('"2026-11-20T12:05:00.001Z"')).toEqual(['future_timestamp']);
    expect(flags('"2026-11-21T12:00:00Z"')).toEqual(['future_timestamp']);
    expect(flags('"2026-11-21T12:00:00.001Z"')).toEqual(['implausible_timestamp']);
    expect(flags('0')).toEqual(['implausible_timestamp']);
    expect(flags('"1999-12-31T23:59:59.999Z"')).toEqual(['implausible_timestamp']);
    expect(flags('"2000-01-01T00:00:00Z"')).toEqual([]);
  });
});
