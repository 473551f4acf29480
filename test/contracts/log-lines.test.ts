import { describe, expect, it } from 'vitest';
import { decodeLogLine } from '../../contracts/decode-log-line.ts';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { BatchTally } from '../../lambda/consumer/batch-tally.ts';
import { reportToCloudWatch } from '../../lambda/consumer/report-to-cloudwatch.ts';
import { TestConsumer } from '../support/consumer/consumer.ts';
import { record } from '../support/consumer/observations.ts';

const METRICS = { addMetric() {}, publishStoredMetrics() {} } as unknown as Parameters<typeof reportToCloudWatch>[1];

describe('decodeLogLine', () => {
  it('reads back every line that the consumer writes', async () => {
    const written: string[] = [];
    const log = (message: unknown, line: unknown) =>
      void written.push(JSON.stringify({ level: 'INFO', message, ...(line as object) }));
    const logger = { info: log, warn: log, error: log } as unknown as Parameters<typeof reportToCloudWatch>[0];
    const report = reportToCloudWatch(
      logger,
      METRICS,
      { logVerdicts: 'all', logFeatures: true },
      Date.now,
      async () => {},
    );
    const consumer = new TestConsumer({ quarantineAlertPercent: 100 }, { report });
    await consumer.process([record(1, '{"x":0}'), record(2, '{"x":5}'), record(3, 'oops'), record(4, '{"y":1}')]);
    report.unavailable({ port: 'scoring', reason: 'away' });
    report.fallback({ decision: 'began', awaySince: '2026-11-27T14:05:00.000Z', reason: 'away' });
    const tally = new BatchTally([record(5, '{}')]);
    tally.newNames.push({ name: 'y', missing: ['x'], observations: 1 });
    report.batch(tally);
    report.refused(consumer.aws.published[0]);
    const fate = { is: 'held', stormId: 'storm', because: 'cap' } as const;
    report.heldBack({ alert: consumer.aws.published[0], fate });
    report.sourceState({ shardId: 'shard-0', kind: 'dropped', records: 2 });
    report.silence({ source: 'pump-1', since: '2026-11-27T14:05:00.000Z', decision: 'opened' });
    report.dataQuality({ about: 'times', decision: 'held', rule: 'mute ab12', because: 'works' });
    report.fallback({ decision: 'began', awaySince: '2026-11-27T14:05:00.000Z', reason: 'no answer' });
    report.archive({ rows: 2, first: 'shard-0:6:0', last: 'shard-0:6:1', kept: false, reason: 'away' });
    report.canary({ identity: 'shard-0:6:0', outcome: 'missed', latencyMs: 900, reason: 'it was found usual' });
    report.shadow({ current: 'a1b2c3d4e5f6', shadow: 'f6e5d4c3b2a1', observations: 2, found: [] });
    const decoded = written.map(decodeLogLine);
    expect(decoded).not.toContain(undefined);
    const { learning: _learning, rolledBack: _rolledBack, channel: _channel, ...others } = LOG_MESSAGES;
    const { telemetry: _telemetry, ...ofConsumer } = others;
    expect(new Set(decoded.map((line) => line?.message))).toEqual(new Set(Object.values(ofConsumer)));
  });

  it.each([
    ['the runtime writes', 'START RequestId: 8f5c'],
    ['another program writes', '{"level":"INFO","message":"hello"}'],
    ['a killed process left half written', '{"level":"INFO","message":"batch","shardId":"shard-0","fir'],
    ['lacks what belongs to its message', '{"message":"batch","first":"1"}'],
    ['has a message that is a name of every object', '{"message":"constructor"}'],
    ['is no object', '[1]'],
  ])('passes over a line that %s', (_, text) => {
    expect(decodeLogLine(text)).toBeUndefined();
  });
});
