import { describe, expect, it, vi } from 'vitest';
import { dividedSources } from '../../../lambda/snapshot-cleaner/divided-sources.ts';
import type { KeptShard } from '../../../lambda/snapshot-cleaner/roll-forward.ts';
import { packSources } from '../../../streams/pack-sources.ts';
import { Sources } from '../../../streams/sources.ts';
import { sourcesSettings } from '../../../streams/sources-settings.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

/** Shards that began so many hours ago, with sources that they saw so many hours ago. */
class Shards {
  readonly all: KeptShard[] = [];
  readonly #objects = new Map<string, Uint8Array>();
  readonly get = vi.fn(async (key: string) => this.#objects.get(key)?.slice());

  add(beganHours: number, sources: Readonly<Record<string, number>>): this {
    const kept = new Sources(sourcesSettings());
    const byAge = Object.entries(sources).sort(([, a], [, b]) => b - a);
    for (const [source, hours] of byAge) {
      const atMs = NOW_MS - hours * HOUR_MS;
      kept.judgeAndLearn({ source, timestampMs: atMs, arrivalMs: atMs, features: { x: 1 } });
    }
    const shardId = `shardId-${this.all.length}`;
    this.#objects.set(shardId, packSources(kept));
    const snapshot = { key: shardId, sequence: '1', arrivalMs: kept.watch.clock.nowMs };
    const times = {
      genesis: '0',
      genesisArrivalMs: NOW_MS - beganHours * HOUR_MS,
      lastArrivalMs: kept.watch.clock.nowMs,
    };
    const item = { lineage: 1, token: 't', learner: 'l', last: '1', ...times, snapshot };
    this.all.push({ shard: { streamArn: 'arn', streamCreatedMs: 0, shardId }, item });
    return this;
  }

  damage(shard: number): this {
    this.#objects.get(`shardId-${shard}`)![20] ^= 1;
    return this;
  }

  divided(mostFeatures = 100_000, nowMs = NOW_MS) {
    const learner = { hash: '', decoding: { mapping: {}, source: 'auto' as const }, sources: sourcesSettings() };
    const sources = { ...learner.sources, mostFeatures };
    const ports = { snapshots: { get: this.get, put: async () => {} } };
    return dividedSources(this.all, { learner: { ...learner, sources }, ports, now: () => nowMs, hasTime: () => true });
  }
}

describe('a source is divided', () => {
  it('when two shards saw it, each after the other had begun', async () => {
    const shards = new Shards().add(48, { a: 1, b: 2, c: 3, d: 1 }).add(48, { a: 2, b: 1, c: 5, e: 1 });
    expect(await shards.divided()).toEqual({ count: 3, examples: ['c', 'a', 'b'] });
  });

  it('not when a shard took it over from the one that it comes from', async () => {
    // Split three hours ago: both children know all, and each sees its own.
    const shards = new Shards().add(48, { a: 4, b: 3.5 }).add(3, { a: 1, b: 3.5 }).add(3, { a: 4, b: 1 });
    expect(await shards.divided()).toEqual({ count: 0, examples: [] });
  });

  it('not any more when its keys were mended a day ago', async () => {
    expect(await new Shards().add(480, { a: 1 }).add(480, { a: 25, b: 1 }).divided()).toEqual({
      count: 0,
      examples: [],
    });
  });

  it('by what can be read', async () => {
    const shards = new Shards().add(48, { a: 1 }).add(48, { a: 1 }).add(48, { a: 1 }).damage(1);
    expect(await shards.divided()).toEqual({ count: 1, examples: ['a'] });
  });
});

describe('it costs', () => {
  it('nothing where one shard alone is in work', async () => {
    const shards = new Shards().add(48, { a: 1 }).add(480, { a: 30 });
    await shards.divided();
    expect(shards.get).not.toHaveBeenCalled();
  });

  it('the memory of so many names: of more, each hour has its part', async () => {
    const names = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`pump-${i}`, 1]));
    const shards = new Shards().add(48, names).add(48, names);
    const counts: number[] = [];
    for (let hour = 0; hour < 4; hour++) counts.push((await shards.divided(800_000, NOW_MS + hour * HOUR_MS)).count);
    expect(Math.max(...counts)).toBeLessThan(100);
    expect(counts.reduce((sum, count) => sum + count)).toBe(200);
  });
});
