import { describe, expect, it } from 'vitest';
import type { RecordNote } from '../../../lambda/consumer/head-record.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { TestConsumer, type TestPorts } from '../../support/consumer/consumer.ts';
import { record } from '../../support/consumer/observations.ts';

const NAME = 'observations/shardId-000000000000:1';
const USUAL = '{"x":0}';

function noteOf(parts: Partial<RecordNote>): RecordNote {
  return { unfinished: 0, finished: 0, observations: 0, heldSinceMs: 0, ...parts };
}

/** A consumer that meets the record of the tests two minutes after its arrival. */
function lateConsumer(ports: TestPorts = {}): TestConsumer {
  const consumer = new TestConsumer({}, ports);
  consumer.nowMs += 120_000;
  return consumer;
}

describe('a record that ends the function that handles it', () => {
  it('is noted before it is decoded, once it comes alone', () => {
    const consumer = lateConsumer({ invoke: () => new Promise(() => {}) });
    void consumer.process([record(1, USUAL)]);
    return expect.poll(() => consumer.aws.recordNotes.get(NAME)).toMatchObject({ unfinished: 1 });
  });

  it('goes to quarantine undecoded and whole when two deliveries of it alone never ended', async () => {
    const consumer = lateConsumer();
    for (let deaths = 0; deaths < 2; deaths++) {
      const dying = lateConsumer({ invoke: () => new Promise(() => {}), notes: consumer.aws.notes });
      void dying.process([record(1, USUAL)]);
      await expect.poll(() => consumer.aws.recordNotes.get(NAME)?.unfinished).toBe(deaths + 1);
    }
    expect(await consumer.process([record(1, USUAL)])).toMatchObject({ done: 0, quarantined: 1 });
    expect(consumer.aws.quarantined).toMatchObject([
      { identity: 'shardId-000000000000:1:0', reason: { code: 'crashed_function' }, data: btoa(USUAL) },
    ]);
    expect(consumer.aws.requests).toEqual([]);
    expect(consumer.aws.recordNotes.size).toBe(0);
  });

  it('goes there also when the bucket is away at first', async () => {
    let isAway = true;
    const consumer: TestConsumer = lateConsumer({
      quarantine: async (observations) => {
        if (isAway) throw new Unavailable('quarantine', 'away');
        await consumer.aws.quarantine(observations);
      },
    });
    consumer.aws.recordNotes.set(NAME, noteOf({ unfinished: 2 }));
    expect(await consumer.process([record(1, USUAL)], 10_000)).toMatchObject({ quarantined: 0, retryFrom: '1' });
    isAway = false;
    expect(await consumer.process([record(1, USUAL)])).toMatchObject({ quarantined: 1 });
    expect(consumer.aws.requests).toEqual([]);
  });

  it('is handled like any other when the deliveries of it ended, however they did', async () => {
    let isAway = true;
    const consumer: TestConsumer = lateConsumer({
      invoke: async (body) => {
        if (isAway) throw new Unavailable('scoring', 'away');
        return consumer.aws.invoke(body);
      },
    });
    for (let delivery = 0; delivery < 4; delivery++) {
      expect(await consumer.process([record(1, USUAL)])).toMatchObject({ retryFrom: '1' });
      expect(consumer.aws.recordNotes.get(NAME)).toMatchObject({ unfinished: 0 });
    }
    isAway = false;
    expect(await consumer.process([record(1, USUAL)])).toMatchObject({ done: 1 });
    expect(consumer.aws.recordNotes.size).toBe(0);
  });

  it('costs its record alone: those behind it are judged', async () => {
    const consumer = lateConsumer();
    consumer.aws.recordNotes.set(NAME, noteOf({ unfinished: 2 }));
    expect(await consumer.process([record(1, USUAL), record(2, USUAL)])).toMatchObject({ done: 1, quarantined: 1 });
  });

  it('costs no call while it is young', async () => {
    const never = async () => Promise.reject(new Error('nobody may ask'));
    const consumer = new TestConsumer({}, { notes: { read: never, write: never, clear: never } });
    expect(await consumer.process([record(1, USUAL)])).toMatchObject({ done: 1 });
  });

  it('is noted also when its clock or ours is hours ahead', async () => {
    const consumer = new TestConsumer();
    consumer.nowMs -= 7 * 3_600_000;
    consumer.aws.recordNotes.set(NAME, noteOf({ unfinished: 2 }));
    expect(await consumer.process([record(1, USUAL)])).toMatchObject({ done: 0, quarantined: 1 });
  });

  it('is handled without a note when there is no reaching the table', async () => {
    const away = async () => Promise.reject(new Unavailable('incidents', 'away'));
    const consumer = lateConsumer({ notes: { read: away, write: away, clear: away } });
    expect(await consumer.process([record(1, USUAL)])).toMatchObject({ done: 1 });
    expect(consumer.report.away.map(({ port }) => port)).toContain('incidents');
  });
});

describe('a record of more than one invocation can finish', () => {
  const SOURCES = 20_000;
  const text = Array.from({ length: SOURCES }, (_, i) => `{"source":"s${i}","x":9}`).join('\n');

  it('goes on where it stopped, counts each source once, and never runs out of time', async () => {
    // One call after the other, however many are made at once: the slowest way in which AWS may answer.
    const CALL_MS = 4;
    const slow = async <T>(effect: Promise<T>): Promise<T> => {
      consumer.nowMs += CALL_MS;
      return effect;
    };
    const consumer: TestConsumer = lateConsumer({
      incidents: {
        read: (source) => slow(consumer.aws.incidents.read(source)),
        write: (item) => slow(consumer.aws.incidents.write(item)),
        clearPending: (source, alertId) => slow(consumer.aws.incidents.clearPending(source, alertId)),
        noteHeldBack: (...what) => slow(consumer.aws.incidents.noteHeldBack(...what)),
        keepAlert: (alert) => slow(consumer.aws.incidents.keepAlert(alert)),
      },
      publish: (alert) => slow(consumer.aws.publish(alert)),
    });
    let invocations = 0;
    for (;;) {
      const startedMs = consumer.nowMs;
      const { retryFrom } = await consumer.process([record(1, text), record(2, USUAL)], 120_000);
      invocations++;
      expect(consumer.nowMs - startedMs).toBeLessThan(120_000);
      if (retryFrom === undefined) break;
      expect(invocations).toBeLessThan(6);
    }
    expect(invocations).toBeGreaterThan(1);
    expect(new Set(consumer.report.doneIdentities).size).toBe(SOURCES + 1);
    expect(consumer.report.doneIdentities).toHaveLength(SOURCES + 1);
    const items = [...consumer.aws.items.values()];
    expect(items).toHaveLength(SOURCES);
    expect(items.every(({ incident }) => incident?.anomalies === 1)).toBe(true);
  }, 60_000);

  it('begins anew when other settings make other observations of it', async () => {
    const consumer = lateConsumer();
    consumer.aws.recordNotes.set(NAME, noteOf({ finished: 2, observations: 5 }));
    expect(await consumer.process([record(1, [{}, {}, {}])])).toMatchObject({ done: 3 });
    consumer.aws.recordNotes.set(NAME, noteOf({ finished: 2, observations: 3 }));
    expect(await consumer.process([record(1, [{}, {}, {}])])).toMatchObject({ done: 1 });
  });
});
