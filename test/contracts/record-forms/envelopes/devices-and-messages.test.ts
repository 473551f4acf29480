import { describe, expect, it } from 'vitest';
import { decodeOf, read } from '../../../support/decode.ts';

const AT = '2026-11-20T11:59:58.000Z';
const AT_MS = Date.parse(AT);

describe('what IoT Core sends of a device', () => {
  const shadow = {
    state: { reported: { temp: 20.5, on: true }, desired: { temp: 21 } },
    metadata: {},
    version: 12,
    timestamp: AT_MS / 1000,
  };
  const expected = [{ source: 'key', timestampMs: AT_MS, features: { temp: 20.5, on: 1 } }];

  it('is what its shadow has reported, after an update or as a document', () => {
    expect(read(shadow)).toEqual(expected);
    expect(read({ previous: shadow, current: shadow, timestamp: AT_MS / 1000 })).toEqual(expected);
  });

  it('is what it has reported as the device sends it', () => {
    expect(read({ state: { reported: { temp: 1 } }, clientToken: 'a' })).toMatchObject([{ features: { temp: 1 } }]);
  });

  it('is a payload like any other without an envelope', () => {
    expect(read({ temp: 20.5, topic: 'plant/pump-1', timestamp: AT })).toMatchObject([{ features: { temp: 20.5 } }]);
  });

  it('holds nothing where something is only desired, or a client comes or goes', () => {
    expect(read({ ...shadow, state: { desired: { temp: 21 } } })).toEqual([]);
    expect(read({ ...shadow, state: { temp: 21 } })).toEqual([]);
    const event = {
      clientId: 'a',
      timestamp: AT_MS,
      sessionIdentifier: 's',
      principalIdentifier: 'p',
      versionNumber: 0,
    };
    expect(read({ ...event, eventType: 'connected' })).toEqual([]);
  });
});

describe("Telegraf's JSON", () => {
  const metric = (host: string, usage: number) => ({
    fields: { usage, state: 'ok' },
    name: 'cpu',
    tags: { host, cpu: 'cpu0' },
    timestamp: AT_MS / 1000,
  });
  const expected = (source: string, usage: number) => ({
    source,
    timestampMs: AT_MS,
    labels: { host: source, cpu: 'cpu0' },
    features: { usage },
  });

  it('is an observation for each metric, about its host', () => {
    expect(read(metric('a', 1))).toEqual([expected('a', 1)]);
    expect(read({ metrics: [metric('a', 1), metric('b', 2)] })).toEqual([expected('a', 1), expected('b', 2)]);
    expect(read({ ...metric('a', 1), tags: {} })).toMatchObject([{ source: 'key' }]);
  });

  it('says of each that cannot be read where it stands', () => {
    const bad = { ...metric('a', 1), timestamp: 'then' };
    expect(read({ metrics: [metric('a', 1), bad, 'text'] }).slice(1)).toEqual([
      'bad_timestamp at metrics[1].fields.timestamp',
      'no_features at metrics[2]',
    ]);
  });

  it('keeps what is no metric so that it is none when it comes again', () => {
    const [, bad] = decodeOf({ metrics: [metric('a', 1), { ...metric('b', 2), fields: 5 }] });
    const kept = bad.ok ? '' : Buffer.from(bad.data).toString();
    expect(kept).toContain('"fields":5');
    expect(read(kept)).toEqual(['no_features at ']);
  });
});

describe('a line of Fluent Bit', () => {
  it.each([
    { date: AT_MS / 1000, log: '{"temp":20.5}' },
    { '@timestamp': AT, message: '{"temp":20.5}\n', stream: 'stdout' },
    { log: `{"temp":20.5,"timestamp":"${AT}"}` },
  ])('is the JSON in its text: %j', (line) => {
    expect(read(line)).toEqual([{ source: 'key', timestampMs: AT_MS, features: { temp: 20.5 } }]);
  });

  it('with numbers beside its text is refused: nobody can tell which of the two is measured', () => {
    const log = '{"temp":1}';
    expect(read({ date: 1763639998.5, log, level: 30 })).toEqual(['needs_mapping at ']);
    expect(read({ '@timestamp': AT, message: log, port: 5140 })).toEqual(['needs_mapping at ']);
    expect(read({ '@timestamp': AT, '@version': '1', message: log })).toMatchObject([{ features: { temp: 1 } }]);
  });

  it('is about its pod or container, not about the output that it came from', () => {
    const line = { container_id: 'c', container_name: '/pump', source: 'stdout', log: '{"temp":1}' };
    expect(read(line)).toMatchObject([{ source: '/pump' }]);
    expect(read({ log: '{"temp":1}', kubernetes: { pod_name: 'pump-0' } })).toMatchObject([{ source: 'pump-0' }]);
  });

  it('of plain text is what cannot be read, and not its time', () => {
    expect(read({ date: AT_MS / 1000, log: 'GET / 200' })).toEqual(['unreadable at log']);
  });
});

describe('a message', () => {
  const notification = (Message: string) => ({
    Type: 'Notification',
    MessageId: 'm-1',
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:t',
    Timestamp: AT,
    SignatureVersion: '1',
    Message,
  });
  const queued = (body: string) => ({
    messageId: 'q-1',
    receiptHandle: 'r',
    body,
    attributes: { SentTimestamp: String(AT_MS), ApproximateReceiveCount: '1', SenderId: '123456789012' },
    eventSource: 'aws:sqs',
  });

  it('of SNS is what its text holds, in any form', () => {
    expect(read(notification('{"temp":20.5}'))).toEqual([
      { source: 'key', timestampMs: AT_MS, id: 'm-1', features: { temp: 20.5 } },
    ]);
    expect(read(notification('[{"a":1},{"a":2}]'))).toEqual([
      { source: 'key', timestampMs: AT_MS, features: { a: 1 } },
      { source: 'key', timestampMs: AT_MS, features: { a: 2 } },
    ]);
    expect(read(notification('hello'))).toEqual(['unreadable at Message']);
    expect(read({ ...notification('You have chosen'), Type: 'SubscriptionConfirmation' })).toEqual([]);
  });

  it('of SQS is, too, also where it is one of SNS', () => {
    expect(read(queued('{"temp":1}'))).toEqual([
      { source: 'key', timestampMs: AT_MS, id: 'q-1', features: { temp: 1 } },
    ]);
    expect(read(queued(JSON.stringify(notification('{"temp":1}'))))).toEqual([
      { source: 'key', timestampMs: AT_MS, id: 'm-1', features: { temp: 1 } },
    ]);
  });

  it('of SQS may hold an object, or come as whoever asked the queue gets it', () => {
    expect(read({ ...queued(''), body: { temp: 1 } })).toMatchObject([{ id: 'q-1', features: { temp: 1 } }]);
    expect(read({ MessageId: 'q-2', ReceiptHandle: 'r', Body: '{"temp":1}' })).toMatchObject([
      { id: 'q-2', features: { temp: 1 } },
    ]);
  });

  it('is read among those that a function gets at once', () => {
    const records = [
      { EventSource: 'aws:sns', EventVersion: '1.0', Sns: notification('{"temp":1}') },
      queued('{"temp":2}'),
      queued('hello'),
    ];
    expect(read({ Records: records })).toMatchObject([
      { id: 'm-1', features: { temp: 1 } },
      { id: 'q-1', features: { temp: 2 } },
      'unreadable at Records[2].body',
    ]);
    expect(read(records[0])).toMatchObject([{ id: 'm-1', features: { temp: 1 } }]);
  });

  it('in a message in a message is opened four deep', () => {
    const nested = (depth: number): string => (depth === 0 ? '{"temp":1}' : JSON.stringify(queued(nested(depth - 1))));
    expect(read(nested(4))).toMatchObject([{ features: { temp: 1 } }]);
    expect(read(nested(5))).toEqual(['needs_mapping at body.body.body.body']);
  });
});
