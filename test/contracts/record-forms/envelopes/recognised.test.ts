import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../../contracts/decode-record.ts';
import { encodeRedriven } from '../../../../contracts/record-forms/redriven.ts';
import { ARRIVAL_MS, decodeOf, read } from '../../../support/decode.ts';

const EVENT = {
  'detail-type': 'Reading',
  source: 'plant',
  time: '2026-11-20T11:00:00Z',
  version: '0',
  account: '123456789012',
};
const LOGS = {
  messageType: 'DATA_MESSAGE',
  owner: '123456789012',
  logGroup: '/pump',
  logStream: 'pump-1',
  logEvents: [
    { id: '1', timestamp: 1_763_640_000_000, message: '{"temp":1,"dev":{"name":"a"}}' },
    { id: '2', timestamp: 1_763_640_001_000, message: '{"temp":"x"}' },
  ],
};

describe('an observation of somebody is no envelope, with a key called', () => {
  it.each([
    ['data', { data: { a: 1 }, x: 1 }],
    ['metadata', { metadata: { a: 1 }, data: {}, x: 1 }],
    ['detail', { detail: { a: 1 }, x: 1 }],
    ['detail-type', { 'detail-type': 'a', detail: 'b', x: 1 }],
    ['message', { message: '{"a":1}', x: 1 }],
    ['log', { log: '{"a":1}', x: 1, timestamp: 0 }],
    ['Message', { Message: '{"a":1}', x: 1 }],
    ['body', { body: '{"a":1}', x: 1 }],
    ['fields', { fields: { a: 1 }, x: 1 }],
    ['metrics', { metrics: [1, 2], x: 1 }],
    ['payload', { payload: { a: 1 }, x: 1 }],
    ['op', { op: 'c', x: 1 }],
    ['state', { state: { a: 1 }, x: 1 }],
    ['current', { current: { a: 1 }, x: 1 }],
    ['dynamodb', { dynamodb: { a: 1 }, x: 1 }],
    ['logEvents', { logEvents: [], x: 1 }],
    ['specversion', { specversion: 'a', x: 1 }],
    ['schema', { schema: { a: 1 }, x: 1 }],
    ['Records', { Records: [{ a: 1 }], x: 1 }],
    ['requestId', { requestId: 'a', level: 'b', x: 1 }],
    ['kinesis', { kinesis: { a: 1 }, s3: { a: 1 }, x: 1 }],
    ['state, with a number of its own beside', { state: { reported: { a: 1 } }, version: 'v', x: 1 }],
  ])('%s', (_, record) => {
    expect(read(record)).toMatchObject([{ features: { x: 1 } }]);
  });

  it('of which our own full form is one, whatever is beside', () => {
    expect(read({ source: 'a', features: { x: 1 }, message: '{"a":1}' })).toMatchObject([{ features: { x: 1 } }]);
  });
});

describe('a known form that is not read says what it is and what to set', () => {
  it.each([
    [
      { eventVersion: '1.08', userIdentity: {}, eventTime: '', eventSource: 's3.amazonaws.com' },
      /^this is an event of CloudTrail, .*set mapping, like \{/,
    ],
    [
      { AlarmName: 'a', AWSAccountId: '123456789012', NewStateValue: 'ALARM', Trigger: {} },
      /^this is a notification of a CloudWatch alarm/,
    ],
    [
      { metric_stream_name: 's', account_id: '123456789012', metric_name: 'm', value: {} },
      /^this is a metric of a CloudWatch metric stream/,
    ],
    [{ eventSource: 'aws:s3', eventVersion: '2.1', s3: {} }, /^this is a notification of S3/],
    [{ eventSource: 'aws:kinesis', eventVersion: '1.0', kinesis: {} }, /^this is a record of a stream/],
    [{ recordId: '1', approximateArrivalTimestamp: 1, data: 'eyJ4IjoxfQ==' }, /^this is a record of Firehose/],
    [{ version: '2.0', requestContext: {}, body: '{"x":1}', isBase64Encoded: false }, /observations":"body\|json/],
    [{ resourceMetrics: [] }, /^this is data of OpenTelemetry.*resourceMetrics\.0/],
  ])('%j', (record, message) => {
    expect(decodeOf(record)).toMatchObject([
      { problem: { code: 'needs_mapping', message: expect.stringMatching(message) } },
    ]);
  });
});

describe('a mapping beside an envelope', () => {
  it('that leaves the features open leads from the observation or from the envelope', () => {
    const readings = { ...LOGS, logEvents: LOGS.logEvents.slice(0, 1) };
    expect(read(readings, { source: 'dev.name' })).toMatchObject([{ source: 'a', features: { temp: 1 } }]);
    expect(read(readings, { source: 'logGroup' })).toMatchObject([{ source: '/pump', features: { temp: 1 } }]);
    const event = { ...EVENT, detail: { temp: 1, host: 'web-1' } };
    for (const source of ['host', 'detail.host']) {
      expect(read(event, { source })).toMatchObject([{ source: 'web-1', features: { temp: 1 } }]);
    }
  });

  it('that names features is taken at its word', () => {
    const event = { ...EVENT, detail: { temp: 1 } };
    const expected = [{ source: 'plant', timestampMs: ARRIVAL_MS, features: { v: 0, t: 1 } }];
    expect(read(event, { features: { v: 'version', t: 'detail.temp' } })).toEqual(expected);
  });

  it('finds nothing in what holds nothing, which is passed over all the same', () => {
    const mapping = { features: { temp: 'logEvents[*].message|json.temp' } };
    expect(read({ ...LOGS, messageType: 'CONTROL_MESSAGE', logEvents: [{ message: 'checking' }] }, mapping)).toEqual(
      [],
    );
    const removed = { eventName: 'REMOVE', dynamodb: { Keys: {}, OldImage: { t: { N: '1' } } } };
    expect(read(removed, { features: { t: 'dynamodb.NewImage.t.N' } })).toEqual([]);
    expect(read(removed, { features: { t: 'dynamodb.OldImage.t.N' } })).toMatchObject([{ features: { t: 1 } }]);
  });
});

it('the source that an envelope says comes before that of the stream', () => {
  const sourceOf = (record: object) =>
    decodeRecord(Buffer.from(JSON.stringify(record)), {
      partitionKey: 'key',
      unnamedSource: 'stream',
      arrivalMs: 0,
    }).map((part) => part.ok && part.observation.source);
  expect(sourceOf({ ...EVENT, detail: { temp: 1 } })).toEqual(['plant']);
  expect(sourceOf({ log: '{"temp":1}' })).toEqual(['stream']);
});

describe('of an envelope that cannot be read whole, a piece', () => {
  const redriven = (data: Uint8Array) =>
    decodeRecord(encodeRedriven([{ redrivenFrom: 'shardId-1:1:0', arrivedAt: '2026-11-20T12:00:00Z', data }]), {
      partitionKey: 'key',
      arrivalMs: 0,
    });

  it.each([
    ['a log event', LOGS],
    [
      'a metric',
      {
        metrics: [
          { name: 'm', fields: { a: 1 }, tags: {}, timestamp: 5 },
          { name: 'm', fields: {}, tags: { host: 'h' }, timestamp: 6 },
        ],
      },
    ],
    [
      'a line of a message',
      {
        Type: 'Notification',
        TopicArn: 't',
        MessageId: 'm',
        Timestamp: '2026-11-20T11:00:00Z',
        Message: '{"a":1}\n{"a":"x"}',
      },
    ],
  ])('is kept as an envelope of its own, and comes back as the same: %s', (_, record) => {
    const [first, second] = decodeOf(record);
    if (!first?.ok || !second || second.ok) throw new Error('the second one alone is bad');
    const [again, ...others] = redriven(second.data);
    if (!again || again.ok) throw new Error('it is read now');
    expect(others).toEqual([]);
    expect([again.problem.code, again.problem.message]).toEqual([second.problem.code, second.problem.message]);
    const mended = Buffer.from(second.data)
      .toString()
      .replace('"fields":{}', '"fields":{"a":2}')
      .replace('\\"x\\"', '2');
    const before = JSON.stringify(record).replace('"fields":{}', '"fields":{"a":2}').replace('\\"x\\"', '2');
    const [whole] = redriven(Buffer.from(mended));
    const expected = decodeOf(before)[1];
    if (!whole?.ok || !expected?.ok) throw new Error('it was mended');
    expect(whole.observation).toMatchObject(expected.observation);
  });

  it('is the whole record, as it came, where it holds nothing else', () => {
    const text = ` ${JSON.stringify({ ...EVENT, detail: { temp: 'x' } })}\n`;
    const [part] = decodeOf(text);
    expect(part?.ok === false && Buffer.from(part.data).toString()).toBe(text);
  });

  it('never carries more of its envelope than a little, however much there is', () => {
    const [, part] = decodeOf({ ...LOGS, logGroup: 'g'.repeat(100_000), junk: 'j'.repeat(100_000) });
    expect(part?.ok === false && part.data.length).toBeLessThan(1000);
  });
});
