import { describe, expect, it, vi } from 'vitest';
import { encodeForget } from '../../../contracts/record-forms/state-record.ts';
import type { BatchSettings } from '../../../lambda/consumer/settings.ts';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { learnRecord } from '../../../lambda/source-state/learn-records.ts';
import { learnerOf } from '../../../lambda/source-state/learner.ts';
import { shardKeyOf } from '../../../lambda/source-state/ports.ts';
import { packSources } from '../../../streams/pack-sources.ts';
import { Sources } from '../../../streams/sources.ts';
import { TestConsumer, type TestPorts } from '../../support/consumer/consumer.ts';
import { ARRIVAL_MS, record, STREAM_ARN } from '../../support/consumer/observations.ts';
import { SETTINGS } from '../../support/consumer/settings.ts';

const HOUR_MS = 3_600_000;
const PAST = {
  sensitivity: 'normal' as const,
  tellWhileLearning: false,
  silence: true,
  counters: [] as string[],
  timeZone: 'UTC',
  maxSourceFeatures: 100_000,
  silentAfterMs: 90 * 24 * HOUR_MS,
  maxRecordAgeMs: 6 * HOUR_MS,
  streamRetentionMs: 24 * HOUR_MS,
  maxMemoryBytes: 600_000_000,
};
const USUAL = '{"source":"pump-1","x":0}';

function consumerWithPast(ports: TestPorts = {}, settings: Partial<BatchSettings> = {}): TestConsumer {
  return new TestConsumer({ sourceState: PAST, ...settings }, ports);
}

const KEY = shardKeyOf({
  streamArn: STREAM_ARN,
  streamCreatedMs: Date.parse('2026-01-01T00:00:00Z'),
  shardId: 'shardId-000000000000',
});

/** Puts records where GetRecords finds them. */
function onStream(consumer: TestConsumer, records: readonly StreamRecord[]): readonly StreamRecord[] {
  consumer.aws.sourceState.shards.set(KEY, { records: [...records] });
  return records;
}

/** What one pass over the records teaches. */
function onePass(records: readonly StreamRecord[]): Uint8Array {
  const learner = learnerOf(PAST, SETTINGS);
  const sources = new Sources(learner.sources);
  for (const one of records) learnRecord(one, sources, learner);
  return packSources(sources);
}

function knownBy({ memory }: TestConsumer): Uint8Array {
  return packSources(memory.past.shards.get(KEY)!.sources);
}

/** One that has yet to read all of the records but the last, which another has finished: a page takes it ten seconds. */
async function readingSlowly(records: readonly StreamRecord[]): Promise<TestConsumer> {
  const before = consumerWithPast();
  onStream(before, records);
  await before.process(records.slice(0, -1));

  const consumer = consumerWithPast();
  Object.assign(consumer.aws, { sourceState: before.aws.sourceState });
  const { stream } = before.aws.sourceState;
  const { pages } = stream;
  stream.pages = async function* (...what) {
    for await (const page of pages(...what)) {
      consumer.nowMs += 10_000;
      yield page;
    }
  };
  return consumer;
}

describe('an observation', () => {
  it('is judged by the past of its source, whatever becomes of it', async () => {
    const consumer = consumerWithPast();
    await consumer.process([record(1, USUAL), record(2, '{"source":"pump-1","y":1}'), record(3, USUAL)]);
    const { entries, quarantines } = consumer.report;
    expect(entries.map(({ past }) => past?.observations)).toEqual([1, 3]);
    expect(entries[1].past?.names).toEqual(['x', 'y']);
    expect(quarantines).toHaveLength(1);
  });

  it('teaches nothing where its number means a missing value, as settings say', async () => {
    const [marked, empty] = ['-200', 'null'].map((x) => [
      record(1, USUAL),
      record(2, `{"source":"pump-1","x":${x},"y":1}`),
      record(3, `[${x},1]`),
    ]);
    const consumer = consumerWithPast({}, { missingValues: [-999, -200] });
    await consumer.process(marked);
    expect(knownBy(consumer)).toEqual(onePass(empty));
    const other = consumerWithPast();
    await other.process(marked);
    expect(knownBy(other)).not.toEqual(onePass(empty));
  });

  it('is learned otherwise, in a lineage of its own, when other numbers mean a missing value', () => {
    const hashOf = (missingValues?: number[]) => learnerOf(PAST, { ...SETTINGS, missingValues }).hash;
    expect(hashOf([-200])).not.toBe(hashOf());
    expect(hashOf([])).toBe(hashOf());
    expect(hashOf([-200, -999])).toBe(hashOf([-999, -200, -999]));
  });

  it('has no past where source state is off, and nothing is asked for', async () => {
    const consumer = new TestConsumer({}, { sourceState: undefined as never });
    expect(await consumer.process([record(1, USUAL)])).toMatchObject({ done: 1 });
    expect(consumer.report.entries[0].past).toBeUndefined();
  });

  it('is judged by the endpoint alone, and the bug told, where our own code throws', async () => {
    const judge = vi.spyOn(Sources.prototype, 'judgeAndLearn').mockImplementationOnce(() => {
      throw new TypeError('a bug');
    });
    const consumer = consumerWithPast();
    const { done } = await consumer.process([record(1, USUAL), record(2, USUAL)]);
    judge.mockRestore();
    expect([done, ...consumer.report.entries.map(({ past }) => past?.observations)]).toEqual([2, undefined, 1]);
    expect(consumer.report.sourceStateEvents).toMatchObject([
      { kind: 'threw', reason: 'TypeError: a bug' },
      { kind: 'kept', sources: 1, evicted: 0 },
    ]);
  });
});

describe('what is known', () => {
  it('keeps the clock of sources that are all forgotten when a lineage begins', async () => {
    const consumer = consumerWithPast();
    const late = { ...record(3, 'x,y'), arrivalMs: ARRIVAL_MS + 30 * HOUR_MS };
    const records = onStream(consumer, [record(1, USUAL), record(2, encodeForget('pump-1')), late]);
    await consumer.process(records.slice(0, 2));
    consumer.nowMs = late.arrivalMs;
    await consumer.process(records.slice(2));
    expect(consumer.aws.sourceState.stored.get(KEY)).toMatchObject({ lineage: 2, gap: { reason: 'idle' } });
    // The one that the lineage begins with, and the one behind it.
    expect(consumer.aws.sourceState.objects.size).toBe(2);
    expect(knownBy(consumer)).toEqual(onePass(records));
  });

  it('begins with the first record of its lineage: those before it were finished', async () => {
    const before = consumerWithPast();
    const records = onStream(before, [record(1, USUAL), record(2, USUAL)]);
    await before.process(records.slice(0, 1));
    const { stored } = before.aws.sourceState;
    const { last: _, ...item } = stored.get(KEY)!;
    const genesis = records[1].sequenceNumber;
    stored.set(KEY, { ...item, lineage: 2, genesis, gap: { reason: 'unreadable', atMs: 0 } });

    const consumer = consumerWithPast();
    Object.assign(consumer.aws, { sourceState: before.aws.sourceState });
    expect(await consumer.process(records)).toMatchObject({ done: 1 });
    expect(knownBy(consumer)).toEqual(onePass(records.slice(1)));
  });

  it('is that of whole records, also where one takes several chunks and invocations', async () => {
    let calls = 0;
    const consumer: TestConsumer = consumerWithPast({
      async invoke(body) {
        // The second and the fourth do not come back in time.
        if (calls++ % 2 === 1) {
          consumer.nowMs += 60_000;
          throw new Unavailable('scoring', 'away');
        }
        return consumer.aws.invoke(body);
      },
    });
    consumer.nowMs += 120_000;
    const large = Array.from({ length: 12_000 }, (_, i) => `{"source":"s${i % 50}","x":${i % 9 === 0 ? 0.5 : 0}}`);
    const records = onStream(consumer, [record(1, USUAL), record(2, large.join('\n')), record(3, USUAL)]);
    let at = 0;
    let invocations = 0;
    for (; invocations < 20 && at < 3; invocations++) {
      const { retryFrom } = await consumer.process(records.slice(at), 60_000);
      at = retryFrom === undefined ? 3 : Number(retryFrom) - 1;
      expect(knownBy(consumer)).toEqual(onePass(records.slice(0, at)));
    }
    expect([at, invocations > 1]).toEqual([3, true]);
    const observations = consumer.report.entries.map(({ past }) => past?.observations);
    expect(observations.slice(1, -1)).toEqual(large.map((_, i) => Math.floor(i / 50) + 1));
  });

  it('is read again over several invocations, and nobody is judged before', async () => {
    const records = Array.from({ length: 40 }, (_, i) => record(i + 1, USUAL));
    const consumer = await readingSlowly(records);
    const answers: (string | undefined)[] = [];
    while (answers.length < 20 && answers.at(-1) !== 'done') {
      const { retryFrom = 'done' } = await consumer.process(records.slice(39), 60_000);
      answers.push(retryFrom);
    }
    expect(answers).toEqual(['40', '40', 'done']);
    expect(consumer.report.entries.map(({ past }) => past?.observations)).toEqual([40]);
    expect(knownBy(consumer)).toEqual(onePass(records));
  });

  it('is also what was finished while nobody kept it, although reading it fails at first', async () => {
    const records = Array.from({ length: 6 }, (_, i) => record(i + 1, USUAL));
    const before = consumerWithPast();
    onStream(before, records);
    await before.process(records.slice(0, 1));
    before.nowMs += 61_000;
    await before.process(records.slice(1, 2));
    expect(before.aws.sourceState.stored.get(KEY)?.snapshot?.sequence).toBe('2');
    // Records 3 to 5 are given to a deployment without source state.
    const consumer = consumerWithPast();
    Object.assign(consumer.aws, { sourceState: before.aws.sourceState });
    const { stream } = before.aws.sourceState;
    const { pages } = stream;
    let failures = 0;
    stream.pages = async function* (...what) {
      for await (const page of pages(...what)) {
        if (failures++ === 0) throw new Unavailable('stream', 'away');
        yield page;
      }
    };
    expect(await consumer.process(records.slice(5))).toMatchObject({ done: 1 });
    expect(consumer.report.entries.map(({ past }) => past?.observations)).toEqual([6]);
    expect(before.aws.sourceState.stored.get(KEY)).toMatchObject({ lineage: 1, last: '6' });
  });

  it('is also what was given up, where a process remembers what was before', async () => {
    const records = Array.from({ length: 4 }, (_, i) => ({
      ...record(i + 1, USUAL),
      arrivalMs: ARRIVAL_MS + i * 3 * HOUR_MS,
    }));
    const consumer = consumerWithPast();
    onStream(consumer, records);
    await consumer.process(records.slice(0, 1));
    // The second and the third waited for more than six hours.
    consumer.nowMs = records[3].arrivalMs + 4 * HOUR_MS;
    expect(await consumer.process(records.slice(3))).toMatchObject({ done: 1 });
    expect(consumer.report.entries.map(({ past }) => past?.observations)).toEqual([1, 4]);
    expect(knownBy(consumer)).toEqual(onePass(records));
  });

  it('is put down each minute, the snapshot before kept beside', async () => {
    const records = Array.from({ length: 30 }, (_, i) => ({
      ...record(i + 1, USUAL),
      arrivalMs: ARRIVAL_MS + i * 25_000,
    }));
    const consumer = consumerWithPast();
    onStream(consumer, records);
    for (const one of records) {
      consumer.nowMs = one.arrivalMs + 1000;
      await consumer.process([one]);
    }
    const { stored, objects } = consumer.aws.sourceState;
    const { snapshot, previous } = stored.get(KEY)!;
    expect([snapshot?.sequence, previous?.sequence, objects.size]).toEqual(['28', '25', 9]);
    expect(objects.get(snapshot!.key)).toEqual(onePass(records.slice(0, 28)));
  });

  it('is left behind when reading it again takes a quarter of an hour', async () => {
    const records = Array.from({ length: 400 }, (_, i) => record(i + 1, USUAL));
    const consumer = await readingSlowly(records);
    let retryFrom: string | undefined = '400';
    for (let invocations = 0; retryFrom !== undefined && invocations < 50; invocations++) {
      ({ retryFrom } = await consumer.process(records.slice(399), 60_000));
    }
    expect(consumer.nowMs - ARRIVAL_MS).toBeLessThan(17 * 60_000);
    expect(consumer.aws.sourceState.stored.get(KEY)).toMatchObject({
      lineage: 2,
      gap: { reason: 'late' },
      last: '400',
    });
    expect(consumer.report.entries.map(({ past }) => past!.observations > 200)).toEqual([true]);
  });
});

describe('a record that ends the function', () => {
  it('is finished only when a snapshot is behind it, so that nobody reads it again', async () => {
    let isAway = true;
    const consumer: TestConsumer = consumerWithPast();
    const { snapshots } = consumer.aws.sourceState;
    const { put } = snapshots;
    snapshots.put = async (...object) => {
      if (isAway) throw new Unavailable('sourceState', 'away');
      await put(...object);
    };
    const records = onStream(consumer, [record(1, USUAL), record(2, USUAL), record(3, USUAL)]);
    await consumer.process(records.slice(0, 1));
    consumer.nowMs += 120_000;
    const note = { unfinished: 2, finished: 0, observations: 0, heldSinceMs: 0 };
    consumer.aws.recordNotes.set('observations/shardId-000000000000:2', note);
    for (let delivery = 0; delivery < 2; delivery++) {
      expect(await consumer.process(records.slice(1))).toMatchObject({ retryFrom: '2' });
      expect(consumer.aws.recordNotes.values().next().value).toMatchObject({ unfinished: 2 });
      expect(consumer.report.entries).toHaveLength(1);
    }
    isAway = false;
    consumer.nowMs += 60_000;
    expect(await consumer.process(records.slice(1))).toMatchObject({ done: 1 });
    const { stored } = consumer.aws.sourceState;
    expect(stored.get(KEY)).toMatchObject({
      lineage: 2,
      gap: { reason: 'crashed' },
      snapshot: { sequence: '2' },
      last: '3',
    });
    expect(consumer.report.entries.map(({ past }) => past?.observations)).toEqual([1, 2]);
  });
});

describe('a record that was given up and ends the function', () => {
  const records = [1, 2, 3, 4].map((number) => record(number, USUAL));

  it('ends three who read again what was missed, and is left out then', async () => {
    const consumer = consumerWithPast();
    onStream(consumer, records);
    await consumer.process(records.slice(0, 1));
    consumer.nowMs += 60_000;
    const { stream, stored } = consumer.aws.sourceState;
    let deaths = 0;
    // Nobody hears of the process again.
    stream.pages = async function* () {
      deaths++;
      yield await new Promise<never>(() => {});
    };
    const again = () => {
      consumer.memory.past.shards.drop(KEY);
      return consumer.process(records.slice(3));
    };
    for (let death = 1; death <= 3; death++) {
      void again();
      await vi.waitFor(() => expect(deaths).toBe(death));
    }
    expect(await again()).toMatchObject({ done: 1 });
    expect(stored.get(KEY)).toMatchObject({ lineage: 2, gap: { reason: 'endless' }, last: '4' });
    expect(consumer.report.entries).toHaveLength(2);
    expect(consumer.aws.recordNotes.size).toBe(0);
  });
});

describe('a table that does not answer', () => {
  it('costs delay: it is asked a few times, and nothing is judged', async () => {
    let isAway = true;
    let reads = 0;
    const consumer = consumerWithPast();
    const { items } = consumer.aws.sourceState;
    const { read } = items;
    items.read = async (key) => {
      reads++;
      if (isAway) throw new Unavailable('sourceState', 'away');
      return read(key);
    };
    const startedMs = consumer.nowMs;
    for (let minute = 0; minute < 10; minute++) {
      expect(await consumer.process([record(1, USUAL)])).toMatchObject({ observations: 0, retryFrom: '1' });
    }
    expect(reads / ((consumer.nowMs - startedMs) / 60_000)).toBeLessThan(5);
    expect(consumer.aws.requests).toEqual([]);
    isAway = false;
    consumer.nowMs += 60_000;
    expect(await consumer.process([record(1, USUAL)])).toMatchObject({ done: 1 });
  });
});
