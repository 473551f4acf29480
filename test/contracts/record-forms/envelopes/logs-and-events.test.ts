import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../../contracts/decode-record.ts';
import { ARRIVAL_MS, read } from '../../../support/decode.ts';

const AT = '2026-11-20T11:59:58.000Z';
const AT_MS = Date.parse(AT);

describe('subscription data of CloudWatch Logs', () => {
  const logEvents = [20.5, 21.5].map((temp, i) => ({
    id: `3801${i}`,
    timestamp: AT_MS + i,
    message: JSON.stringify({ temp, unit: 'C' }),
  }));
  const data = {
    messageType: 'DATA_MESSAGE',
    owner: '123456789012',
    logGroup: '/app/pump',
    logStream: 'pump-1',
    logEvents,
  };

  it('is an observation for each log event, about the log stream; gzip or not', () => {
    const expected = [
      { source: 'pump-1', timestampMs: AT_MS, id: '38010', features: { temp: 20.5 } },
      { source: 'pump-1', timestampMs: AT_MS + 1, id: '38011', features: { temp: 21.5 } },
    ];
    expect(read(data)).toEqual(expected);
    const packed = decodeRecord(gzipSync(JSON.stringify(data)), { partitionKey: 'key', arrivalMs: ARRIVAL_MS });
    expect(packed.map((part) => part.ok && part.observation)).toMatchObject(expected);
  });

  it('lets a message say itself who, when and which it is about', () => {
    const message = `{"source":"pump-9","timestamp":"${AT}","id":"a","features":{"temp":1}}`;
    const events = [{ id: '1', timestamp: 5, message }];
    expect(read({ ...data, logEvents: events })).toEqual([
      { source: 'pump-9', timestampMs: AT_MS, id: 'a', features: { temp: 1 } },
    ]);
  });

  it('reads messages of numbers, and the fields that a filter pattern extracted', () => {
    const [event] = logEvents;
    const events = [
      { ...event, message: '20.5,3' },
      { ...event, message: 'pump 20.5 3', extractedFields: { name: 'pump', temp: '20.5', flow: '3' } },
    ];
    expect(read({ ...data, logEvents: events })).toMatchObject([
      { timestampMs: AT_MS, features: [20.5, 3] },
      { timestampMs: AT_MS, features: { temp: 20.5, flow: 3 } },
    ]);
  });

  it('holds nothing as a control message', () => {
    const message = 'CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.';
    const events = [{ id: '', timestamp: AT_MS, message }];
    expect(read({ ...data, messageType: 'CONTROL_MESSAGE', owner: 'CloudwatchLogs', logEvents: events })).toEqual([]);
  });

  it('of a Lambda function is about its log group, and what Lambda writes between its lines holds nothing', () => {
    const logStream = `2026/11/20/[$LATEST]${'0f'.repeat(16)}`;
    const lines = [
      'START RequestId: 1 Version: $LATEST',
      '{"temp":1}',
      'END RequestId: 1',
      'REPORT RequestId: 1 Duration: 2 ms',
    ];
    const events = lines.map((message, i) => ({ id: `${i}`, timestamp: AT_MS + i, message }));
    expect(read({ ...data, logStream, logEvents: events })).toEqual([
      { source: '/app/pump', timestampMs: AT_MS + 1, id: '1', features: { temp: 1 } },
    ]);
    expect(read({ ...data, logEvents: events })).toHaveLength(4);
  });

  it('of a Lambda function is read behind what its runtime writes before it, and in its JSON', () => {
    const logStream = `2026/11/20/[$LATEST]${'0f'.repeat(16)}`;
    const messages = [
      `${AT}\t79b4f56e-95b1-4643-9700-2807f4e68189\tINFO\t{"temp":1}`,
      `[INFO]\t${AT}\t79b4f56e-95b1-4643-9700-2807f4e68189\t{"temp":2}`,
      JSON.stringify({ timestamp: AT, level: 'INFO', requestId: 'r', message: { temp: 3 } }),
      JSON.stringify({ time: AT, type: 'platform.report', record: { metrics: { durationMs: 1 } } }),
    ];
    const events = messages.map((message, i) => ({ id: String(i), timestamp: AT_MS, message }));
    expect(read({ ...data, logStream, logEvents: events })).toMatchObject([
      { id: '0', features: { temp: 1 } },
      { id: '1', features: { temp: 2 } },
      { id: '2', features: { temp: 3 } },
    ]);
  });

  it('is never an observation of the account that owns the log group', () => {
    const { messageType: _, ...untyped } = data;
    expect(read(untyped)).toMatchObject([{ features: { temp: 20.5 } }, { features: { temp: 21.5 } }]);
    expect(read({ ...data, messageType: 'OTHER_MESSAGE' })).toEqual(['needs_mapping at ']);
    expect(read({ awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } })).toEqual([
      'needs_mapping at ',
    ]);
  });

  it('takes the partition key where the name of the log stream is too long for a source', () => {
    expect(read({ ...data, logStream: 's'.repeat(257) })[0]).toMatchObject({ source: 'key' });
  });

  it('says of each event that cannot be read where it stands', () => {
    const events = [...logEvents, { id: '2', timestamp: AT_MS, message: 'a line of text' }, { id: '3' }, 5];
    expect(read({ ...data, logEvents: events }).slice(2)).toEqual([
      'unreadable at logEvents[2].message',
      'empty at logEvents[3].message',
      'no_features at logEvents[4]',
    ]);
    expect(read({ ...data, logEvents: [] })).toEqual(['empty at logEvents']);
  });
});

describe('an event', () => {
  const event = {
    version: '0',
    id: 'e-1',
    'detail-type': 'Reading',
    source: 'plant.pumps',
    account: '123456789012',
    time: AT,
    region: 'eu-west-1',
    resources: [],
    detail: { temp: 20.5, site: 'north' },
  };

  it('of EventBridge is its detail, when it says and of whom', () => {
    expect(read(event)).toEqual([{ source: 'plant.pumps', timestampMs: AT_MS, id: 'e-1', features: { temp: 20.5 } }]);
    const detail = { source: 'pump-1', timestamp: 0, id: 'own', temp: 1 };
    expect(read({ ...event, detail })).toEqual([
      { source: 'pump-1', timestampMs: 0, id: 'own', features: { temp: 1 } },
    ]);
    expect(read({ ...event, detail: { state: 'running' } })).toEqual(['no_features at detail']);
    expect(read({ ...event, time: 'then' })).toEqual(['bad_timestamp at detail.timestamp']);
  });

  it.each([
    ['EventBridge', event, 'detail'],
    ['CloudEvents', { specversion: '1.0', type: 'reading', source: 'plant.pumps', time: AT }, 'data'],
  ])('of %s may hold a list, a text or another envelope, and is never made of its own fields', (_, around, key) => {
    const holding = (held: unknown) => read({ ...around, [key]: held });
    const about = { source: 'plant.pumps', timestampMs: AT_MS };
    expect(holding([{ temp: 1 }, { temp: 2 }])).toMatchObject([
      { ...about, features: { temp: 1 } },
      { ...about, features: { temp: 2 } },
    ]);
    expect(holding('{"temp":1}')).toMatchObject([{ ...about, features: { temp: 1 } }]);
    const message = { messageId: 'q', receiptHandle: 'r', body: '{"temp":1}' };
    expect(holding(message)).toMatchObject([{ ...about, id: 'q', features: { temp: 1 } }]);
    const trail = { eventVersion: '1.08', userIdentity: {}, eventTime: AT, eventSource: 's3.amazonaws.com' };
    expect(holding(trail)).toEqual([`needs_mapping at ${key}`]);
    for (const nothing of [null, 5, undefined]) expect(holding(nothing)).toEqual(['needs_mapping at ']);
  });

  it('of CloudEvents is its data', () => {
    const cloudEvent = {
      specversion: '1.0',
      type: 'reading',
      source: '/pumps/1',
      id: 'c-1',
      time: AT,
      data: { temp: 20.5 },
    };
    const expected = [{ source: '/pumps/1', timestampMs: AT_MS, id: 'c-1', features: { temp: 20.5 } }];
    expect(read(cloudEvent)).toEqual(expected);
    expect(read({ ...cloudEvent, data: '{"temp":20.5}' })).toEqual(expected);
    const { data: _, ...packed } = { ...cloudEvent, data_base64: Buffer.from('{"temp":20.5}').toString('base64') };
    expect(read(packed)).toEqual(expected);
  });
});
