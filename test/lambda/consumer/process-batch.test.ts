import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import { encodeRedriven } from '../../../contracts/record-forms/redriven.ts';
import { TEST_ITEM_SOURCE, TEST_LABEL } from '../../../contracts/test-alert.ts';
import { PENDING_AFTER_MS } from '../../../incidents/publish-alerts.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { ARRIVAL_MS, record } from '../../support/consumer/observations.ts';

const USUAL = [{ features: { x: 0 } }];
const STRANGE = [{ features: { x: 3 } }];
const SHARD = 'shardId-000000000000';

function away(port: 'scoring' | 'incidents' | 'alerts' | 'quarantine') {
  return async () => Promise.reject(new Unavailable(port, 'connect ECONNREFUSED'));
}

describe('a batch', () => {
  it('is scored in one request, its anomalies told, its malformed observations kept, and counted', async () => {
    const consumer = new TestConsumer();
    const line = await consumer.process([record(1, USUAL), record(2, [...USUAL, ...STRANGE]), record(3, 'oops')]);
    expect(line).toEqual({
      shardId: SHARD,
      first: '1',
      last: '3',
      records: 3,
      observations: 4,
      done: 3,
      quarantined: 1,
      anomalous: 1,
    });
    expect(consumer.aws.requests).toEqual([[{ x: 0 }, { x: 0 }, { x: 3 }]]);
    expect(consumer.aws.published).toMatchObject([{ kind: 'opened', source: 'pump-1', severity: 'medium' }]);
    expect(consumer.aws.quarantined).toMatchObject([{ identity: `${SHARD}:3:0`, reason: { code: 'unreadable' } }]);
    expect(consumer.report.doneIdentities).toEqual([`${SHARD}:1:0`, `${SHARD}:2:0`, `${SHARD}:2:1`]);
    expect(consumer.report.tallies.map(({ line }) => line)).toEqual([line]);
  });

  it('goes past records that hold no observation, which are neither good data nor bad', async () => {
    const control = '{"messageType":"CONTROL_MESSAGE","logEvents":[{"id":"","timestamp":0,"message":"checking"}]}';
    const none = { records: 3, observations: 0, done: 0, quarantined: 0, anomalous: 0 };
    const idle = new TestConsumer();
    const line = await idle.process([record(1, control), record(2, control), record(3, control)]);
    expect(line).toMatchObject({ ...none, last: '3' });
    expect([line.retryFrom, idle.aws.requests, idle.aws.quarantined]).toEqual([undefined, [], []]);

    const consumer = new TestConsumer({}, { invoke: away('scoring') });
    const between = [record(1, control), record(2, USUAL), record(3, control)];
    expect(await consumer.process(between, 10_000)).toMatchObject({ ...none, retryFrom: '2' });
  });

  it('sends nothing when nothing can be read, and writes one object for all of it', async () => {
    const consumer = new TestConsumer();
    const line = await consumer.process([record(1, 'oops'), record(2, ''), record(3, '{"x":1e999}')]);
    expect(line).toMatchObject({ done: 0, quarantined: 3 });
    expect(consumer.aws.requests).toEqual([]);
    const keys = [...consumer.aws.objects.keys()];
    expect(keys).toEqual([expect.stringMatching(`^quarantine/2026/11/20/${SHARD}/1\\.0-3\\.0-`)]);
  });

  it('touches neither table, topic nor bucket when everything is usual', async () => {
    const untouchable = {
      read: away('incidents'),
      write: away('incidents'),
      clearPending: away('incidents'),
      keepAlert: away('incidents'),
      noteHeldBack: away('incidents'),
    };
    const consumer = new TestConsumer(
      {},
      { incidents: untouchable, publish: away('alerts'), quarantine: away('quarantine') },
    );
    expect(await consumer.process([record(1, USUAL)])).toMatchObject({ done: 1 });
    expect(consumer.report.away).toEqual([]);
  });

  it.each([
    ['first', 1],
    ['middle', 2],
    ['last', 3],
  ])('loses only a malformed record in its %s place', async (_, place) => {
    const consumer = new TestConsumer();
    await consumer.process([1, 2, 3].map((n) => record(n, n === place ? 'oops' : USUAL)));
    expect(consumer.aws.quarantined.map(({ sequenceNumber }) => sequenceNumber)).toEqual([String(place)]);
    expect(consumer.report.doneIdentities).toHaveLength(2);
  });

  it('keeps the oldest alerts that await publishing apart when their source has no room for more', async () => {
    const consumer = new TestConsumer();
    await consumer.process([record(1, STRANGE)]);
    const item = consumer.aws.items.get('pump-1')!;
    const pending = Array.from({ length: 100 }, (_, i) => {
      const alert = { ...consumer.aws.published[0], alertId: `old-${i}`, padding: 'x'.repeat(2000) };
      return [alert.alertId, { alert, publisher: 'sweeper', sinceMs: consumer.nowMs }] as const;
    });
    consumer.aws.items.set('pump-1', { ...item, pending: Object.fromEntries(pending) });
    await consumer.process([record(2, STRANGE)]);
    const kept = [...consumer.aws.keptAlerts.values()];
    const dueMs = consumer.nowMs + PENDING_AFTER_MS;
    expect(kept[0]).toMatchObject({ source: 'pump-1', alert: { alertId: 'old-0' }, dueMs });
    expect(kept.length + Object.keys(consumer.aws.items.get('pump-1')!.pending).length).toBe(100);
  });

  it('judges and logs without telling anyone when alerting is observe', async () => {
    const consumer = new TestConsumer({ alerting: 'observe', quarantineAlertPercent: 1 });
    const bad = Array.from({ length: 50 }, (_, i) => record(i, 'oops'));
    const line = await consumer.process([...bad, record(60, STRANGE)]);
    expect(line).toMatchObject({ done: 1, anomalous: 1 });
    expect(consumer.report.entries[0].state).toMatchObject({ decision: { decision: 'observed', severity: 'medium' } });
    expect([consumer.aws.tableWrites, consumer.aws.published]).toEqual([[], []]);
  });

  it('says when the model knows none of the names', async () => {
    const consumer = new TestConsumer();
    await consumer.process([
      record(1, USUAL),
      record(2, [{ features: { y: 1, z: 2 } }]),
      record(3, [{ features: { w: 1 } }]),
    ]);
    expect(consumer.report.tallies[0].unknownNames).toEqual({
      names: ['y', 'z'],
      observations: 2,
      reason: 'got y, wanted at least one of x',
    });
  });
});

describe('a test alert', () => {
  const test = [{ labels: { [TEST_LABEL]: 'yes' }, features: { x: 0 } }];

  it('is scored and told as a test, although it is usual, and counted nowhere', async () => {
    const consumer = new TestConsumer();
    expect(await consumer.process([record(1, test), record(2, STRANGE)])).toMatchObject({ done: 2, anomalous: 1 });
    expect(consumer.aws.published).toMatchObject([
      { test: true, source: 'pump-1', anomalies: 0 },
      { kind: 'opened', anomalies: 1 },
    ]);
    expect(consumer.aws.published[1]).not.toHaveProperty('test');
    expect(consumer.report.entries[0].state).toMatchObject({ decision: { decision: 'test' } });
  });

  it('is told nobody when alerting is observe', async () => {
    const consumer = new TestConsumer({ alerting: 'observe' });
    await consumer.process([record(1, test)]);
    expect(consumer.aws.published).toEqual([]);
  });

  it('goes through the incident table, as every alert does, and leaves no incident there', async () => {
    const consumer = new TestConsumer();
    await consumer.process([record(1, test)]);
    expect(await consumer.aws.incidents.read('pump-1')).toBeUndefined();
    const item = await consumer.aws.incidents.read(TEST_ITEM_SOURCE);
    // Written down, and cleared.
    expect(item).toEqual({ source: TEST_ITEM_SOURCE, version: 2, checkpoints: {}, pending: {} });
  });

  it('holds nothing up when it cannot be told, and waits for the sweeper', async () => {
    const consumer = new TestConsumer({}, { publish: away('alerts') });
    expect(await consumer.process([record(1, test)])).toMatchObject({ done: 1 });
    expect(consumer.report.away).toMatchObject([{ port: 'alerts' }]);
    const { pending = {} } = (await consumer.aws.incidents.read(TEST_ITEM_SOURCE)) ?? {};
    expect(Object.values(pending)).toMatchObject([{ alert: { test: true } }]);
  });

  it('holds nothing up when it cannot be written down', async () => {
    const aws = new TestConsumer().aws.incidents;
    const consumer = new TestConsumer({}, { incidents: { ...aws, read: away('incidents') } });
    expect(await consumer.process([record(1, test)])).toMatchObject({ done: 1 });
    expect(consumer.report.away).toMatchObject([{ port: 'incidents' }]);
    expect(consumer.aws.published).toEqual([]);
  });

  it('goes to quarantine when the model does not know its names', async () => {
    const consumer = new TestConsumer();
    await consumer.process([record(1, [{ ...test[0], features: { y: 1 } }])]);
    expect(consumer.aws.quarantined).toHaveLength(1);
    expect(consumer.aws.published).toEqual([]);
  });
});

describe('requests', () => {
  const records = Array.from({ length: 64 }, (_, i) => record(i, [{ features: { x: 0, long: 123456789 + i } }]));

  it('are as few as the payload limit allows, and none is larger', async () => {
    const sizes: number[] = [];
    const consumer: TestConsumer = new TestConsumer(
      { maxRequestBytes: 1000 },
      {
        invoke: (body) => {
          sizes.push(body.length);
          return consumer.aws.invoke(body);
        },
      },
    );
    await consumer.process(records);
    expect(consumer.report.doneIdentities).toHaveLength(64);
    expect(sizes.length).toBe(4);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(1000);
  });

  it('are in flight at most as many at once as the settings say', async () => {
    let inFlight = 0;
    let most = 0;
    const consumer: TestConsumer = new TestConsumer(
      { maxRequestBytes: 200, maxConcurrentRequests: 3 },
      {
        invoke: async (body) => {
          most = Math.max(most, ++inFlight);
          await new Promise(setImmediate);
          inFlight--;
          return consumer.aws.invoke(body);
        },
      },
    );
    await consumer.process(records);
    expect(most).toBe(3);
  });

  it('never hold an observation that is too large for any', async () => {
    const consumer = new TestConsumer({ maxRequestBytes: 1000 });
    const features = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}`, i]));
    await consumer.process([record(1, USUAL), record(2, [{ features }]), record(3, USUAL)]);
    expect(consumer.aws.quarantined).toMatchObject([
      { sequenceNumber: '2', reason: { code: 'observation_too_large' } },
    ]);
    expect(consumer.report.doneIdentities).toEqual([`${SHARD}:1:0`, `${SHARD}:3:0`]);
  });

  it('that the container refuses are halved down to the observation that it refuses', async () => {
    const consumer = new TestConsumer();
    const batch = Array.from({ length: 100 }, (_, i) =>
      record(i, [{ features: { x: 0, ...(i === 41 && { refused: 1 }) } }]),
    );
    expect(await consumer.process(batch)).toMatchObject({ done: 99, quarantined: 1 });
    expect(consumer.aws.quarantined).toMatchObject([{ sequenceNumber: '41', reason: { code: 'refused' } }]);
    expect(consumer.aws.requests.length).toBeLessThan(20);
  });

  it('that never get the right number of scores because of one observation cost that one', async () => {
    const consumer = new TestConsumer();
    const batch = Array.from({ length: 20 }, (_, i) =>
      record(i, [{ features: { x: 0, ...(i === 19 && { garbles: 1 }) } }]),
    );
    const startMs = consumer.nowMs;
    expect(await consumer.process([...batch, record(20, USUAL)])).toMatchObject({ done: 20, quarantined: 1 });
    // After 1, 4 and 12 seconds more it is no passing fault.
    expect(consumer.nowMs - startMs).toBe(17_000);
    expect(consumer.aws.quarantined).toMatchObject([{ sequenceNumber: '19', reason: { code: 'unanswerable' } }]);
  });

  it('that are always answered wrong leave everything undecided, after few calls', async () => {
    const consumer = new TestConsumer({}, { invoke: async () => ({ kind: 'answered', body: '{"scores":[]}' }) });
    const line = await consumer.process(records);
    expect(line).toMatchObject({ observations: 0, retryFrom: '0' });
    expect(consumer.aws.quarantined).toEqual([]);
    expect(consumer.report.calls).toBeLessThan(50);
  });
});

describe('an endpoint that is away', () => {
  it('is asked a few times a minute, however many invocations that takes, and the first record not done is given back', async () => {
    const askedAtMs: number[] = [];
    const consumer: TestConsumer = new TestConsumer(
      { maxRequestBytes: 100 },
      {
        invoke: () => {
          askedAtMs.push(consumer.nowMs);
          return away('scoring')();
        },
      },
    );
    const startMs = consumer.nowMs;
    while (consumer.nowMs < startMs + 600_000) {
      const line = await consumer.process([record(7, USUAL), record(8, USUAL), record(9, USUAL)]);
      expect(line).toMatchObject({ retryFrom: '7', observations: 0 });
    }
    const perMinute = Array.from(
      { length: 10 },
      (_, m) => askedAtMs.filter((ms) => Math.floor((ms - startMs) / 60_000) === m).length,
    );
    expect(Math.max(...perMinute)).toBeLessThanOrEqual(7);
    expect(Math.min(...perMinute)).toBeGreaterThanOrEqual(2);
    expect(perMinute.slice(1).every((calls) => calls <= 4)).toBe(true);
  });

  it('is asked one thing at a time until it is back', async () => {
    const inFlight: number[] = [];
    let now = 0;
    const consumer: TestConsumer = new TestConsumer(
      { maxRequestBytes: 40, maxConcurrentRequests: 3 },
      {
        invoke: async (body) => {
          inFlight.push(++now);
          await new Promise(setImmediate);
          now--;
          return inFlight.length <= 4 ? away('scoring')() : consumer.aws.invoke(body);
        },
      },
    );
    await consumer.process([1, 2, 3, 4, 5].map((n) => record(n, USUAL)));
    // Three at once in the first attempt, one in the second, and one at a time in the third, which comes through.
    expect(inFlight).toEqual([1, 2, 3, 1, 1, 1, 1, 1, 1]);
  });

  it('costs nothing but the wait when it comes back in time', async () => {
    let calls = 0;
    const consumer: TestConsumer = new TestConsumer(
      {},
      { invoke: (body) => (calls++ < 3 ? away('scoring')() : consumer.aws.invoke(body)) },
    );
    expect(await consumer.process([record(1, STRANGE)])).toMatchObject({ done: 1, anomalous: 1 });
    expect(consumer.report.away.map(({ port, waitMs }) => [port, waitMs])).toEqual([
      ['scoring', 1000],
      ['scoring', 4000],
      ['scoring', 12_000],
    ]);
  });

  it('is not asked for what was scored already', async () => {
    let calls = 0;
    const consumer: TestConsumer = new TestConsumer(
      { maxRequestBytes: 100, maxConcurrentRequests: 1 },
      { invoke: (body) => (++calls === 3 ? away('scoring')() : consumer.aws.invoke(body)) },
    );
    const sources = ['a', 'b', 'c', 'd'];
    await consumer.process(
      sources.map((source, i) => record(i, [{ source, features: { x: 0, [source]: 12345678901 } }])),
    );
    expect(
      consumer.aws.requests
        .flat()
        .flatMap((features) => Object.keys(features).slice(1))
        .sort(),
    ).toEqual(sources);
  });

  it('is never waited for longer than the invocation lasts', async () => {
    const timeouts: number[] = [];
    const consumer: TestConsumer = new TestConsumer(
      { scoringTimeoutMs: 45_000 },
      {
        invoke: (_, timeoutMs) => {
          timeouts.push(timeoutMs);
          consumer.nowMs += timeoutMs;
          return away('scoring')();
        },
      },
    );
    await consumer.process([record(1, USUAL)], 60_000);
    expect(timeouts).toEqual([45_000, 9000]);
  });

  it('is not asked at all when no time is left to do anything with the answer', async () => {
    const consumer = new TestConsumer();
    expect(await consumer.process([record(1, USUAL)], 4000)).toMatchObject({ retryFrom: '1' });
    expect(consumer.report.calls).toBe(0);
  });
});

describe('when AWS is away', () => {
  it('and the table cannot be written, what comes before the first uncounted anomaly is done', async () => {
    const { aws } = new TestConsumer();
    const consumer = new TestConsumer({}, { incidents: { ...aws.incidents, write: away('incidents') } });
    const line = await consumer.process([record(1, USUAL), record(2, STRANGE), record(3, USUAL), record(4, 'oops')]);
    expect(line).toMatchObject({ done: 1, quarantined: 0, retryFrom: '2' });
    expect(consumer.aws.quarantined).toEqual([]);
  });

  it('and people cannot be told, counting goes on and the alerts wait in the table', async () => {
    let calls = 0;
    const publish = () => {
      calls++;
      return away('alerts')();
    };
    const consumer = new TestConsumer({}, { publish });
    const strange = ['a', 'b', 'c'].map((source, i) => record(i, [{ source, features: { x: 3 } }]));
    expect(await consumer.process(strange)).toMatchObject({ done: 3, anomalous: 3 });
    expect(calls).toBe(1);
    expect([...consumer.aws.items.values()].map(({ pending }) => Object.keys(pending).length)).toEqual([1, 1, 1]);
    expect(consumer.report.away).toEqual([{ port: 'alerts', reason: 'connect ECONNREFUSED' }]);
  });

  it('and nothing can be put into quarantine, nothing is lost', async () => {
    const consumer = new TestConsumer({}, { quarantine: away('quarantine') });
    const line = await consumer.process([record(1, STRANGE), record(2, 'oops'), record(3, STRANGE)]);
    expect(line).toMatchObject({ done: 1, quarantined: 0, retryFrom: '2' });
    expect(consumer.report.quarantines).toEqual([]);
  });
});

describe('a record that our own code throws on', () => {
  it('is found and quarantined as unprocessable, and the others are done', async () => {
    const consumer = new TestConsumer();
    const batch = Array.from({ length: 30 }, (_, i) =>
      record(i, [{ features: { x: 3, ...(i === 13 && { throws: 1 }) } }]),
    );
    expect(await consumer.process(batch)).toMatchObject({ done: 29, quarantined: 1, anomalous: 29 });
    const [bad] = consumer.aws.quarantined;
    expect(bad).toMatchObject({ sequenceNumber: '13', reason: { code: 'unprocessable' } });
    expect(bad!.reason.message).toContain('cannot read properties of undefined');
  });

  it('is found when counting throws, too', async () => {
    const { aws } = new TestConsumer();
    const read = async (source: string) => {
      if (source === 'cursed') throw new TypeError('unexpected token in JSON');
      return aws.incidents.read(source);
    };
    const consumer = new TestConsumer({}, { incidents: { ...aws.incidents, read } });
    const batch = Array.from({ length: 30 }, (_, i) =>
      record(i, [{ source: i === 13 ? 'cursed' : 'fine', features: { x: 3 } }]),
    );
    expect(await consumer.process(batch)).toMatchObject({ done: 29, quarantined: 1, anomalous: 29 });
    expect(consumer.aws.quarantined).toMatchObject([{ sequenceNumber: '13', reason: { code: 'unprocessable' } }]);
    expect(aws.items.get('fine')).toMatchObject({ incident: { anomalies: 29 } });
  });
});

describe('what is in quarantine', () => {
  it('is the record as it came when it holds one observation', async () => {
    const consumer = new TestConsumer();
    const packed = gzipSync('{"y":1}');
    await consumer.process([record(1, packed)]);
    expect(Buffer.from(consumer.aws.quarantined[0].data, 'base64').equals(packed)).toBe(true);
  });

  it('is an observation of several as it can be put on the stream again', async () => {
    const consumer = new TestConsumer();
    const unknown = { source: 'pump-9', id: 'row-3', timestampMs: ARRIVAL_MS - 5, features: { y: 1 } };
    await consumer.process([record(1, [{ features: { x: 0 } }, unknown])]);
    const { data, index, partitionKey, arrivedAt } = consumer.aws.quarantined[0];
    expect({ index, partitionKey, arrivedAt }).toEqual({
      index: 1,
      partitionKey: 'key',
      arrivedAt: '2026-11-20T12:00:00.000Z',
    });
    const [again] = decodeRecord(Buffer.from(data, 'base64'), { partitionKey, arrivalMs: ARRIVAL_MS });
    expect(again!.ok && again!.observation).toEqual(unknown);
  });

  it('remembers where an observation was before that was put on the stream again', async () => {
    const consumer = new TestConsumer();
    const redrivenFrom = 'shardId-000000000002:77:3';
    const bytes = encodeRedriven([
      { redrivenFrom, arrivedAt: '2026-11-19T00:00:00.000Z', data: Buffer.from('{"y":1}') },
    ]);
    await consumer.process([record(1, bytes)]);
    const [bad] = consumer.aws.quarantined;
    expect(bad).toMatchObject({ identity: `${SHARD}:1:0`, redrivenFrom });
    expect(JSON.parse(Buffer.from(bad!.data, 'base64').toString())).toMatchObject({ features: { y: 1 } });
  });

  it('is the same object when the same batch comes again', async () => {
    const consumer = new TestConsumer();
    const batch = [record(1, 'oops'), record(2, USUAL), record(3, 'oops')];
    await consumer.process(batch);
    const objects = structuredClone(consumer.aws.objects);
    await consumer.process(batch);
    expect(consumer.aws.objects).toEqual(objects);
  });
});

describe('a batch of gzip bombs', () => {
  it('is never unpacked at once: a record is decoded when what comes before it is done', async () => {
    const happened: string[] = [];
    // As much as is scored at once, in the largest observations that there may be.
    const [observations, features] = [53, 10_000];
    const bomb = gzipSync(`${new Array(features).fill(1).join(',')}\n`.repeat(observations));
    const scored = { instances: new Array(observations).fill({ features: { x: 0 } }) };
    const bombs = [1, 2].map((n) => ({
      ...record(n, ''),
      get bytes() {
        happened.push(`unpack ${n}`);
        return bomb;
      },
    }));
    const consumer: TestConsumer = new TestConsumer(
      {},
      {
        invoke: async () => {
          happened.push('score');
          return consumer.aws.invoke(Buffer.from(JSON.stringify(scored)));
        },
      },
    );
    expect(await consumer.process(bombs)).toMatchObject({ done: 2 * observations });
    expect(happened).toEqual(['unpack 1', 'score', 'unpack 2', 'score']);
  });
});
