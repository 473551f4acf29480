import { expect, test } from 'vitest';
import { createWorld } from './run-mapping.ts';

test('a full batch is delivered without waiting for its window', async () => {
  const { clock, put, start, invocations } = createWorld();
  const startMs = clock.now();
  const mapping = start({ BatchSize: 3, MaximumBatchingWindowInSeconds: 300 });
  for (const data of ['a', 'b', 'c']) put(data);
  await clock.until(mapping.settled());
  expect(invocations).toMatchObject([{ data: ['a', 'b', 'c'], atMs: startMs }]);
});

test('a batch that does not fill is delivered when its window is over, with what came meanwhile', async () => {
  const { clock, put, start, invocations } = createWorld();
  const mapping = start({ MaximumBatchingWindowInSeconds: 1 });
  await clock.advance(10_000);
  const firstMs = clock.now();
  put('a');
  await clock.advance(900);
  put('b');
  await clock.advance(900);
  put('c');
  await clock.until(mapping.settled());
  expect(invocations).toMatchObject([{ data: ['a', 'b'], atMs: firstMs + 1000 }, { data: ['c'] }]);
});

test('without a window a record that comes alone is delivered at once, and a burst is not one invocation per record', async () => {
  const { clock, put, start, invocations } = createWorld();
  const mapping = start({});
  await clock.advance(10_000);
  const startMs = clock.now();
  for (let i = 0; i < 10; i++) {
    put(`${i}`);
    await clock.advance(20);
  }
  await clock.until(mapping.settled());
  expect(invocations[0]).toMatchObject({ data: ['0'], atMs: startMs });
  expect(invocations.length).toBeLessThanOrEqual(3);
  expect(invocations.flatMap((invocation) => invocation.data)).toHaveLength(10);
});

test('a batch is cut where its event would be larger than 6 MB', async () => {
  const { clock, stream, start, invocations } = createWorld();
  stream.maxRecordSizeKiB = 10240;
  const megabyte = 1024 * 1024;
  for (let i = 0; i < 8; i++) {
    stream.put({ partitionKey: 'test', data: Buffer.alloc(megabyte - 4) });
    await clock.advance(1000);
  }
  await clock.until(start({}).settled());
  expect(invocations.map(({ event }) => event.Records.length)).toEqual([4, 4]);
  for (const { event } of invocations) expect(JSON.stringify(event).length).toBeLessThanOrEqual(6 * megabyte);
});

test('records that the filter drops neither fill a batch nor hold one up', async () => {
  const { clock, put, start, invocations } = createWorld();
  const Pattern = JSON.stringify({ data: { keep: [true] } });
  const mapping = start({
    BatchSize: 2,
    MaximumBatchingWindowInSeconds: 300,
    FilterCriteria: { Filters: [{ Pattern }] },
  });
  for (const data of ['{"keep":true,"n":1}', '{"keep":false}', 'not json', '{"keep":true,"n":2}', '{}']) put(data);
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data)).toEqual([['{"keep":true,"n":1}', '{"keep":true,"n":2}']]);
});

test('data that is not JSON fails every filter on data, and passes one on the partition key', async () => {
  const { clock, put, start, invocations } = createWorld();
  const filterBy = (pattern: object) => ({ FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] } });
  put('not json', 'wanted');
  put('not json', 'other');
  await clock.until(start(filterBy({ data: { anything: [{ exists: false }] } })).settled());
  expect(invocations).toHaveLength(0);
  await clock.until(start(filterBy({ partitionKey: ['wanted'] })).settled());
  expect(invocations.map(({ event }) => event.Records.map((r) => r.kinesis.partitionKey))).toEqual([['wanted']]);
});
