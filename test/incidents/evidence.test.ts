import { describe, expect, it } from 'vitest';
import { DEFAULT_SEVERITY_BANDS, NO_MODEL } from '../../contracts/verdict.ts';
import type { Admit } from '../../incidents/admission.ts';
import type { Anomaly } from '../../incidents/anomaly.ts';
import { countAnomalies, type IncidentRules } from '../../incidents/count-anomalies.ts';
import { type IncidentItem, newItem } from '../../incidents/incident-item.ts';
import { ARRIVAL_MS, anomaly, deliveredFrom } from '../support/consumer/observations.ts';

const RULES = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS, openingEvidence: 3 };
const LOW = 0.1;
const MEDIUM = 0.3;
const HIGH = 0.6;
const NOTHING = newItem('pump-1');

/** So many seconds after the first arrival, of a source that speaks once a second. */
function at(seconds: number, grade: number, parts: Partial<Anomaly> = {}): Anomaly {
  return anomaly(1000 + seconds, grade, seconds * 1000, { usualIntervalMs: 1000, ...parts });
}

function count(before: IncidentItem, anomalies: readonly Anomaly[], rules: IncidentRules = RULES) {
  const counting = countAnomalies(before, anomalies, deliveredFrom(), rules, ARRIVAL_MS + 3_600_000);
  const { decisions, item = before } = counting;
  return { ...counting, item, said: decisions.map(({ decision, evidence }) => evidence ?? decision) };
}

describe('what opens an incident', () => {
  it('is one anomaly that is high or critical', () => {
    expect(count(NOTHING, [at(0, HIGH)]).said).toEqual(['opened']);
  });

  it('is three low ones, or a medium one beside a low one, within ten intervals of the source', () => {
    expect(count(NOTHING, [at(0, LOW), at(5, LOW), at(10, LOW)]).said).toEqual(['1 of 3', '2 of 3', 'opened']);
    expect(count(NOTHING, [at(0, MEDIUM), at(10, LOW)]).said).toEqual(['2 of 3', 'opened']);
    expect(count(NOTHING, [at(0, LOW), at(5, LOW), at(11, LOW)]).said).toEqual(['1 of 3', '2 of 3', '2 of 3']);
  });

  it('is remembered for ten seconds at least, and for the cooldown where the pace of the source is unknown', () => {
    const fast = { usualIntervalMs: 10 };
    expect(count(NOTHING, [at(0, MEDIUM, fast), at(10, MEDIUM, fast)]).said.at(-1)).toBe('opened');
    const unknown = { usualIntervalMs: undefined };
    expect(count(NOTHING, [at(0, MEDIUM, unknown), at(300, MEDIUM, unknown)]).said.at(-1)).toBe('opened');
    expect(count(NOTHING, [at(0, MEDIUM, unknown), at(301, MEDIUM, unknown)]).said.at(-1)).toBe('2 of 3');
  });

  it('is any anomaly where one point is enough', () => {
    expect(count(NOTHING, [at(0, LOW)], { ...RULES, openingEvidence: 1 }).said).toEqual(['opened']);
  });

  it('is what is said but once, by the past of a source alone or of one that stands still, unless it is still learning', () => {
    const stream = { surprise: 3, step: 0, observations: 400 };
    const alone = { ...at(0, LOW).verdict, modelVersion: NO_MODEL, lane: 'stream' as const, stream };
    expect(count(NOTHING, [at(0, LOW, { verdict: alone })]).said).toEqual(['opened']);
    const frozen = { ...alone, modelVersion: 'm', stream: { ...stream, frozen: true as const } };
    expect(count(NOTHING, [at(0, LOW, { verdict: frozen })]).said).toEqual(['opened']);
    expect(count(NOTHING, [at(0, LOW, { verdict: { ...frozen, stream } })]).said).toEqual(['1 of 3']);
    const young = { ...alone, stream: { ...stream, learning: true as const } };
    expect(count(NOTHING, [at(0, LOW, { verdict: young })]).said).toEqual(['1 of 3']);
  });
});

describe('evidence', () => {
  it('tells nobody, and is remembered in the item from delivery to delivery, each anomaly once', () => {
    const first = count(NOTHING, [at(0, LOW), at(1, LOW)]);
    expect(first.toPublish).toEqual([]);
    expect(first.item).toMatchObject({ incident: undefined, evidence: [{ points: 1 }, { points: 1 }] });
    expect(count(first.item, [at(0, LOW), at(1, LOW)]).said).toEqual(['already_counted', 'already_counted']);
    expect(count(first.item, [at(2, LOW)]).said).toEqual(['opened']);
  });

  it('is taken into the incident that it opens, from its first anomaly on and as strange as its strangest', () => {
    const { item, toPublish } = count(NOTHING, [at(0, 0.45), at(4, LOW)]);
    expect(item.incident).toMatchObject({ openedAtMs: ARRIVAL_MS, anomalies: 2, grade: 0.45, severity: 'medium' });
    expect(item).not.toHaveProperty('evidence');
    expect(toPublish).toMatchObject([{ kind: 'opened', anomalies: 2, openedAt: new Date(ARRIVAL_MS).toISOString() }]);
  });

  it('expires, so that a trifle minutes before a fault is no part of its incident', () => {
    const { item, said } = count(NOTHING, [at(0, LOW), at(180, HIGH)]);
    expect(said).toEqual(['1 of 3', 'opened']);
    expect(item.incident).toMatchObject({ anomalies: 1, openedAtMs: ARRIVAL_MS + 180_000 });
  });

  it('is nothing that comes so late that it had expired', () => {
    expect(count(NOTHING, [at(60, MEDIUM), at(0, MEDIUM), at(61, LOW)]).said).toEqual(['2 of 3', '2 of 3', 'opened']);
  });

  it('begins anew with what comes after an incident that nobody has closed yet, and closes it', () => {
    const open = count(NOTHING, [at(0, HIGH)]);
    const { item, said, toPublish } = count({ ...open.item, pending: {} }, [at(301, LOW)]);
    expect(said).toEqual(['1 of 3']);
    expect(toPublish.map(({ kind }) => kind)).toEqual(['closed']);
    expect(item).toMatchObject({ incident: undefined, evidence: [{ points: 1 }] });
  });
});

describe('what a rule holds', () => {
  const admit: Admit = ({ observation }, severity) =>
    severity === 'high' || observation.id !== undefined
      ? { isAdmitted: true, rule: 'pumps', advice: { text: 'look at the valve' }, channels: ['night'] }
      : { isAdmitted: false, rule: 'minimum severity', because: 'low is below high' };

  it('is no evidence, touches no incident, and is decided once, with the name of the rule and why', () => {
    const rules = { ...RULES, admit };
    const { item, decisions, toPublish } = count(NOTHING, [at(0, LOW), at(1, LOW), at(2, LOW)], rules);
    const held = { decision: 'held', severity: 'low', rule: 'minimum severity', because: 'low is below high' };
    expect(decisions).toEqual([held, held, held]);
    expect([item.incident, item.evidence, toPublish]).toEqual([undefined, undefined, []]);
    expect(count(item, [at(1, LOW)], rules).said).toEqual(['already_counted']);
  });

  it('does not keep an open incident open', () => {
    const rules = { ...RULES, admit };
    const { item } = count(NOTHING, [at(0, HIGH), at(200, LOW)], rules);
    expect(item.incident).toMatchObject({ anomalies: 1, lastAnomalyAtMs: ARRIVAL_MS });
  });

  it('is told apart from what a rule admits, whose advice and channels the alerts carry to the end', () => {
    const { decisions, toPublish } = count(NOTHING, [at(0, HIGH), at(400, HIGH)], { ...RULES, admit });
    expect(decisions[0]).toMatchObject({ decision: 'opened', rule: 'pumps' });
    const carried = { advice: { text: 'look at the valve' }, channels: ['night'] };
    expect(toPublish.map(({ kind }) => kind)).toEqual(['opened', 'closed', 'opened']);
    for (const alert of toPublish) expect(alert).toMatchObject(carried);
  });
});
