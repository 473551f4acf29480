import { expect, test } from 'vitest';
import { DEFAULT_SEVERITY_BANDS, type Verdict } from '../../contracts/verdict.ts';
import { AlarmGroups } from '../../report/group-alarms.ts';

const MINUTE_MS = 60_000;
/** Of an installation that was told nothing. */
const RULES = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };
const verdict = (grade: number, over: Partial<Verdict> = {}): Verdict => ({
  score: 2,
  threshold: 1,
  anomalous: true,
  grade,
  modelVersion: 'v',
  explanation: `grade ${grade}`,
  ...over,
});

test('anomalies of a source that follow within five minutes are one alarm, with the words of the worst', () => {
  const groups = new AlarmGroups(RULES);
  groups.add({ source: 'pump', timestampMs: 0, verdict: verdict(0.1) });
  groups.add({ source: 'fan', timestampMs: MINUTE_MS, verdict: verdict(0.3) });
  groups.add({ source: 'pump', timestampMs: 5 * MINUTE_MS, verdict: verdict(0.6) });
  groups.add({ source: 'pump', timestampMs: 9 * MINUTE_MS, verdict: verdict(0.2) });
  groups.add({ source: 'pump', timestampMs: 14 * MINUTE_MS + 1, verdict: verdict(0.8) });
  const inShort = groups
    .list()
    .map(({ source, fromMs, toMs, anomalies, severity, explanation }) => [
      `${source} ${fromMs / MINUTE_MS}-${Math.floor(toMs / MINUTE_MS)}`,
      anomalies,
      severity,
      explanation,
    ]);
  expect(inShort).toEqual([
    ['pump 0-9', 3, 'high', 'grade 0.6'],
    ['fan 1-1', 1, 'medium', 'grade 0.3'],
    [expect.stringMatching(/^pump 14/), 1, 'critical', 'grade 0.8'],
  ]);
});

test('nobody is told of what is usual, nor by the past of a source that is still learning', () => {
  const groups = new AlarmGroups(RULES);
  const stream = { surprise: 9, step: 0, observations: 120, learning: true } as const;
  groups.add({ source: 'pump', timestampMs: 0, verdict: verdict(0, { anomalous: false }) });
  groups.add({ source: 'pump', timestampMs: 0, verdict: verdict(0.5, { lane: 'stream', stream }) });
  expect(groups.list()).toEqual([]);
  groups.add({ source: 'pump', timestampMs: 0, verdict: verdict(0.5, { lane: 'row', stream }) });
  expect(groups.list()).toHaveLength(1);
});

test('an installation with other rules has other alarms', () => {
  const groups = new AlarmGroups({ cooldownMs: MINUTE_MS, severityBands: { medium: 0.1, high: 0.2, critical: 0.3 } });
  groups.add({ source: 'pump', timestampMs: 0, verdict: verdict(0.25) });
  groups.add({ source: 'pump', timestampMs: MINUTE_MS + 1, verdict: verdict(0.35) });
  expect(groups.list().map(({ severity }) => severity)).toEqual(['high', 'critical']);
  const wary = new AlarmGroups({ ...RULES, openingEvidence: 3 });
  for (const minute of [0, 1, 2]) wary.add({ source: 'pump', timestampMs: minute * MINUTE_MS, verdict: verdict(0.1) });
  wary.add({ source: 'fan', timestampMs: 0, verdict: verdict(0.3) });
  expect(wary.list()).toMatchObject([{ source: 'pump', fromMs: 0, toMs: 2 * MINUTE_MS, anomalies: 3 }]);
});
