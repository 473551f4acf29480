import { describe, expect, it } from 'vitest';
import type { StreamRecord } from '../../../lambda/consumer/stream-record.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { rollAllForward } from '../../../lambda/snapshot-cleaner/roll-forward.ts';
import { SNAPSHOT_LIMITS, type SourceStateEvent } from '../../../lambda/source-state/context.ts';
import { learnRecord } from '../../../lambda/source-state/learn-records.ts';
import { learnerOf } from '../../../lambda/source-state/learner.ts';
import { shardKeyOf } from '../../../lambda/source-state/ports.ts';
import { ShardMemory } from '../../../lambda/source-state/shard-memory.ts';
import { packSources } from '../../../streams/pack-sources.ts';
import { Sources } from '../../../streams/sources.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { InMemoryAws } from '../../support/consumer/in-memory-aws.ts';
import { ARRIVAL_MS, record, STREAM_ARN } from '../../support/consumer/observations.ts';
import { SETTINGS } from '../../support/consumer/settings.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
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
const SHARD = {
  streamArn: STREAM_ARN,
  streamCreatedMs: Date.parse('2026-01-01T00:00:00Z'),
  shardId: 'shardId-000000000000',
};
const KEY = shardKeyOf(SHARD);

/** Records of a pump, this long after each other. */
function records(count: number, everyMs = 1000): StreamRecord[] {
  return Array.from({ length: count }, (_, i) => {
    return { ...record(i + 1, `{"source":"pump-1","x":${i % 7}}`), arrivalMs: ARRIVAL_MS + i * everyMs };
  });
}

/** A shard whose records processes take that each know nothing. */
class Shard {
  readonly aws = new InMemoryAws();
  nowMs = 0;

  constructor(all: readonly StreamRecord[]) {
    this.aws.sourceState.shards.set(KEY, { records: [...all] });
  }

  get item() {
    return this.aws.sourceState.stored.get(KEY)!;
  }

  async take(batch: readonly StreamRecord[]) {
    const consumer = Object.assign(new TestConsumer({ sourceState: PAST }), { aws: this.aws });
    this.nowMs = Math.max(this.nowMs, batch[batch.length - 1].arrivalMs + 1000);
    consumer.nowMs = this.nowMs;
    expect((await consumer.process(batch)).retryFrom).toBeUndefined();
    return packSources(consumer.memory.past.shards.get(KEY)!.sources);
  }

  /** What the schedule does at this time. */
  async hourly(atMs: number, past = PAST) {
    this.nowMs = Math.max(this.nowMs, atMs);
    const events: SourceStateEvent[] = [];
    const context = {
      learner: learnerOf(past, SETTINGS),
      limits: { ...past, ...SNAPSHOT_LIMITS },
      ports: this.aws.sourceState,
      streamCreationMs: this.aws.streamCreationMs,
      memory: new ShardMemory(),
      now: () => this.nowMs,
      notes: undefined,
      hasTime: () => true,
      tell: (event: SourceStateEvent) => void events.push(event),
    };
    const { item } = this;
    const kept = [{ shard: SHARD, item }];
    return { ...(await rollAllForward(kept, HOUR_MS, context)), events: events.map(({ kind }) => kind) };
  }

  /** The bytes that the item names. */
  get snapshot() {
    return this.aws.sourceState.objects.get(this.item.snapshot?.key ?? '');
  }
}

/** What one pass over the records teaches. */
function onePass(all: readonly StreamRecord[]): Uint8Array {
  const learner = learnerOf(PAST, SETTINGS);
  const sources = new Sources(learner.sources);
  for (const one of all) learnRecord(one, sources, learner);
  return packSources(sources);
}

describe('the snapshot of a shard', () => {
  it('that fell silent is brought to its last record, so that nothing is lost when the stream forgets', async () => {
    const all = [...records(5), { ...records(6)[5], arrivalMs: ARRIVAL_MS + 40 * HOUR_MS }];
    const shard = new Shard(all);
    await shard.take(all.slice(0, 5));
    expect(shard.snapshot).toBeUndefined();
    expect(await shard.hourly(ARRIVAL_MS + 2 * HOUR_MS)).toEqual({
      rolled: 1,
      failures: [],
      events: ['read', 'saved'],
    });
    expect(shard.item).toMatchObject({ lineage: 1, snapshot: { sequence: '5' } });
    expect(shard.snapshot).toEqual(onePass(all.slice(0, 5)));
    expect(await shard.hourly(ARRIVAL_MS + 3 * HOUR_MS)).toEqual({ rolled: 0, failures: [], events: [] });

    shard.aws.sourceState.shards.set(KEY, { records: all.slice(5) });
    expect(await shard.take(all.slice(5))).toEqual(onePass(all));
    expect(shard.item.gap?.reason).toBe('idle');
  });

  it('is not brought forward by anybody else: what the stream has forgotten is missing then', async () => {
    const all = [...records(5), { ...records(6)[5], arrivalMs: ARRIVAL_MS + 40 * HOUR_MS }];
    const shard = new Shard(all);
    await shard.take(all.slice(0, 5));
    shard.aws.sourceState.shards.set(KEY, { records: all.slice(5) });
    await shard.take(all.slice(5));
    expect(shard.item.gap?.reason).toBe('expired');
  });

  it('of which a new process takes each record, now and then, is brought forward, too', async () => {
    const all = records(150, 20 * MINUTE_MS);
    const shard = new Shard(all);
    let known: Uint8Array | undefined;
    for (const one of all) {
      if (shard.nowMs > 0 && Number(one.sequenceNumber) % 3 === 0) await shard.hourly(one.arrivalMs);
      known = await shard.take([one]);
    }
    expect([shard.item.lineage, shard.item.gap]).toEqual([1, undefined]);
    expect(known).toEqual(onePass(all));
  });

  it('is left as it is while it is young, where nothing came since, and by a function of other settings', async () => {
    const shard = new Shard(records(5));
    await shard.take(records(4));
    const nothing = { rolled: 0, failures: [], events: [] };
    expect(await shard.hourly(ARRIVAL_MS + HOUR_MS - 1)).toEqual(nothing);
    expect(await shard.hourly(ARRIVAL_MS + 2 * HOUR_MS, { ...PAST, counters: ['x'] })).toEqual(nothing);
    expect(shard.snapshot).toBeUndefined();
  });

  it('is left as it is where records have left the stream that it should contain', async () => {
    const shard = new Shard(records(5));
    await shard.take(records(5));
    expect(await shard.hourly(ARRIVAL_MS + 25 * HOUR_MS)).toMatchObject({ rolled: 0 });
    shard.aws.sourceState.shards.set(KEY, { records: [] });
    expect(await shard.hourly(ARRIVAL_MS + 26 * HOUR_MS)).toMatchObject({ rolled: 0 });
    expect(shard.snapshot).toBeUndefined();
  });

  it('is left where somebody else has named another one meanwhile', async () => {
    const shard = new Shard(records(5));
    await shard.take(records(5));
    const { items } = shard.aws.sourceState;
    const { moveSnapshot } = items;
    items.moveSnapshot = async (key, move) => {
      const other = { key: 'other', sequence: '5', arrivalMs: ARRIVAL_MS };
      await moveSnapshot(key, { ...move, snapshot: other });
      return moveSnapshot(key, move);
    };
    expect(await shard.hourly(ARRIVAL_MS + 2 * HOUR_MS)).toMatchObject({ rolled: 0, failures: [] });
    expect(shard.item.snapshot?.key).toBe('other');
  });

  it('is left to the next hour where S3 or the stream does not answer, which is said', async () => {
    const shard = new Shard(records(5));
    await shard.take(records(5));
    const { snapshots, stream } = shard.aws.sourceState;
    const { put } = snapshots;
    snapshots.put = () => Promise.reject(new Unavailable('sourceState', 'S3 is away'));
    const failed = await shard.hourly(ARRIVAL_MS + 2 * HOUR_MS);
    expect(failed).toEqual({ rolled: 0, failures: ['S3 is away'], events: ['read', 'unsaved'] });
    snapshots.put = put;
    const { pages } = stream;
    // biome-ignore lint/correctness/useYield: it fails before
    stream.pages = async function* () {
      throw new Unavailable('stream', 'throttled');
    };
    expect(await shard.hourly(ARRIVAL_MS + 3 * HOUR_MS)).toMatchObject({ rolled: 0, failures: ['throttled'] });
    stream.pages = pages;
    expect(await shard.hourly(ARRIVAL_MS + 4 * HOUR_MS)).toMatchObject({ rolled: 1, failures: [] });
  });
});
