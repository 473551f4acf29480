import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dataQualitySource } from '../../../contracts/alert.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { OPEN_GATE } from '../../../incidents/message-gate.ts';
import { emptyMemory } from '../../../lambda/consumer/process-batch.ts';
import { sweep } from '../../../lambda/sweeper/sweep.ts';
import { aggregate } from '../../../verification/fuzz/kpl-aggregate.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { record } from '../../support/consumer/observations.ts';

const STRANGE = '{"x":5}';

/** Records of one observation each, with these partition keys. */
function batchOf(keys: readonly string[], text = STRANGE, from = 1) {
  return keys.map((partitionKey, i) => ({ ...record(from + i, text), partitionKey }));
}

const many = (count: number, key: (i: number) => string) => Array.from({ length: count }, (_, i) => key(i));
const published = ({ aws }: TestConsumer) => aws.published.map(({ kind, source }) => `${kind} ${source}`);
const decisionsOf = ({ report }: TestConsumer) =>
  report.entries.map(({ state }) => (state.kind === 'done' ? state.decision?.decision : undefined));

describe('observations of which each is a source of its own', () => {
  it('are told once as a matter of data quality, and none by itself', async () => {
    const consumer = new TestConsumer();
    await consumer.process(batchOf(many(50, () => randomUUID())));
    await consumer.process(
      batchOf(
        many(50, () => randomUUID()),
        STRANGE,
        51,
      ),
    );
    expect(published(consumer)).toEqual([`data_quality ${dataQualitySource('sources')}`]);
    expect(new Set(decisionsOf(consumer))).toEqual(new Set(['held']));
    expect(consumer.aws.published[0]).toMatchObject({
      about: 'sources',
      reason: { code: 'unrepeated_sources', count: 50, message: '50 records came with 50 partition keys' },
    });
  });

  it('are told once when they come one by one, and no more than a few by themselves', async () => {
    const consumer = new TestConsumer();
    for (let i = 0; i < 40; i++) await consumer.process(batchOf([randomUUID()], STRANGE, i + 1));
    const told = published(consumer);
    expect(told.filter((one) => one.startsWith('data_quality'))).toHaveLength(1);
    expect(told.length).toBeLessThanOrEqual(5);
  });

  it('are the user records of an aggregate, too', async () => {
    const consumer = new TestConsumer();
    const records = Array.from({ length: 12 }, () => ({ partitionKey: randomUUID(), data: STRANGE }));
    await consumer.process([{ ...record(1, ''), partitionKey: 'a', bytes: aggregate(records) }]);
    expect(published(consumer)).toEqual([`data_quality ${dataQualitySource('sources')}`]);
  });

  it('are held although chance made a key that does not look like it', async () => {
    const consumer = new TestConsumer();
    await consumer.process(batchOf(many(20, (i) => `aX9kQ2mZ7bT${String(i).padStart(2, '0')}p`)));
    await consumer.process(batchOf(['abcdefghijklmn'], STRANGE, 21));
    expect(published(consumer)).toHaveLength(1);
  });

  it('are told of when they come again after an hour, to a process that never saw them', async () => {
    const consumer = new TestConsumer();
    const keys = many(20, () => randomUUID());
    await consumer.process(batchOf(keys));
    Object.assign(consumer.memory, emptyMemory());
    const anHourLater = batchOf(keys, STRANGE, 21).map((one) => ({ ...one, arrivalMs: one.arrivalMs + 3_600_000 }));
    await consumer.process(anHourLater);
    expect(published(consumer).filter((one) => one.startsWith('opened'))).toHaveLength(20);
  });

  it('are not told of when they are over', async () => {
    const consumer = new TestConsumer();
    const keys = many(20, () => randomUUID());
    await consumer.process(batchOf(keys));
    const later = consumer.nowMs + 3_600_000;
    const { incidents, history, publish } = consumer.aws;
    await sweep(
      { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS },
      {
        incidents,
        history,
        gate: OPEN_GATE,
        publish: publish.bind(consumer.aws),
        now: () => later,
        remainingMs: () => 60_000,
      },
    );
    expect(published(consumer).filter((one) => one.startsWith('closed'))).toEqual([]);
  });

  it('are told of when one turns out to be a source that comes again', async () => {
    const consumer = new TestConsumer();
    const keys = many(20, () => randomUUID());
    await consumer.process(batchOf(keys));
    await consumer.process(batchOf([keys[3]!], STRANGE, 21));
    expect(published(consumer)).toContain(`opened ${keys[3]}`);
    expect(decisionsOf(consumer).at(-1)).toBe('opened');
  });

  it('are held again when they come again, which is no second time', async () => {
    const consumer = new TestConsumer();
    const batch = batchOf(many(20, () => randomUUID()));
    await consumer.process(batch);
    await consumer.process(batch);
    expect(published(consumer)).toEqual([`data_quality ${dataQualitySource('sources')}`]);
  });

  it.each([
    ['hexadecimal digits', (i: number) => `${i}a7f3c9e1`],
    ['decimal digits', (i: number) => String(1_700_000_000_000 + i)],
    ['a random fraction', (i: number) => `0.${7_123_456 + i}`],
    ['letters and digits', (i: number) => `aX9kQ2mZ7bT${i}p`],
    ['a few letters and digits', (i: number) => `${'aZkQmXbTpLcWdRnVeYfGhJ'[i]}x9Kq2Pa`],
    ['numbers from anywhere', (i: number) => String((((i + 1) * 2_654_435_761) % 2 ** 32) * (i % 2 ? -1 : 1))],
  ])('may be %s', async (_, key) => {
    const consumer = new TestConsumer();
    await consumer.process(batchOf(many(20, key)));
    expect(published(consumer)).toEqual([`data_quality ${dataQualitySource('sources')}`]);
  });
});

describe('sources are told each by itself', () => {
  it.each([
    ['numbers that somebody gave', (i: number) => String(100_001 + i)],
    ['names of things', (i: number) => `pump-${i}`],
    ['names of hosts', (i: number) => `ip-10-0-0-${i}.eu-west-1.compute.internal`],
    ['words', (i: number) => `${'abcdefghijklmnopqrstuvwxyz'[i]}ardvark-station`],
  ])('when they are %s', async (_, key) => {
    const consumer = new TestConsumer();
    await consumer.process(batchOf(many(20, key)));
    expect(published(consumer)).toHaveLength(20);
  });

  it('when they come again', async () => {
    const consumer = new TestConsumer();
    const keys = many(20, () => randomUUID());
    await consumer.process(batchOf(keys.slice(0, 4), '{"x":0}'));
    await consumer.process(batchOf([...keys.slice(0, 4), ...keys], STRANGE, 5));
    expect(published(consumer)).toHaveLength(20);
  });

  it('when the observation names them', async () => {
    const consumer = new TestConsumer();
    const records = batchOf(many(20, () => randomUUID())).map((one, i) => ({
      ...one,
      bytes: Buffer.from(`{"source":"pump-${i}","x":5}`),
    }));
    await consumer.process(records);
    expect(published(consumer)).toHaveLength(20);
  });

  it('when the settings say that partition keys are sources', async () => {
    const consumer = new TestConsumer({ source: 'partitionKey' });
    await consumer.process(batchOf(many(20, () => randomUUID())));
    expect(published(consumer)).toHaveLength(20);
  });
});

it('the whole stream is one source where the settings say so', async () => {
  const consumer = new TestConsumer({ source: 'stream' });
  await consumer.process(batchOf(many(20, () => randomUUID())));
  expect(published(consumer)).toEqual(['opened observations']);
  expect(decisionsOf(consumer)).toEqual(['opened', ...many(19, () => 'joined')]);
});
