import { type AttributeValue, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allShardItems, shardItems } from '../../../lambda/aws/shard-items.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import type { ShardItem, ShardItems } from '../../../lambda/source-state/ports.ts';
import { type DynamoDb, startDynamoDb } from '../../../local/dynamodb/start-dynamodb.ts';
import { type LoneService, serveAlone } from '../../local/serve-alone.ts';

let dynamodb: DynamoDb;
let service: LoneService;
let client: DynamoDBClient;
let items: ShardItems;

beforeAll(async () => {
  const properties = {
    AttributeDefinitions: [{ AttributeName: 'shard', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'shard', KeyType: 'HASH' }],
  };
  const table = { stackName: 'Data', logicalId: 'Shards', type: 'AWS::DynamoDB::Table', ref: 'shards', properties };
  dynamodb = await startDynamoDb([table as never]);
  service = await serveAlone('dynamodb', dynamodb.handler);
  client = new DynamoDBClient(service.client);
  items = shardItems('shards', client);
});

afterAll(async () => {
  client.destroy();
  await service.stop();
  await dynamodb.stop();
});

const FIRST: ShardItem = {
  lineage: 1,
  genesis: '100',
  genesisArrivalMs: 1_000,
  lastArrivalMs: 1_000,
  token: 'a',
  learner: 'l',
};
const SNAPSHOT = { key: 'one', sequence: '150', arrivalMs: 1_500 };
const LATER = { key: 'two', sequence: '170', arrivalMs: 1_700 };

describe('the item of a shard', () => {
  it('is unknown at first, and then what was created', async () => {
    expect(await items.read('new')).toBeUndefined();
    const whole: ShardItem = {
      ...FIRST,
      last: '49590338271490256608559692538361571095921575989136588898',
      snapshot: SNAPSHOT,
      previous: { key: 'none', arrivalMs: 2 },
      gap: { reason: 'expired', atMs: 1_764_240_000_123 },
    };
    expect(await items.create('new', whole)).toEqual({ isWritten: true });
    expect(await items.read('new')).toEqual(whole);
  });

  it('is created once: who comes later learns what stands there', async () => {
    await items.create('once', FIRST);
    expect(await items.create('once', { ...FIRST, token: 'b' })).toEqual({ isWritten: false, item: FIRST });
    expect(await items.read('once')).toEqual(FIRST);
  });

  it('is moved by a commit that knows its token, and nothing else of it', async () => {
    await items.create('moved', { ...FIRST, snapshot: SNAPSHOT });
    const commit = { last: '160', lastArrivalMs: 1_600, token: 'b' };
    expect(await items.commit('moved', 'a', commit)).toEqual({ isWritten: true });
    const moved = { ...FIRST, snapshot: SNAPSHOT, ...commit };
    expect(await items.read('moved')).toEqual(moved);
    const late = { last: '155', lastArrivalMs: 1_550, token: 'c' };
    expect(await items.commit('moved', 'a', late)).toEqual({ isWritten: false, item: moved });
    expect(await items.read('moved')).toEqual(moved);
  });

  it('has with each commit when the shard is to be missed, or that it is not', async () => {
    await items.create('silence', FIRST);
    const silence = { afterMs: 60_000, usualMs: 10_000, sources: 1, source: 'pump-3' };
    const commit = { last: '160', lastArrivalMs: 1_600, token: 'b', silence };
    expect(await items.commit('silence', 'a', commit)).toEqual({ isWritten: true });
    expect(await items.read('silence')).toEqual({ ...FIRST, ...commit });
    const next = { last: '170', lastArrivalMs: 1_700, token: 'c' };
    expect(await items.commit('silence', 'b', next)).toEqual({ isWritten: true });
    expect(await items.read('silence')).toEqual({ ...FIRST, ...next });
  });

  it('is read with those of all shards', async () => {
    await items.create('all-1', FIRST);
    await items.create('all-2', { ...FIRST, token: 'b' });
    const all = new Map(await allShardItems('shards', client));
    expect(all.get('all-1')).toEqual(FIRST);
    expect(all.get('all-2')).toEqual({ ...FIRST, token: 'b' });
    await expect(allShardItems('none', client)).rejects.toThrow(Unavailable);
  });

  it('shows a committer its own token when the answer to its commit was lost', async () => {
    await items.create('lost', FIRST);
    const commit = { last: '160', lastArrivalMs: 1_600, token: 'b' };
    await items.commit('lost', 'a', commit);
    const again = await items.commit('lost', 'a', commit);
    expect(again).toMatchObject({ isWritten: false, item: { token: 'b' } });
  });

  it('cannot be committed to before it is there', async () => {
    const commit = { last: '160', lastArrivalMs: 1_600, token: 'b' };
    expect(await items.commit('absent', 'a', commit)).toEqual({ isWritten: false, item: undefined });
    expect(await items.read('absent')).toBeUndefined();
  });

  it('is replaced whole by a new lineage, and only by who knows its token', async () => {
    await items.create('lineage', { ...FIRST, last: '150', snapshot: SNAPSHOT });
    const second: ShardItem = { ...FIRST, lineage: 2, genesis: '200', token: 'b', gap: { reason: 'late', atMs: 5 } };
    expect(await items.beginLineage('lineage', 'x', second)).toMatchObject({ isWritten: false, item: { lineage: 1 } });
    expect(await items.beginLineage('lineage', 'a', second)).toEqual({ isWritten: true });
    expect(await items.read('lineage')).toEqual(second);
  });

  it('names another snapshot where it is of the same lineage and names the one that was known', async () => {
    await items.create('snapshot', FIRST);
    const move = { lineage: 1, before: undefined, snapshot: SNAPSHOT, previous: undefined };
    expect(await items.moveSnapshot('snapshot', { ...move, lineage: 2 })).toBe(false);
    expect(await items.moveSnapshot('snapshot', { ...move, before: 'other' })).toBe(false);
    expect(await items.moveSnapshot('snapshot', move)).toBe(true);
    expect(await items.moveSnapshot('snapshot', move)).toBe(false);
    expect(await items.read('snapshot')).toEqual({ ...FIRST, snapshot: SNAPSHOT });
    const next = { lineage: 1, before: 'one', snapshot: LATER, previous: SNAPSHOT };
    expect(await items.moveSnapshot('snapshot', next)).toBe(true);
    expect(await items.read('snapshot')).toEqual({ ...FIRST, snapshot: LATER, previous: SNAPSHOT });
  });

  it('loses its previous snapshot where there is none any more, and no commit by it', async () => {
    await items.create('previous', { ...FIRST, snapshot: SNAPSHOT, previous: LATER });
    const move = { lineage: 1, before: 'one', snapshot: LATER, previous: undefined };
    expect(await items.moveSnapshot('previous', move)).toBe(true);
    expect(await items.read('previous')).toEqual({ ...FIRST, snapshot: LATER });
    const commit = { last: '180', lastArrivalMs: 1_800, token: 'b' };
    expect(await items.commit('previous', 'a', commit)).toEqual({ isWritten: true });
  });

  it('stays below 1 KB, which one unit of a write pays for', async () => {
    const number = '4'.repeat(56);
    const key = `${'n'.repeat(60)}@1764240000000/shardId-000000000000/${number}-0123456789abcdef`;
    const pointer = { key, sequence: number, arrivalMs: 1_764_240_000_000 };
    const gap = { reason: 'unreadable', atMs: 1_764_240_000_000 } as const;
    const largest: ShardItem = {
      ...{ ...FIRST, token: 't'.repeat(36), learner: 'h'.repeat(64), genesis: number, last: number },
      ...{ lastArrivalMs: 1_764_240_000_000, snapshot: pointer, previous: pointer, gap },
      silence: { afterMs: 1_234_567_800, usualMs: 123_456_789, sources: 1, source: 's'.repeat(64) },
    };
    await items.create('largest', largest);
    const Key = { shard: { S: 'largest' } };
    const { Item } = await client.send(new GetItemCommand({ TableName: 'shards', Key }));
    expect(sizeOf({ M: Item! })).toBeLessThanOrEqual(1024);
  });

  it('is unavailable where the table cannot be reached, whatever is asked', async () => {
    const nowhere = shardItems('no-such-table', client);
    await expect(nowhere.read('x')).rejects.toThrow(Unavailable);
    await expect(nowhere.create('x', FIRST)).rejects.toMatchObject({ port: 'sourceState' });
    const move = { lineage: 1, before: undefined, snapshot: SNAPSHOT, previous: undefined };
    await expect(nowhere.moveSnapshot('x', move)).rejects.toThrow(Unavailable);
  });
});

/**
 * Bytes of a value as DynamoDB counts them.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
function sizeOf({ S, N, M }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  return Object.entries(M!).reduce((sum, [name, value]) => sum + name.length + sizeOf(value) + 1, 3);
}
