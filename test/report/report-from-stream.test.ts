import { describe, expect, test } from 'vitest';
import type { Alert } from '../../contracts/alert.ts';
import type { AnomalyLine, VerdictLine } from '../../contracts/log-lines.ts';
import { NO_REASON } from '../../report/page/page-data.ts';
import { TRUTH } from '../../report/report-data.ts';
import { reportFromStream, type StreamRun } from '../../report/report-from-stream.ts';

const usual: VerdictLine = {
  identity: 'shardId-0:1:0',
  source: 'pump-1',
  observedAt: '2026-11-20T10:00:00.000Z',
  features: { a: 1, b: null },
  verdict: { score: 0.4, threshold: 0.6, anomalous: false, grade: 0, modelVersion: 'v1' },
};

function anomaly(identity: string, minute: number, grade: number, over: Partial<AnomalyLine> = {}): AnomalyLine {
  return {
    ...usual,
    identity,
    observedAt: new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString(),
    verdict: {
      score: 0.6 + grade / 10,
      threshold: 0.6,
      anomalous: true,
      grade,
      modelVersion: 'v1',
      imputed: ['b'],
      contributions: [{ feature: 'b', contribution: 0.2, observed: 9, expected: 1, direction: 'above' }],
    },
    severity: 'low',
    incidentId: 'incident-1',
    decision: 'joined',
    ...over,
  };
}

function run(over: Partial<StreamRun>): StreamRun {
  return {
    title: 't',
    subject: 's',
    madeAtMs: 0,
    figures: { rows: 3, anomalies: 2 },
    ranking: { measure: 'score', threshold: 0.6, of: ({ score }) => score },
    lines: [],
    alerts: [],
    isStrange: () => undefined,
    ...over,
  };
}

describe('reportFromStream', () => {
  test('turns lines into columns, missing values into NaN, the first contribution into the reason', async () => {
    const lines = [usual, anomaly('shardId-0:2:0', 1, 0.5)];
    const { rows, modelVersion } = await reportFromStream(run({ lines, isStrange: (line) => line === lines[1] }));
    expect(rows).toMatchObject({ count: 2, features: ['a', 'b'], sources: ['pump-1'] });
    expect([...rows.values[1]]).toEqual([Number.NaN, Number.NaN]);
    expect([...rows.anomalous]).toEqual([0, 1]);
    expect([...rows.reason]).toEqual([NO_REASON, 1]);
    expect([...rows.truth!]).toEqual([TRUTH.usual, TRUTH.strange]);
    expect(rows.timestampMs![0]).toBe(Date.UTC(2026, 10, 20, 10));
    expect(modelVersion).toBe('v1');
  });

  test('puts the anomalies of an incident together, with the worst of them and the worst severity', async () => {
    const { incidents } = await reportFromStream(
      run({
        lines: [
          anomaly('shardId-0:3:0', 7, 0.2),
          anomaly('shardId-0:2:0', 2, 0.9, { severity: 'critical' }),
          anomaly('shardId-0:4:0', 9, 0.1),
        ],
        alerts: ['one', 'two', 'two'].map((alertId) => ({ incidentId: 'incident-1', alertId }) as Alert),
      }),
    );
    expect(incidents).toHaveLength(1);
    expect(incidents![0]).toMatchObject({
      severity: 'critical',
      openedAtMs: Date.UTC(2026, 10, 20, 10, 2),
      lastAtMs: Date.UTC(2026, 10, 20, 10, 9),
      anomalies: 3,
      alerts: 2,
      worst: { grade: 0.9, imputed: ['b'], contributions: [{ expected: 1, direction: 'above' }] },
    });
  });

  test('counts an observation once, however often it was delivered', async () => {
    const line = anomaly('shardId-0:2:0', 2, 0.5);
    const { rows, incidents } = await reportFromStream(
      run({ lines: [line, { ...line, decision: 'already_counted' }] }),
    );
    expect(rows.count).toBe(1);
    expect(incidents![0].anomalies).toBe(1);
  });

  test('shows scores alone where values are kept out of the log', async () => {
    const { rows } = await reportFromStream(run({ lines: [{ ...usual, features: undefined }] }));
    expect(rows).toMatchObject({ count: 1, features: [] });
  });
});
