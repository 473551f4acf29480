import { describe, expect, it } from 'vitest';
import { DEFAULT_SEVERITY_BANDS } from '../../contracts/verdict.ts';
import { candidateChanges, rankChanges, usualBelow, weighChange } from '../../incidents/propose-change.ts';
import type { RecordedVerdict, Replayed, ReplayedIncident } from '../../incidents/replay.ts';
import { anomalyOf } from '../support/anomaly-of.ts';

const incident = (incidentId: string, source: string, atMs: number, more = {}): ReplayedIncident => ({
  incidentId,
  source,
  openedAtMs: atMs,
  lastAtMs: atMs,
  severity: 'low',
  anomalies: 1,
  messages: 2,
  feature: 'bar',
  direction: 'above',
  isLabelled: false,
  ...more,
});
const strange = (observed: number, grade = 0.3, surprise = 3.21): RecordedVerdict =>
  anomalyOf({ driving: { bar: [2, observed, 10] }, verdict: { grade, surprise } });
const replayed = (...incidents: ReplayedIncident[]) => ({ incidents }) as unknown as Replayed;

describe('changes that might keep a false alarm from people', () => {
  const alarm = { incident: incident('0123456789abcdef', 'pump-*', 0), anomalies: [strange(10.42), strange(10.91)] };
  const changes = candidateChanges(alarm, DEFAULT_SEVERITY_BANDS);

  it('begin with a distance that all of it is nearer than, for its source and feature alone', () => {
    expect(changes[0]).toEqual({
      kind: 'rule',
      rule: { name: 'feedback 01234567', source: 'pump-\\*', feature: 'bar', minimumDistance: { absolute: 0.92 } },
    });
  });

  it('go on to a share of what is expected, to the next severity, to all sources, and to whatever leads', () => {
    const rules = changes.flatMap((change) => (change.kind === 'rule' ? [change.rule] : []));
    expect(
      rules.map(({ source, feature, minimumDistance, minimumSeverity }) => [
        ...[source, feature].map((each) => each ?? 'any'),
        minimumSeverity ?? Object.entries(minimumDistance!)[0],
      ]),
    ).toEqual([
      ['pump-\\*', 'bar', ['absolute', 0.92]],
      ['pump-\\*', 'bar', ['relative', 0.092]],
      ['pump-\\*', 'bar', 'high'],
      ['any', 'bar', ['absolute', 0.92]],
      ['any', 'bar', ['relative', 0.092]],
      ['any', 'bar', 'high'],
      ['pump-\\*', 'any', 'high'],
    ]);
  });

  it('end with a threshold above the rarest of it', () => {
    expect(changes.at(-1)).toEqual({ kind: 'threshold', decades: 3.3 });
  });

  it('keep what else the rule says that it came by', () => {
    const admittedBy = { name: 'pumps', source: 'p*', advice: { text: 'ask' }, minimumDistance: { absolute: 0.1 } };
    const [first] = candidateChanges({ ...alarm, admittedBy }, DEFAULT_SEVERITY_BANDS);
    expect(first).toMatchObject({
      rule: { source: 'pump-\\*', advice: { text: 'ask' }, minimumDistance: { absolute: 0.92 } },
    });
  });

  it('are no severity above the highest, and no distance where nothing was expected', () => {
    const worst = { ...alarm, anomalies: [anomalyOf({ driving: { bar: [2, 9] }, verdict: { grade: 0.9 } })] };
    expect(candidateChanges(worst, DEFAULT_SEVERITY_BANDS)).toEqual([]);
  });
});

describe('a change is weighed', () => {
  const alarm = incident('a', 'pump', 0);
  const before = replayed(
    alarm,
    incident('b', 'pump', 100),
    incident('c', 'fan', 200),
    incident('d', 'fan', 300, { direction: 'below' }),
    incident('e', 'press', 400),
  );
  const confirmed = [{ source: 'press', openedAtMs: 390, lastAtMs: 410 }];
  const weigh = (after: Replayed) =>
    weighChange({ kind: 'threshold', decades: 4 }, alarm, confirmed, { before, after });

  it('by what is gone of its kind, of what was confirmed, and of the others', () => {
    expect(weigh(replayed(incident('b', 'pump', 100)))).toMatchObject({
      ...{ removesIt: true, alike: 3, removedAlike: 2 },
      ...{ confirmed: 1, lost: 1, removedOthers: 1 },
    });
    expect(weigh(before)).toMatchObject({ removesIt: false, removedAlike: 0, lost: 0, removedOthers: 0 });
  });

  it('and of several the smallest is first: nothing confirmed lost, few others, many of its kind', () => {
    const base = { ...weigh(before), removesIt: true };
    const [loses, touches, little, most, keepsIt] = [
      { ...base, lost: 1, removedAlike: 3 },
      { ...base, removedOthers: 2, removedAlike: 3 },
      { ...base, removedAlike: 1 },
      { ...base, removedAlike: 2 },
      { ...base, removesIt: false, removedAlike: 3 },
    ];
    expect(rankChanges([loses, touches, little, most, keepsIt])).toEqual([most, little, touches, loses]);
  });
});

it('nothing that is no rarer than a threshold is anomalous any more', () => {
  expect(usualBelow(strange(11), 3.21).verdict).toMatchObject({ anomalous: false, grade: 0 });
  expect(usualBelow(strange(11), 3.2).verdict.anomalous).toBe(true);
  expect(usualBelow(anomalyOf({}), 9).verdict.anomalous).toBe(true);
});
