import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import { encodeRedriven } from '../../../contracts/record-forms/redriven.ts';
import { aggregate } from '../../../verification/fuzz/kpl-aggregate.ts';

const ARRIVED_AT = '2026-11-20T10:00:00.000Z';
const CONTEXT = { partitionKey: 'key', arrivalMs: Date.UTC(2026, 10, 20, 18) };
const BEFORE = 'shardId-000000000007:4960';

function part(data: string | Uint8Array, index = 0) {
  return { redrivenFrom: `${BEFORE}:${index}`, arrivedAt: ARRIVED_AT, data: Buffer.from(data) };
}

function decode(...parts: ReturnType<typeof part>[]) {
  return decodeRecord(encodeRedriven(parts), CONTEXT);
}

test('what is put on the stream again is read as it was before, whatever its form', () => {
  const forms = [
    '{"source":"pump","a":1}',
    '{"features":{"a":1},"source":"pump"}',
    gzipSync('{"source":"pump","a":1}'),
    aggregate([{ partitionKey: 'pump', data: Buffer.from('{"a":1}') }]),
  ];
  for (const form of forms) {
    const before = decodeRecord(Buffer.from(form), { ...CONTEXT, arrivalMs: Date.parse(ARRIVED_AT) });
    expect(decode(part(form))).toEqual(before.map((one) => ({ ...one, redrivenFrom: `${BEFORE}:0` })));
  }
});

test('an observation without a timestamp keeps the arrival of the first time', () => {
  expect(decode(part('1,2'))).toMatchObject([
    { ok: true, observation: { source: 'key', timestampMs: Date.parse(ARRIVED_AT), features: [1, 2] } },
  ]);
});

test('the observations of one record say which ones they were', () => {
  const decoded = decode(part('{"a":1}', 4), part('{"a":1}\n{"a":2}', 0), part('{"cut', 9));
  expect(decoded.map(({ index, redrivenFrom, ok }) => [index, redrivenFrom, ok])).toEqual([
    [0, `${BEFORE}:4`, true],
    [1, `${BEFORE}:0`, true],
    [2, `${BEFORE}:1`, true],
    [3, `${BEFORE}:9`, false],
  ]);
});

test('what still cannot be read keeps its own bytes, without the wrapping', () => {
  const [decoded] = decode(part('{"cut'));
  expect(decoded).toMatchObject({ ok: false, problem: { code: 'unreadable' } });
  expect(decoded!.ok || Buffer.from(decoded!.data).toString()).toBe('{"cut');
});

test("the limits are a record's, not a part's", () => {
  const bomb = gzipSync(Buffer.alloc(6 * 1024 * 1024, ' '));
  expect(decode(part(bomb), part(bomb, 1)).map((one) => one.ok || one.problem.code)).toEqual([
    'empty',
    'gzip_too_large',
  ]);
  const many = gzipSync('1\n'.repeat(60_000));
  expect(decode(part(many), part(many, 1))).toMatchObject([{ problem: { code: 'too_many_observations' } }]);
});

test.each([
  '{"weir:redriven":"somewhere","arrivedAt":"2026-11-20T10:00:00.000Z","data":"MQ=="}',
  '{"weir:redriven":"shardId-0:1:0","arrivedAt":"yesterday","data":"MQ=="}',
  '{"weir:redriven":"shardId-0:1:0","arrivedAt":"2026-11-20T10:00:00.000Z","data":1}',
  '{"weir:redriven":"shardId-0:1:0","arrivedAt":"2026-11-20T10:00:00.000Z","data":"MQ=="}\nnull',
  '{"weir:redriven":"',
  '{"weir:redriven":"x-shardId-0:1:0","arrivedAt":"2026-11-20T10:00:00.000Z","data":"MQ=="}',
  '{"weir:redriven":"shardId-0:1:0x","arrivedAt":"2026-11-20T10:00:00.000Z","data":"MQ=="}',
  '{"weir:redriven":"shardId-0:1:0","arrivedAt":2026,"data":"MQ=="}',
  '{"weir:redriven":"shardId-0:1:0","arrivedAt":"2026-11-20T10:00:00.000Z","data":"MQ=="}\n{"weir:redriven":["shardId-0:1:0"],"arrivedAt":"2026-11-20T10:00:00.000Z","data":"MQ=="}',
  `{"weir:redriven":"shardId-${'0'.repeat(21)}:1:0","arrivedAt":"2026-11-20T10:00:00.000Z","data":"MQ=="}`,
  `{"weir:redriven":"shardId-0:${'1'.repeat(61)}:0","arrivedAt":"2026-11-20T10:00:00.000Z","data":"MQ=="}`,
  '{"weir:redriven":"shardId-0:1:1000000","arrivedAt":"2026-11-20T10:00:00.000Z","data":"MQ=="}',
])('what only looks like it is not taken for it: %s', (text) => {
  const decoded = decodeRecord(Buffer.from(text), CONTEXT);
  expect(decoded.map(({ redrivenFrom }) => redrivenFrom)).toEqual(decoded.map(() => undefined));
});

test('the longest identity there is, is one', () => {
  const redrivenFrom = `shardId-${'0'.repeat(20)}:${'1'.repeat(60)}:999999`;
  const bytes = encodeRedriven([{ redrivenFrom, arrivedAt: ARRIVED_AT, data: Buffer.from('1') }]);
  expect(decodeRecord(bytes, CONTEXT)).toMatchObject([{ ok: true, redrivenFrom }]);
});

test('the form on the stream is a line for each part, which a later version still reads', () => {
  const text = Buffer.from(encodeRedriven([part('1'), part('2', 3)])).toString();
  expect(text.split('\n')).toEqual([
    `{"weir:redriven":"${BEFORE}:0","arrivedAt":"${ARRIVED_AT}","data":"MQ=="}`,
    `{"weir:redriven":"${BEFORE}:3","arrivedAt":"${ARRIVED_AT}","data":"Mg=="}`,
  ]);
});
