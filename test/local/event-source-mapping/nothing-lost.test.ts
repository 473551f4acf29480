import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { InvocationOutcome } from '../../../local/event-source-mapping/deliver-batch.ts';
import { answered, createWorld, type Event } from './run-mapping.ts';

type Fate =
  | { kind: 'succeeds' }
  | { kind: 'throws' }
  | { kind: 'throttled' }
  | { kind: 'nonsense' }
  /** Reports the record at this share of the batch. */
  | { kind: 'reports'; at: number };

const fates = fc.array(
  fc.oneof(
    fc.constantFrom<Fate>({ kind: 'succeeds' }, { kind: 'throws' }, { kind: 'throttled' }, { kind: 'nonsense' }),
    fc.record({ kind: fc.constant('reports' as const), at: fc.double({ min: 0, max: 0.999, noNaN: true }) }),
  ),
  { minLength: 1, maxLength: 12 },
);

/** What an invocation answers, and how many of its records are done by it. */
function meet(fate: Fate, event: Event): { outcome: InvocationOutcome; done: number } {
  const count = event.Records.length;
  switch (fate.kind) {
    case 'succeeds':
      return { outcome: answered(null), done: count };
    case 'throws':
      return { outcome: { kind: 'function_error' }, done: 0 };
    case 'throttled':
      return { outcome: { kind: 'throttled' }, done: 0 };
    case 'nonsense':
      return { outcome: answered({ batchItemFailures: [{}] }), done: 0 };
    case 'reports': {
      const done = Math.floor(fate.at * count);
      const itemIdentifier = event.Records[done].kinesis.sequenceNumber;
      return { outcome: answered({ batchItemFailures: [{ itemIdentifier }] }), done };
    }
  }
}

test('whatever the function answers and however the shards change, each record is done or given up exactly once, in order per key', async () => {
  const cases = fc.record({
    fates,
    batchSize: fc.integer({ min: 1, max: 20 }),
    retries: fc.integer({ min: 0, max: 3 }),
    bisects: fc.boolean(),
    lanes: fc.integer({ min: 1, max: 3 }),
    puts: fc.array(fc.record({ keys: fc.integer({ min: 1, max: 8 }), waitMs: fc.integer({ min: 0, max: 1500 }) }), {
      maxLength: 12,
    }),
    shardCounts: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ fates, batchSize, retries, bisects, lanes, puts, shardCounts }) => {
      const ended = new Map<string, string[]>();
      const end = (records: Event['Records']) => {
        for (const { kinesis } of records) {
          ended.set(kinesis.partitionKey, [...(ended.get(kinesis.partitionKey) ?? []), kinesis.sequenceNumber]);
        }
      };
      const { clock, stream, put, start } = createWorld({
        onDelivery: (delivery) => end(JSON.parse(JSON.parse(delivery.body).payload).Records),
      });
      let turn = 0;
      const mapping = start(
        {
          BatchSize: batchSize,
          MaximumBatchingWindowInSeconds: 1,
          MaximumRetryAttempts: retries,
          MaximumRecordAgeInSeconds: 300,
          BisectBatchOnFunctionError: bisects,
          ParallelizationFactor: lanes,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failures' } },
        },
        (event) => {
          const { outcome, done } = meet(fates[turn++ % fates.length], event);
          end(event.Records.slice(0, done));
          return outcome;
        },
      );
      const sent = new Map<string, string[]>();
      for (const [i, { keys, waitMs }] of puts.entries()) {
        for (let key = 0; key < keys; key++) {
          const partitionKey = `key ${key}`;
          sent.set(partitionKey, [...(sent.get(partitionKey) ?? []), put(`${i}`, partitionKey)]);
        }
        await clock.advance(waitMs);
        const shardCount = shardCounts[i];
        if (shardCount !== undefined) stream.resize(shardCount);
      }
      await clock.until(mapping.settled());
      await mapping.stop();
      expect(ended).toEqual(sent);
    }),
    { numRuns: 150, seed: 20261120 },
  );
});
