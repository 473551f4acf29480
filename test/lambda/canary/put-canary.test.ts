import { expect, it } from 'vitest';
import { type CanaryOutcome, canaryPutMs } from '../../../contracts/canary.ts';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import { EMPTY_POINTER } from '../../../contracts/model-registry.ts';
import { putCanary } from '../../../lambda/canary/put-canary.ts';
import { pointerTo, TEST_MODEL } from '../../support/consumer/pointers.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.parse('2026-11-28T12:00:00Z');
const HOUR_MS = 60 * MINUTE_MS;

/** The table, the stream and the registry, of which a test sees what was put. */
function worldOf(canary: Record<string, number> | undefined = { x: 5 }) {
  const known = new Map<string, CanaryOutcome | undefined>();
  const expiry = new Map<string, number>();
  const done: string[] = [];
  const records: { partitionKey: string; hashKey: string; bytes: Uint8Array }[] = [];
  const world = {
    ...{ known, expiry, done, records },
    nowMs: START_MS,
    pointer: pointerTo(TEST_MODEL),
    run: () =>
      putCanary(6 * HOUR_MS, {
        canaries: {
          note: async (nonce, expiresMs) => {
            done.push('note');
            known.set(nonce, undefined);
            expiry.set(nonce, expiresMs);
          },
          outcomesBetween: async (from, to) =>
            [...known].filter(([nonce]) => nonce >= from && nonce <= to).map(([, outcome]) => outcome),
        },
        pointer: async () => world.pointer,
        card: async (identity) => (identity === TEST_MODEL ? { canary } : undefined),
        put: async (record) => {
          done.push('put');
          records.push(record);
        },
        now: () => world.nowMs,
        secret: () => 'ab'.repeat(16),
      }),
    /** So many canaries, five minutes apart, each of which comes as the outcome says. */
    async canaries(count: number, outcome: CanaryOutcome | undefined) {
      const silent: number[] = [];
      for (let i = 0; i < count; i++) {
        silent.push(await world.run());
        known.set([...known.keys()].at(-1)!, outcome);
        world.nowMs += 5 * MINUTE_MS;
      }
      return silent;
    },
  };
  return world;
}

const decoded = (bytes: Uint8Array) => decodeRecord(bytes, { partitionKey: 'key', arrivalMs: START_MS });

it('the nonce is known before the record comes, and for as long as a record may wait', async () => {
  const world = worldOf();
  await world.run();
  expect(world.done).toEqual(['note', 'put']);
  const [[nonce, expiresMs]] = [...world.expiry];
  expect(canaryPutMs(nonce)).toBe(START_MS);
  expect(expiresMs).toBe(START_MS + 30 * HOUR_MS);
  const [one] = decoded(world.records[0].bytes);
  expect(one).toMatchObject({ ok: true, canary: { nonce, model: TEST_MODEL } });
  expect(one).toMatchObject({ observation: { source: 'weir:canary', features: { x: 5 } } });
});

it('without a model, or a vector of it, a canary measures the way alone', async () => {
  const without = worldOf();
  without.pointer = EMPTY_POINTER;
  await without.run();
  const unprobed = worldOf(undefined);
  unprobed.pointer = pointerTo('0'.repeat(64));
  await unprobed.run();
  for (const { records } of [without, unprobed]) {
    const [one] = decoded(records[0].bytes);
    expect(one).toMatchObject({ ok: true, observation: { features: {} } });
    expect(one.canary).not.toHaveProperty('model');
  }
});

it('canaries that come are never silent, and the youngest is given its time', async () => {
  expect(await worldOf().canaries(8, 'flagged')).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  expect(await worldOf().canaries(4, 'decoded')).toEqual([0, 0, 0, 0]);
});

it.each([undefined, 'missed'] as const)('those of which no good answer came are silent: %s', async (outcome) => {
  const world = worldOf();
  await world.canaries(8, 'flagged');
  expect(await world.canaries(6, outcome)).toEqual([0, 1, 2, 3, 4, 4]);
  expect(await world.canaries(6, 'flagged')).toEqual([4, 3, 2, 1, 0, 0]);
});

it('one that is lost is seen at three looks at least, so that an alarm over a quarter of an hour sounds', async () => {
  const world = worldOf();
  await world.canaries(4, 'flagged');
  await world.canaries(1, undefined);
  expect((await world.canaries(6, 'flagged')).filter((silent) => silent > 0).length).toBeGreaterThanOrEqual(3);
});

it.each([1, 3, 4, 16])('all of %i shards are visited within twice as many canaries', async (shards) => {
  const world = worldOf();
  await world.canaries(2 * shards, 'flagged');
  const size = 2n ** 128n / BigInt(shards);
  const visited = world.records.map(({ hashKey }) => BigInt(hashKey) / size);
  expect(new Set(visited).size).toBe(shards);
  expect(new Set(world.records.map(({ partitionKey }) => partitionKey)).size).toBe(2 * shards);
});
