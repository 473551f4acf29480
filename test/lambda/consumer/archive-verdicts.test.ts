import { describe, expect, it } from 'vitest';
import { decodeArchived } from '../../../contracts/archive.ts';
import { type ArchivePlaces, type ArchiveRecord, archiving } from '../../../lambda/consumer/archive-verdicts.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { record } from '../../support/consumer/observations.ts';

/** A consumer that archives, and the rows that went to each place. */
function archivist(change: Partial<ArchivePlaces> = {}) {
  const sizes: number[] = [];
  const delivered: string[] = [];
  const put: string[] = [];
  const take = (records: readonly ArchiveRecord[], into: string[]) => {
    for (const { bytes } of records) {
      sizes.push(bytes.length);
      const text = Buffer.from(bytes).toString();
      expect(text.endsWith('\n')).toBe(true);
      into.push(
        ...text
          .trimEnd()
          .split('\n')
          .map((line) => decodeArchived(line)!.identity.split(':')[1]),
      );
    }
  };
  const archive = archiving({
    deliver: async (records) => {
      take(records, delivered);
      return [];
    },
    put: async (records) => take(records, put),
    ...change,
  });
  return { consumer: new TestConsumer({}, { archive }), sizes, delivered, put, take };
}

const fails = async () => {
  throw new Error('away');
};
const named = (value: number, bytes = 0) => ({ features: { x: value, ['y'.repeat(bytes)]: 1 } });

describe('the archive', () => {
  it('has all that was judged, usual and strange, test alerts too, and nothing that is quarantined', async () => {
    const { consumer, delivered, put } = archivist();
    const test = { labels: { 'weir:test': 'me' } };
    await consumer.process([record(1, [{}]), record(2, 'oops'), record(3, [named(5)]), record(4, [test])]);
    expect(delivered).toEqual(['1', '3', '4']);
    expect(put).toEqual([]);
    expect(consumer.report.archiveLines).toEqual([]);
  });

  it('has it once people were told and before it is committed', async () => {
    const { consumer, delivered } = archivist();
    const order: string[] = [];
    const { aws } = consumer;
    aws.publish = async () => void order.push('told');
    consumer.report.batch = () => void order.push('committed');
    const known = delivered.push.bind(delivered);
    delivered.push = (...rows) => {
      order.push('archived');
      return known(...rows);
    };
    await consumer.process([record(1, [named(5)])]);
    expect(order).toEqual(['told', 'archived', 'committed']);
  });

  it('gets few records of many lines, none of which is too large', async () => {
    const { consumer, delivered, sizes } = archivist();
    await consumer.process(Array.from({ length: 40 }, (_, i) => record(i, [named(0, 50_000)])));
    expect(delivered).toHaveLength(40);
    expect(sizes.length).toBeLessThan(8);
    expect(Math.max(...sizes)).toBeLessThan(510_000);
  });

  it('is put into the bucket where the delivery stream does not take it, and the stream is left alone for a minute', async () => {
    let asked = 0;
    const { consumer, put } = archivist({
      deliver: async () => {
        asked++;
        throw new Error('throttled');
      },
    });
    await consumer.process([record(1, [{}]), record(2, [{}])]);
    await consumer.process([record(3, [{}])]);
    expect(put).toEqual(['1', '2', '3']);
    expect(asked).toBe(1);
    consumer.nowMs += 61_000;
    await consumer.process([record(4, [{}])]);
    expect(asked).toBe(2);
    expect(consumer.report.archiveLines.map(({ rows, kept }) => [rows, kept])).toEqual([
      [2, true],
      [1, true],
      [1, true],
    ]);
  });

  it('puts only those into the bucket that were refused alone', async () => {
    const world = archivist({
      deliver: async ([first, ...others]) => {
        world.take(others, world.delivered);
        return [first];
      },
    });
    await world.consumer.process([record(1, [named(0, 400_000)]), record(2, [named(0, 400_000)])]);
    expect([world.put, world.delivered]).toEqual([['1'], ['2']]);
  });

  it('has a row that is larger than a record in the bucket', async () => {
    const { consumer, put, delivered } = archivist();
    await consumer.process([record(1, [named(0, 1_100_000)]), record(2, [{}])]);
    expect([put, delivered]).toEqual([['1'], ['2']]);
  });

  it('holds nothing up where nobody takes a row, which is said with where it is', async () => {
    const { consumer } = archivist({ deliver: fails, put: fails });
    const line = await consumer.process([record(1, [{}]), record(2, [named(5)])]);
    expect(line).toMatchObject({ observations: 2, done: 2, anomalous: 1 });
    expect(line.retryFrom).toBeUndefined();
    expect(consumer.aws.published).toHaveLength(1);
    const [first, last] = [1, 2].map((n) => `shardId-000000000000:${n}:0`);
    expect(consumer.report.archiveLines).toEqual([
      { rows: 2, first, last, kept: false, reason: 'Error: away; Error: away' },
    ]);
  });

  it('has what is delivered again a second time, under the same identity', async () => {
    const { consumer, delivered } = archivist();
    const records = [record(1, [named(5)])];
    await consumer.process(records);
    await consumer.process(records);
    expect(delivered).toEqual(['1', '1']);
  });
});
