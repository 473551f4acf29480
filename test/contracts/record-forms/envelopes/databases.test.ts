import { describe, expect, it } from 'vitest';
import { read } from '../../../support/decode.ts';

const AT = '2026-11-20T11:59:58.000Z';
const AT_MS = Date.parse(AT);

describe('a change of a DynamoDB item', () => {
  const change = (eventName: string, dynamodb: object) => ({
    awsRegion: 'eu-west-1',
    eventID: 'd-1',
    eventName,
    userIdentity: null,
    recordFormat: 'application/json',
    tableName: 'readings',
    dynamodb: { ApproximateCreationDateTime: AT_MS, SizeBytes: 59, ...dynamodb },
    eventSource: 'aws:dynamodb',
  });
  const Keys = { device: { S: 'pump-1' }, at: { N: '1763640000' } };
  const NewImage = {
    ...Keys,
    temp: { N: '9.5' },
    on: { BOOL: true },
    flow: { NULL: true },
    name: { S: 'north' },
    raw: { B: 'AQ==' },
  };

  it('is its new image, about the key that names it; keys are no features', () => {
    expect(read(change('INSERT', { Keys, NewImage }))).toEqual([
      { source: 'pump-1', timestampMs: AT_MS, id: 'd-1', features: { temp: 9.5, on: 1, flow: null } },
    ]);
  });

  it('is about the only key, whatever it is, and of two texts the one that is no time', () => {
    const sourceWith = (keys: object) =>
      read(change('MODIFY', { Keys: keys, NewImage: { ...keys, temp: { N: '1' } } }));
    expect(sourceWith({ card: { N: '12345678901234567890' } })).toMatchObject([{ source: '12345678901234567890' }]);
    expect(sourceWith({ at: { S: AT }, device: { S: 'pump-2' } })).toMatchObject([{ source: 'pump-2' }]);
    expect(sourceWith({ a: { S: 'x' }, b: { S: 'y' } })).toMatchObject([{ source: 'key' }]);
  });

  it('lets the item say itself who, when and which it is about', () => {
    const own = {
      source: { S: 'pump-9' },
      timestamp: { S: AT },
      id: { N: '7' },
      labels: { M: { site: { S: 'north' } } },
    };
    const image = { ...NewImage, ...own };
    expect(read(change('INSERT', { Keys: { id: own.id }, NewImage: image }))).toMatchObject([
      { source: 'pump-9', timestampMs: AT_MS, id: '7', labels: { site: 'north' } },
    ]);
  });

  it('is read without the keys, too', () => {
    const record = { eventName: 'INSERT', dynamodb: { NewImage: { temp: { N: '1' } } } };
    expect(read(record)).toMatchObject([{ source: 'key', features: { temp: 1 } }]);
  });

  it('holds nothing when the item was removed, and is refused without its new image', () => {
    expect(read(change('REMOVE', { Keys, OldImage: NewImage }))).toEqual([]);
    expect(read(change('INSERT', { Keys }))).toEqual(['needs_mapping at ']);
  });
});

describe('a row from the Database Migration Service', () => {
  const metadata = {
    timestamp: AT,
    'record-type': 'data',
    operation: 'insert',
    'schema-name': 's',
    'transaction-id': 9,
  };

  it('is its data, about the partition key', () => {
    expect(read({ data: { id: 7, temp: 20.5 }, metadata })).toEqual([
      { source: 'key', timestampMs: AT_MS, id: '7', features: { temp: 20.5 } },
    ]);
  });

  it('holds nothing as a control record, and when it was deleted', () => {
    expect(read({ metadata: { ...metadata, 'record-type': 'control', operation: 'create-table' } })).toEqual([]);
    expect(read({ data: { id: 7, temp: 20.5 }, metadata: { ...metadata, operation: 'delete' } })).toEqual([]);
  });
});

describe('a change of a row from Debezium', () => {
  const source = {
    version: '2.7.0.Final',
    connector: 'postgresql',
    ts_ms: AT_MS,
    db: 'plant',
    table: 'readings',
    lsn: 33227720,
  };
  const change = { before: null, after: { id: 7, temp: 20.5 }, source, op: 'c', ts_ms: AT_MS + 900 };
  const expected = [{ source: 'key', timestampMs: AT_MS, id: '7', features: { temp: 20.5 } }];

  it('is the row after it, when the database changed; with its schema or without', () => {
    expect(read(change)).toEqual(expected);
    expect(read({ schema: {}, payload: change })).toEqual(expected);
  });

  it('reads times and decimals as its schema says: a time is no feature', () => {
    const fields = [
      { field: 'timestamp', type: 'int64', name: 'io.debezium.time.MicroTimestamp' },
      { field: 'day', type: 'int32', name: 'io.debezium.time.Date' },
      { field: 'of_day', type: 'int64', name: 'io.debezium.time.MicroTime' },
      { field: 'price', type: 'bytes', name: 'org.apache.kafka.connect.data.Decimal', parameters: { scale: '2' } },
      { field: 'loss', type: 'bytes', name: 'org.apache.kafka.connect.data.Decimal', parameters: { scale: '2' } },
      { field: 'temp', type: 'double' },
    ];
    const schema = { type: 'struct', fields: [{ type: 'struct', field: 'after', fields }] };
    const after = {
      timestamp: AT_MS * 1000 + 77,
      day: 20_777,
      of_day: 3_600_000_000,
      price: 'JxA=',
      loss: '/38=',
      temp: 1,
    };
    expect(read({ schema, payload: { ...change, after } })).toEqual([
      { source: 'key', timestampMs: AT_MS, features: { price: 100, loss: -1.29, temp: 1 } },
    ]);
    const mapped = read({ schema, payload: { ...change, after } }, { timestamp: 'day' });
    expect(mapped).toMatchObject([{ timestampMs: 20_777 * 86_400_000 }]);
  });

  it('holds nothing when the row was deleted', () => {
    expect(read({ ...change, op: 'd', before: change.after, after: null })).toEqual([]);
    expect(read({ payload: { ...change, op: 't', after: null } })).toEqual([]);
    expect(read({ ...change, after: null })).toEqual(['needs_mapping at ']);
  });

  it('holds nothing as what Debezium says of itself', () => {
    expect(read({ ts_ms: AT_MS })).toEqual([]);
    expect(read({ schema: {}, payload: { ts_ms: AT_MS } })).toEqual([]);
    expect(read({ status: 'BEGIN', id: '571', ts_ms: AT_MS, event_count: null })).toEqual([]);
    expect(read({ source, ts_ms: AT_MS, databaseName: 'plant', ddl: 'ALTER TABLE readings' })).toEqual([]);
    expect(read({ ts_ms: AT_MS, temp: 1 })).toMatchObject([{ features: { temp: 1 } }]);
  });

  it('may be a row alone in the envelope of Kafka Connect', () => {
    expect(read({ schema: {}, payload: { temp: 1 } })).toMatchObject([{ features: { temp: 1 } }]);
  });

  it('that was taken out of its envelope is the row without what Debezium added', () => {
    const row = { id: 7, temp: 20.5, __op: 'c', __source_ts_ms: AT_MS, __deleted: 'false', __lsn: 5 };
    expect(read(row)).toEqual(expected);
    expect(read({ ...row, __deleted: 'true' })).toEqual([]);
  });
});
