import { expect, test } from 'vitest';
import { answered, createWorld } from './run-mapping.ts';

test('a parallelization factor runs batches of one shard side by side, each key in order and never in two at once', async () => {
  const { clock, put, start } = createWorld();
  const running = new Map<string, number>();
  const seen = new Map<string, string[]>();
  let [atOnce, mostAtOnce] = [0, 0];
  const mapping = start({ BatchSize: 2, ParallelizationFactor: 4 }, async (event) => {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    const keys = event.Records.map((record) => record.kinesis.partitionKey);
    for (const key of new Set(keys)) {
      expect(running.get(key) ?? 0).toBe(0);
      running.set(key, 1);
    }
    await new Promise<void>((resolve) => clock.after(1000, resolve));
    for (const { kinesis } of event.Records) {
      const data = Buffer.from(kinesis.data, 'base64').toString();
      seen.set(kinesis.partitionKey, [...(seen.get(kinesis.partitionKey) ?? []), data]);
      running.set(kinesis.partitionKey, 0);
    }
    atOnce--;
    return answered(null);
  });
  const keys = Array.from({ length: 16 }, (_, i) => `key ${i}`);
  for (let i = 0; i < 5; i++) for (const key of keys) put(`${i}`, key);
  await clock.until(mapping.settled());

  expect(mostAtOnce).toBe(4);
  for (const key of keys) expect(seen.get(key)).toEqual(['0', '1', '2', '3', '4']);
});

test('a lane that fails does not hold up the others', async () => {
  const { clock, put, start, invocations } = createWorld();
  start({ BatchSize: 1, ParallelizationFactor: 10 }, (event) =>
    event.Records[0].kinesis.partitionKey === 'bad' ? { kind: 'function_error' } : answered(null),
  );
  put('bad', 'bad');
  for (let i = 0; i < 20; i++) put('good', `key ${i}`);
  await clock.advance(10_000);
  const good = invocations.filter((invocation) => invocation.data[0] === 'good').length;
  // Keys that share the bad one's lane wait.
  expect(good).toBeGreaterThanOrEqual(12);
  expect(good).toBeLessThan(20);
});
