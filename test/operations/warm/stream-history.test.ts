import { expect, test } from 'vitest';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import { encodeObservation, type Observation } from '../../../contracts/observation.ts';
import { encodeRedriven } from '../../../contracts/record-forms/redriven.ts';
import { encodeForget, encodeLearn } from '../../../contracts/record-forms/state-record.ts';
import { TEST_LABEL } from '../../../contracts/test-alert.ts';
import {
  beforeBeginning,
  forgetRecords,
  learnRecords,
  observationsTaughtBy,
} from '../../../operations/warm/stream-history.ts';

const AT_MS = Date.UTC(2026, 0, 1);
const observation = (x: number, more: Partial<Observation> = {}): Observation => ({
  source: 'pump',
  timestampMs: AT_MS,
  features: { x },
  labels: {},
  ...more,
});
const taughtBy = (data: Uint8Array | string, decoding = {}, arrivalMs = AT_MS + 1000) =>
  observationsTaughtBy(
    { shardId: 's', sequenceNumber: '1', partitionKey: 'key', arrivalMs, data: Buffer.from(data) },
    decoding,
  );
const decoded = (data: Uint8Array) =>
  decodeRecord(data, { partitionKey: 'other', arrivalMs: AT_MS + 9000 }).map((one) => [
    one.stateOnly,
    one.ok && one.observation.source,
    one.ok && one.observation.features,
    one.ok && one.observation.timestampMs,
  ]);

test('each observation of a record teaches at its own time, or at its arrival where that was earlier', () => {
  expect(taughtBy(encodeObservation(observation(1)))).toMatchObject([{ source: 'pump', timestampMs: AT_MS }]);
  const ahead = encodeObservation(observation(1, { timestampMs: AT_MS + 5000 }));
  expect(taughtBy(ahead)).toMatchObject([{ timestampMs: AT_MS + 1000 }]);
  expect(taughtBy('{"x":1}\n{"x":2}')).toMatchObject([
    { source: 'key', timestampMs: AT_MS + 1000, features: { x: 1 } },
    { source: 'key', timestampMs: AT_MS + 1000, features: { x: 2 } },
  ]);
});

test('records are understood as the consumer understands them', () => {
  expect(taughtBy('{"x":-200}', { missingValues: [-200] })).toMatchObject([{ features: { x: null } }]);
  expect(taughtBy('{"x":1}', { unnamedSource: 'all' })).toMatchObject([{ source: 'all' }]);
});

test('test alerts, history, what was put there again and what cannot be read teach nothing', () => {
  const sent = observation(1);
  expect(taughtBy(encodeObservation({ ...sent, labels: { [TEST_LABEL]: 'true' } }))).toEqual([]);
  expect(taughtBy(encodeLearn([sent]))).toEqual([]);
  expect(taughtBy(encodeForget('pump'))).toEqual([]);
  const redriven = { redrivenFrom: 'shardId-000000000000:1:0', arrivedAt: new Date(AT_MS).toISOString() };
  expect(taughtBy(encodeRedriven([{ ...redriven, data: encodeObservation(sent) }]))).toEqual([]);
  expect(taughtBy('{"x":"warm"')).toEqual([]);
});

test('sources are taught in their order, many observations in a record', () => {
  const observations = Array.from({ length: 450 }, (_, i) =>
    observation(i, { source: i % 9 === 0 ? 'fan' : 'pump', timestampMs: AT_MS + i }),
  );
  const records = [...learnRecords(observations)];
  expect(records.map(({ source, data }) => [source, decoded(data).length])).toEqual([
    ['fan', 50],
    ['pump', 200],
    ['pump', 200],
  ]);
  for (const source of ['fan', 'pump']) {
    const own = observations.filter((one) => one.source === source);
    expect(records.filter((one) => one.source === source).flatMap(({ data }) => decoded(data))).toEqual(
      own.map(({ features, timestampMs }) => ['learn', source, features, timestampMs]),
    );
  }
});

test('no record becomes larger than the stream takes, and none is lost', () => {
  const wide = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`a_feature_with_a_name_${i}`, i / 7]));
  const records = [...learnRecords(Array.from({ length: 60 }, (_, i) => observation(0, { features: { ...wide, i } })))];
  expect(Math.max(...records.map(({ data }) => data.length))).toBeLessThan(1024 * 1024);
  const values = records.flatMap(({ data }) => decoded(data).map(([, , features]) => (features as { i: number }).i));
  expect(values).toEqual(Array.from({ length: 60 }, (_, i) => i));
});

test('a source begins anew under its own key', () => {
  const [record] = forgetRecords(['pump']);
  expect(record).toMatchObject({ source: 'pump' });
  expect(decoded(record!.data)).toEqual([['forget', 'pump', {}, AT_MS + 9000]]);
});

test('what comes behind the place where a source began anew is learned anyway, and not taught again', () => {
  const observations = [observation(1), observation(2, { source: 'fan' }), observation(3, { source: 'new' })];
  const begins = new Map([
    ['pump', 20n],
    ['fan', 30n],
  ]);
  const sources = (sequenceNumber: bigint) =>
    beforeBeginning({ sequenceNumber, observations }, begins).map(({ source }) => source);
  expect([sources(19n), sources(20n), sources(29n), sources(31n)]).toEqual([['pump', 'fan'], ['fan'], ['fan'], []]);
});
