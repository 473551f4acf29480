import { expect, test } from 'vitest';
import { answered, createWorld, type World } from './run-mapping.ts';

/** Which shard each record came from, and in which order, per partition key. */
function orderPerKey(world: World): Map<string, string[]> {
  const order = new Map<string, string[]>();
  for (const { event, data } of world.invocations) {
    event.Records.forEach((record, i) => {
      const key = record.kinesis.partitionKey;
      order.set(key, [...(order.get(key) ?? []), data[i]]);
    });
  }
  return order;
}

test('while shards split and merge under a flow of records, every key keeps its order and nothing is lost or repeated', async () => {
  const world = createWorld({ shardCount: 2 });
  const { clock, stream, put, start } = world;
  const mapping = start({ BatchSize: 7, MaximumBatchingWindowInSeconds: 1 });
  const keys = Array.from({ length: 12 }, (_, i) => `key ${i}`);
  let round = 0;
  const putRound = async () => {
    for (const key of keys) put(`${round}`, key);
    round++;
    await clock.advance(130);
  };
  for (const shardCount of [4, 3, 6, 1]) {
    for (let i = 0; i < 10; i++) await putRound();
    stream.resize(shardCount);
  }
  await putRound();
  await clock.until(mapping.settled());

  const expected = Array.from({ length: round }, (_, i) => `${i}`);
  const order = orderPerKey(world);
  expect([...order.keys()].sort()).toEqual([...keys].sort());
  for (const key of keys) expect(order.get(key)).toEqual(expected);
});

test('a child shard waits until its parent is drained, retries included', async () => {
  const { clock, stream, put, start, invocations } = createWorld();
  let failures = 4;
  const mapping = start({}, () => (failures-- > 0 ? { kind: 'function_error' } : answered(null)));
  put('parent');
  await clock.advance(100);
  stream.resize(2);
  put('child');
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data[0])).toEqual([...Array(5).fill('parent'), 'child']);
});

test('from LATEST the children of a split are read from their beginning', async () => {
  const { clock, stream, put, start, invocations } = createWorld();
  put('early');
  const mapping = start({ StartingPosition: 'LATEST' });
  stream.resize(2);
  put('late');
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data)).toEqual([['late']]);
});
