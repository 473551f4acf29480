import { describe, expect, it } from 'vitest';
import type { ScoringAnswer } from '../../../lambda/aws/scoring-endpoint.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { ARRIVAL_MS, record } from '../../support/consumer/observations.ts';

const MINUTE_MS = 60_000;
const POISON = '{"x":0.13}';
const RECORDS = Array.from({ length: 500 }, (_, i) => record(i + 1, i === 249 ? POISON : '{"x":0}'));

/** Delivers the records as Lambda does, again from the first that is not done, until all are or the time is over. */
async function deliverAll(consumer: TestConsumer, untilMs: number): Promise<void> {
  let from = 0;
  while (consumer.nowMs < untilMs) {
    const { retryFrom } = await consumer.process(RECORDS.slice(from), 120_000);
    if (retryFrom === undefined) return;
    from = RECORDS.findIndex(({ sequenceNumber }) => sequenceNumber === retryFrom);
    consumer.nowMs += 1000;
  }
}

function consumerOf(answer: (consumer: TestConsumer, body: Uint8Array, timeoutMs: number) => Promise<ScoringAnswer>) {
  const consumer: TestConsumer = new TestConsumer(
    {},
    { invoke: (body, timeoutMs) => answer(consumer, body, timeoutMs) },
  );
  return consumer;
}

describe('a record that the endpoint cannot answer, for whatever reason', () => {
  it.each([
    ['answers 5xx to', 0],
    ['does not answer', 1],
  ])(
    'holds its shard for less than half an hour and is the only one in quarantine, when the endpoint %s it',
    async (_, waits) => {
      const consumer = consumerOf(async ({ aws }, body, timeoutMs) => {
        if (!new TextDecoder().decode(body).includes('0.13')) return aws.invoke(body);
        consumer.nowMs += waits * timeoutMs;
        throw new Unavailable('scoring', 'model error 500');
      });
      await deliverAll(consumer, ARRIVAL_MS + 60 * MINUTE_MS);
      expect(consumer.nowMs - ARRIVAL_MS).toBeLessThan(30 * MINUTE_MS);
      expect(consumer.aws.quarantined).toMatchObject([
        { identity: 'shardId-000000000000:250:0', reason: { code: 'unanswerable', message: 'model error 500' } },
      ]);
      expect(new Set(consumer.report.doneIdentities).size).toBe(499);
      expect(consumer.aws.recordNotes.size).toBe(0);
    },
  );

  it('is told from an endpoint that is away for two hours, which costs delay alone', async () => {
    let calls = 0;
    const consumer = consumerOf(async ({ aws, nowMs }, body) => {
      if (nowMs > ARRIVAL_MS + 120 * MINUTE_MS) return aws.invoke(body);
      calls++;
      throw new Unavailable('scoring', 'away');
    });
    await deliverAll(consumer, ARRIVAL_MS + 180 * MINUTE_MS);
    expect(consumer.report.doneIdentities).toHaveLength(500);
    expect(consumer.aws.quarantined).toEqual([]);
    // Never hammered: a few calls a minute.
    expect(calls).toBeLessThan(120 * 15);
  });
});
