import { describe, expect, it } from 'vitest';
import type { AlertRules } from '../../../contracts/rules.ts';
import { anomalyThoughtOf, loggedAnomaly } from '../../../operations/rules/logged-anomalies.ts';
import { triedLines } from '../../../operations/rules/try-rules.ts';
import { admitBy } from '../../../rules/admit.ts';
import { compileRules } from '../../../rules/compile-rules.ts';

const NOON = Date.parse('2026-01-31T12:00:00Z');

const lineOf = (source: string, contributions: readonly object[]) =>
  JSON.stringify({
    message: 'anomaly',
    identity: 'shardId-000000000000:7:0',
    source,
    observedAt: new Date(NOON).toISOString(),
    verdict: { score: 2, threshold: 1, anomalous: true, grade: 0.3, modelVersion: 'v', contributions },
    severity: 'medium',
    decision: 'opened',
  });

async function admitOf(rules: AlertRules['rules']) {
  const mutes: [] = [];
  return admitBy({ rules: await compileRules({ rules }, NOON), mutes, spreadOf: () => undefined });
}

describe('rules on lines of the log', () => {
  it('decide as they would have, and say what becomes of all', async () => {
    const near = { feature: 'x', contribution: 1, observed: 5.5, expected: 5, direction: 'above' };
    const lines = [lineOf('pump-1', [near]), '{"message":"batch"}', 'START', lineOf('fan-1', [near])];
    const anomalies = lines.flatMap((line) => loggedAnomaly(line) ?? []);
    const admit = await admitOf([{ name: 'pumps', source: 'pump-*', minimumDistance: { absolute: 1 } }]);
    expect([...triedLines(anomalies, admit, NOON)]).toEqual([
      '2026-01-31 12:00 UTC  pump-1  medium  held by pumps: x is 0.5 above the expected 5, less than the minimum distance 1',
      '2026-01-31 12:00 UTC  fan-1  medium  counts',
      '2 anomalies, 1 count, 1 held by pumps',
    ]);
  });

  it('hold nothing by a distance that the log does not say', async () => {
    const admit = await admitOf([{ name: 'pumps', minimumDistance: { absolute: 1 } }]);
    const withoutValues = loggedAnomaly(lineOf('pump-1', [{ feature: 'x', contribution: 1, expected: 5 }]))!;
    expect(admit(withoutValues.anomaly, 'medium', NOON)).toEqual({ isAdmitted: true, rule: 'pumps' });
  });
});

it('an anomaly that somebody thinks of is on its side of what was expected', async () => {
  const admit = await admitOf([{ name: 'high', direction: 'above' }]);
  const of = (observed: number) =>
    anomalyThoughtOf({ source: 'pump-1', atMs: NOON, severity: 'low', feature: 'x', observed, expected: 5 });
  expect(admit(of(6).anomaly, 'low', NOON)).toMatchObject({ isAdmitted: true });
  expect(admit(of(4).anomaly, 'low', NOON)).toMatchObject({
    isAdmitted: false,
    because: 'x is below what was expected',
  });
});
