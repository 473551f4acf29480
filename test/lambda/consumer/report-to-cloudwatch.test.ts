import { describe, expect, it, vi } from 'vitest';
import type { Invoke } from '../../../lambda/aws/scoring-endpoint.ts';
import { toQuarantined, undecoded } from '../../../lambda/consumer/entry.ts';
import { reportToCloudWatch } from '../../../lambda/consumer/report-to-cloudwatch.ts';
import { InMemoryAws } from '../../support/consumer/in-memory-aws.ts';
import { record } from '../../support/consumer/observations.ts';
import { reportedLines } from '../../support/consumer/reported-lines.ts';

type Line = Record<string, unknown> & { message: string };

let written = '';

/** What a batch writes, line by line. */
async function linesOf(...batch: Parameters<typeof reportedLines>): Promise<Line[]> {
  written = await reportedLines(...batch);
  return written
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

const usual = { features: { x: 0 } };
const strange = { id: 'row-1', labels: { site: 'north' }, features: { x: 3 } };
const S = 'shardId-000000000000';

describe('what a batch writes', () => {
  it('is one line for the batch, one for each anomaly, alert and quarantined observation, and one of metrics', async () => {
    const lines = await linesOf([record(1, [usual, strange]), record(2, 'oops')]);
    expect(lines.map(({ message }) => message ?? 'metrics').sort()).toEqual(
      ['alert', 'anomaly', 'batch', 'metrics', 'quarantined'].sort(),
    );
    const line = (message: string) => lines.find((one) => one.message === message);
    expect(line('anomaly')).toMatchObject({
      level: 'WARN',
      service: 'weir-test',
      identity: `${S}:1:1`,
      source: 'pump-1',
      id: 'row-1',
      observedAt: '2026-11-20T12:00:00.000Z',
      labels: { site: 'north' },
      features: { x: 3 },
      verdict: { anomalous: true, grade: 0.3, modelVersion: 'test', explanation: 'x is 3' },
      severity: 'medium',
      decision: 'opened',
      alertId: expect.stringMatching(/^[0-9a-f]{16}-opened$/),
      incidentId: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
    expect(line('batch')).toMatchObject({
      level: 'INFO',
      records: 2,
      observations: 3,
      done: 2,
      quarantined: 1,
      anomalous: 1,
    });
    expect(line('quarantined')).toMatchObject({
      identity: `${S}:2:0`,
      partitionKey: 'key',
      reason: { code: 'unreadable', message: expect.stringContaining('neither JSON') },
    });
    expect(line('alert')).toMatchObject({ source: 'pump-1', kind: 'opened', severity: 'medium' });
  });

  it('begins each line with what it says', async () => {
    await linesOf([record(1, [strange])]);
    expect(written).toContain('{"level":"INFO","message":"batch","shardId":');
  });

  it('counts in metrics with one dimension, the installation', async () => {
    const lines = await linesOf([record(1, [usual, strange]), record(2, 'oops')]);
    const metrics = lines.find((line) => '_aws' in line)!;
    expect(metrics).toMatchObject({
      service: 'weir-test',
      Observations: 3,
      Done: 2,
      Anomalies: 1,
      Quarantined: 1,
      Alerts: 1,
      Unavailable: 0,
      ArrivalToVerdict: 1000,
      ArrivalToMessage: 1000,
      _aws: { CloudWatchMetrics: [{ Namespace: 'Weir', Dimensions: [['service']] }] },
    });
    expect(metrics.QuarantinedPercent).toBeCloseTo(100 / 3);
    expect(metrics).not.toHaveProperty('Unprocessable');
  });

  it('has a line for every verdict when the settings want it', async () => {
    const lines = await linesOf([record(1, [usual, strange])], { logVerdicts: 'all' });
    expect(lines.filter(({ message }) => message === 'verdict')).toMatchObject([
      { identity: `${S}:1:0`, features: { x: 0 } },
    ]);
  });

  it('says of what the function scored that it did, and counts it as something that was unavailable', async () => {
    const invoke: Invoke = async (body) => ({ ...(await new InMemoryAws().invoke(body)), scoredBy: 'function' });
    const lines = await linesOf([record(1, [usual, strange])], { logVerdicts: 'all' }, invoke);
    const line = (message: string) => lines.find((one) => one.message === message);
    for (const message of ['verdict', 'anomaly'])
      expect(line(message)).toMatchObject({ verdict: { scoredBy: 'function' } });
    expect(line('batch')).toMatchObject({ done: 2, scoredByFunction: 2 });
    expect(lines.find((one) => '_aws' in one)).toMatchObject({ Unavailable: 1, ScoredByFunction: 2 });
  });

  it('shouts when our own code failed on a record', async () => {
    const lines = await linesOf([record(1, [{ features: { x: 0, throws: 1 } }])]);
    expect(lines.find(({ message }) => message === 'quarantined')).toMatchObject({ level: 'ERROR' });
    expect(lines.find((line) => '_aws' in line)).toMatchObject({ Unprocessable: 1 });
  });

  it('shouts when a record has ended the function twice', () => {
    const [logger, metrics] = [{ info: vi.fn(), warn: vi.fn(), error: vi.fn() }, { addMetric: vi.fn() }];
    const settings = { logVerdicts: 'anomalies', logFeatures: true } as const;
    const report = reportToCloudWatch(
      logger,
      { ...metrics, publishStoredMetrics: vi.fn() },
      settings,
      Date.now,
      async () => {},
    );
    report.quarantined(toQuarantined(undecoded(record(1, 'oops'))));
    expect(logger.error.mock.calls).toMatchObject([['quarantined', { reason: { code: 'crashed_function' } }]]);
    expect(metrics.addMetric.mock.calls).toEqual([['Unprocessable', 'Count', 1]]);
  });

  it('flags odd timestamps', async () => {
    const lines = await linesOf([record(1, [{ ...strange, timestampMs: 0 }])]);
    expect(lines.find(({ message }) => message === 'anomaly')).toMatchObject({ flags: ['implausible_timestamp'] });
  });

  it('holds no value of a feature when the settings say so', async () => {
    const secret = 7.654321;
    const lines = await linesOf(
      [
        record(1, [{ features: { x: secret } }]),
        record(2, `{"x":"${secret}e999"}`),
        record(3, [{ features: { y: secret } }]),
      ],
      { logFeatures: false, logVerdicts: 'all' },
    );
    expect(lines.find(({ message }) => message === 'anomaly')).toMatchObject({
      verdict: { anomalous: true, contributions: [{ feature: 'x', contribution: 0.1 }] },
    });
    expect(lines.filter(({ message }) => message === 'quarantined')).toMatchObject([
      { reason: { code: 'not_finite', path: 'x' } },
      { reason: { code: 'no_known_feature' } },
    ]);
    expect(written).not.toContain(String(secret));
  });

  it('cannot be broken or forged by a record', async () => {
    const forged = '\n{"level":"ERROR","message":"batch"}\n\u001b[31m\u2028';
    const hostile = { source: forged, id: forged, labels: { [forged]: forged }, features: { x: 9, [forged]: 1 } };
    const lines = await linesOf([record(1, [hostile]), record(2, forged)]);
    expect(lines.filter(({ message }) => message === 'batch')).toHaveLength(1);
    expect(written).not.toContain('\u001b');
  });

  it('stays readable however much a record holds', async () => {
    const features = { x: 9, ...Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`feature_${i}`, i])) };
    const labels = { note: 'n'.repeat(500_000) };
    await linesOf([record(1, [{ features, labels }])]);
    for (const line of written.split('\n')) expect(line.length).toBeLessThan(10_000);
  });
});
