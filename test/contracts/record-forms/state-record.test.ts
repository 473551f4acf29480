import { expect, test } from 'vitest';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import type { Observation } from '../../../contracts/observation.ts';
import { encodeForget, encodeLearn } from '../../../contracts/record-forms/state-record.ts';

const CONTEXT = { partitionKey: 'key', arrivalMs: Date.UTC(2026, 10, 20, 18) };
const AT_MS = Date.UTC(2026, 0, 31, 12);

const decode = (bytes: Uint8Array | string, more = {}) => decodeRecord(Buffer.from(bytes), { ...CONTEXT, ...more });

test('a source can be forgotten, and is named whatever the partition key is', () => {
  const bytes = encodeForget('pump "7"');
  expect(Buffer.from(bytes).toString()).toBe('{"weir:state":"forget","source":"pump \\"7\\""}');
  const observation = { source: 'pump "7"', timestampMs: CONTEXT.arrivalMs, features: {} };
  expect(decode(bytes)).toEqual([{ index: 0, partitionKey: 'key', ok: true, observation, stateOnly: 'forget' }]);
});

test('observations of before can be learned, in their order and as they were', () => {
  const observations: Observation[] = [
    { source: 'pump', timestampMs: AT_MS, features: { heat: 21.5, flow: null } },
    { source: 'fan', timestampMs: AT_MS + 1000, id: '7', features: { heat: 3 } },
  ];
  const decoded = decode(encodeLearn(observations));
  expect(decoded.map(({ index, stateOnly }) => [index, stateOnly])).toEqual([
    [0, 'learn'],
    [1, 'learn'],
  ]);
  expect(decoded).toMatchObject(observations.map((observation) => ({ ok: true, observation })));
});

test('lines of both kinds may stand in one record', () => {
  const lines = [encodeForget('a'), encodeLearn([{ source: 'a', timestampMs: AT_MS, features: { x: 1 } }])];
  const changes = decode(lines.map((line) => Buffer.from(line).toString()).join('\n')).map(
    ({ stateOnly }) => stateOnly,
  );
  expect(changes).toEqual(['forget', 'learn']);
});

test('they are ours whatever the mapping says', () => {
  const mapping = { source: 'device.id', features: { heat: 'reading.celsius' } };
  const learned = { source: 'pump', timestampMs: AT_MS, features: { heat: 1 } };
  expect(decode(encodeForget('pump'), { mapping })).toMatchObject([{ ok: true, stateOnly: 'forget' }]);
  expect(decode(encodeLearn([learned]), { mapping })).toMatchObject([{ observation: learned, stateOnly: 'learn' }]);
});

test.each([
  ['a word that is none', '{"weir:state":"forgt","source":"a"}', 'weir:state must be forget or learn, got "forgt"'],
  ['no source', '{"weir:state":"forget"}', 'a line that forgets must name its source'],
  ['a broken line', '{"weir:state":"forget","source":"a', 'weir:state must be forget or learn, got no JSON'],
])('%s is a line that cannot be read, and is kept', (_what, line, message) => {
  const [one, ...others] = decode(line);
  expect(others).toEqual([]);
  expect(one).toMatchObject({ ok: false, problem: { code: 'bad_state_line', message } });
  expect(one && !one.ok && Buffer.from(one.data).toString()).toBe(line);
});

test('one bad line costs one line', () => {
  const learned = Buffer.from(encodeLearn([{ source: 'a', timestampMs: AT_MS, features: { x: 1 } }])).toString();
  const decoded = decode([learned, '{"weir:state":"learn","source":"a","features":{"x":"warm"}}', learned].join('\n'));
  expect(decoded.map(({ ok, index }) => [ok, index])).toEqual([
    [true, 0],
    [false, 1],
    [true, 2],
  ]);
});

test('no source of ours can be forgotten or taught', () => {
  expect(decode(encodeForget('weir:tests'))).toMatchObject([{ ok: false, problem: { code: 'bad_source' } }]);
});

test('a record that only looks like one is an observation like any other', () => {
  const [one] = decode('{"weir:states":"forget","source":"a","x":1}');
  expect(one).toMatchObject({ ok: true, observation: { source: 'a' } });
  expect(one?.stateOnly).toBeUndefined();
});

test('as many lines as observations are allowed in one record', () => {
  const line = Buffer.from(encodeForget('a')).toString();
  expect(decode(Array(100_001).fill(line).join('\n'))).toMatchObject([
    { ok: false, problem: { code: 'too_many_observations' } },
  ]);
});
