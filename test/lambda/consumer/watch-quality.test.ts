import { describe, expect, it } from 'vitest';
import { type DataQualityAlert, dataQualitySource } from '../../../contracts/alert.ts';
import { encodeRedriven } from '../../../contracts/record-forms/redriven.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { record } from '../../support/consumer/observations.ts';
import { rulesPorts } from '../../support/consumer/rules-ports.ts';

const QUARANTINE = dataQualitySource('quarantine');
const START_MS = new TestConsumer().nowMs;
const GOOD = [{ features: { x: 0 } }];
const UNKNOWN = [{ features: { temperature: 20, pressure: 3 } }];

/** A batch of good and bad records, by what they hold. */
function batch(...parts: [count: number, content: Parameters<typeof record>[1]][]) {
  return parts
    .flatMap(([count, content]) => Array.from({ length: count }, () => content))
    .map((content, i) => record(i, content));
}

function alerts({ aws }: TestConsumer): DataQualityAlert[] {
  return aws.published.filter((alert) => alert.kind === 'data_quality');
}

describe('a quarantined share above the setting', () => {
  it('is told once, with the most frequent reason and an example', async () => {
    const consumer = new TestConsumer({ quarantineAlertPercent: 20 });
    const bad = batch([60, GOOD], [15, 'oops'], [5, '']);
    for (let i = 0; i < 5; i++) {
      await consumer.process(bad);
      consumer.nowMs += 300_000;
    }
    expect(alerts(consumer)).toMatchObject([
      {
        kind: 'data_quality',
        about: 'quarantine',
        source: QUARANTINE,
        observations: 80,
        quarantined: 20,
        reason: { code: 'unreadable', count: 15 },
        example: { identity: 'shardId-000000000000:60:0', data: '"oops"' },
      },
    ]);
    expect(consumer.report.alerts).toHaveLength(1);
    expect(consumer.aws.items.get(QUARANTINE)?.pending).toEqual({});
  });

  it('is told when it came in pieces within a quarter of an hour', async () => {
    const consumer = new TestConsumer();
    await consumer.process(batch([9, 'oops']));
    expect(alerts(consumer)).toEqual([]);
    consumer.nowMs += 14 * 60_000;
    await consumer.process(batch([3, 'oops']));
    expect(alerts(consumer)).toMatchObject([{ observations: 12, quarantined: 12, reason: { count: 12 } }]);
  });

  it('names the names when the model knows none of them', async () => {
    const consumer = new TestConsumer();
    await consumer.process(batch([10, UNKNOWN]));
    expect(alerts(consumer)).toMatchObject([
      { reason: { code: 'no_known_feature', count: 10 }, unknownNames: ['temperature', 'pressure'] },
    ]);
  });

  it('is told nobody while a mute holds it, and told when that ends and it is still so', async () => {
    const mute = { ...{ id: 'ab12', source: '*', fromMs: 0, by: 'ann', why: 'works' }, untilMs: START_MS + 3_600_000 };
    const consumer = new TestConsumer({}, { rules: rulesPorts({}, [mute]) });
    await consumer.process(batch([20, 'oops']));
    expect(alerts(consumer)).toEqual([]);
    const because = expect.stringContaining('by ann: works');
    expect(consumer.report.quality).toEqual([{ about: 'quarantine', decision: 'held', rule: 'mute ab12', because }]);
    consumer.nowMs += 3_600_000;
    await consumer.process(batch([20, 'oops']));
    expect(alerts(consumer)).toHaveLength(1);
  });

  it('is told to whom its rule says, with its advice', async () => {
    const rule = {
      name: 'data',
      source: dataQualitySource('quarantine'),
      channels: ['data'],
      advice: { text: 'ask Ann' },
    };
    const consumer = new TestConsumer({}, { rules: rulesPorts({ rules: [rule] }) });
    await consumer.process(batch([20, 'oops']));
    expect(alerts(consumer)).toMatchObject([{ channels: ['data'], advice: { text: 'ask Ann' } }]);
  });

  it('is told once by all processes together', async () => {
    const [first, second] = [new TestConsumer(), new TestConsumer()];
    await first.process(batch([20, 'oops']));
    second.aws.items.set(QUARANTINE, first.aws.items.get(QUARANTINE)!);
    await second.process(batch([20, 'oops']));
    expect([alerts(first).length, alerts(second).length]).toEqual([1, 0]);
  });

  it('is told by the one that wrote it down first', async () => {
    const { incidents } = new TestConsumer().aws;
    const consumer = new TestConsumer({}, { incidents: { ...incidents, write: async () => false } });
    await consumer.process(batch([20, 'oops']));
    expect(alerts(consumer)).toEqual([]);
  });

  it('is told again when a day has passed without it, and not before', async () => {
    const consumer = new TestConsumer();
    const bad = batch([20, 'oops']);
    for (const hours of [0, 1, 23, 46, 71]) {
      consumer.nowMs += hours * 3_600_000;
      await consumer.process(bad);
    }
    // The first, and those after 46 and 71 hours.
    expect(alerts(consumer)).toHaveLength(3);
  });

  it('is on record when it cannot be told, so that the sweeper tells it', async () => {
    const publish = async () => Promise.reject(new Error('throttled'));
    const consumer = new TestConsumer({}, { publish });
    expect(await consumer.process(batch([20, 'oops']))).toMatchObject({ quarantined: 20 });
    expect(Object.values(consumer.aws.items.get(QUARANTINE)!.pending)).toMatchObject([
      { alert: { kind: 'data_quality' }, publisher: 'consumer' },
    ]);
  });

  it('shows nothing of an example unescaped, and little of it', async () => {
    const consumer = new TestConsumer();
    await consumer.process(batch([20, `\u001b[2J${'x'.repeat(5000)}`]));
    const { data } = alerts(consumer)[0].example;
    expect(data).toMatch(/^"\\u001b\[2Jx+"\.\.\.$/);
    expect(data.length).toBeLessThan(220);
  });
});

describe('a quarantined share that is no episode', () => {
  it('because it is below the setting, is not told', async () => {
    const consumer = new TestConsumer({ quarantineAlertPercent: 20 });
    await consumer.process(batch([80, GOOD], [20, 'oops']));
    expect(alerts(consumer)).toEqual([]);
  });

  it('because it is of a handful of observations, is not told', async () => {
    const consumer = new TestConsumer();
    await consumer.process(batch([9, 'oops']));
    expect(alerts(consumer)).toEqual([]);
  });

  it('because it was put on the stream again and failed again, is not told', async () => {
    const consumer = new TestConsumer();
    const part = {
      redrivenFrom: 'shardId-000000000000:1:0',
      arrivedAt: '2026-11-19T00:00:00.000Z',
      data: Buffer.from('oops'),
    };
    await consumer.process(batch([20, encodeRedriven([part])]));
    expect(consumer.aws.quarantined).toHaveLength(20);
    expect(alerts(consumer)).toEqual([]);
  });

  it('because it was a quarter of an hour ago, is not told', async () => {
    const consumer = new TestConsumer();
    await consumer.process(batch([9, 'oops']));
    consumer.nowMs += 15 * 60_000;
    await consumer.process(batch([9, 'oops']));
    expect(alerts(consumer)).toEqual([]);
  });

  it('because the table is away, holds nothing up', async () => {
    const incidents = new TestConsumer().aws.incidents;
    const read = async () => Promise.reject(new Unavailable('incidents', 'away'));
    const consumer = new TestConsumer({}, { incidents: { ...incidents, read } });
    expect(await consumer.process(batch([20, 'oops']))).toMatchObject({ quarantined: 20 });
    expect(consumer.report.away).toEqual([{ port: 'incidents', reason: 'away' }]);
  });
});

describe('times that cannot be', () => {
  const at = (timestampMs: number) => [{ timestampMs, features: { x: 0 } }];

  it('are told once, and judged all the same', async () => {
    const consumer = new TestConsumer();
    const line = await consumer.process(batch([10, GOOD], [40, at(5000)]));
    expect(line).toMatchObject({ done: 50, quarantined: 0, implausibleTimes: 40 });
    await consumer.process(batch([20, at(5000)]));
    expect(alerts(consumer)).toMatchObject([
      {
        about: 'times',
        source: dataQualitySource('times'),
        observations: 50,
        quarantined: 0,
        reason: {
          code: 'implausible_timestamp',
          count: 40,
          message: 'a time of 1970-01-01T00:00:05.000Z in a record that arrived at 2026-11-20T12:00:00.000Z',
        },
        example: { identity: 'shardId-000000000000:10:0' },
      },
    ]);
  });

  it('are no reason for a word while they are few', async () => {
    const consumer = new TestConsumer();
    await consumer.process(batch([300, GOOD], [9, at(5000)]));
    expect(alerts(consumer)).toEqual([]);
  });
});
