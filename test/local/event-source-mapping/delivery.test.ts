import { expect, test } from 'vitest';
import { createWorld } from './run-mapping.ts';

test('a batch is handed over when it is full, without waiting for its window', async () => {
  const { clock, put, start, invocations } = createWorld();
  const mapping = start({ BatchSize: 3, MaximumBatchingWindowInSeconds: 300 });
  for (const data of ['a', 'b', 'c']) put(data);
  await clock.until(mapping.settled());
  expect(invocations.map((invocation) => invocation.data)).toEqual([['a', 'b', 'c']]);
});
