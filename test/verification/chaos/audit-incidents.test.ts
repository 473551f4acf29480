import { describe, expect, test } from 'vitest';
import { DEFAULT_SEVERITY_BANDS, type Severity } from '../../../contracts/verdict.ts';
import { auditIncidents, type Counted } from '../../../verification/chaos/audit-incidents.ts';
import { SEVERAL } from '../../../verification/chaos/heard-scores.ts';
import { DONE, FOUND_ANOMALOUS, FOUND_USUAL, GIVEN_UP } from '../../../verification/chaos/ledger.ts';
import type { PlannedVerdicts } from '../../../verification/chaos/planned-record.ts';
import type { ItemVersion } from '../../../verification/chaos/table-watch.ts';

const RULES = { cooldownMs: 10_000, openingEvidence: 1, severityBands: DEFAULT_SEVERITY_BANDS };
const GRADES = { low: 0.1, medium: 0.3, high: 0.6, critical: 0.8 };
const OPENED = '0123456789abcdef-opened';
const WORSENED = '0123456789abcdef-worsened-high';

/** What versions say, by their names: the severity, or that it is usual. */
function says(verdicts: Readonly<Record<string, Severity | 'usual'>>): PlannedVerdicts {
  return new Map(
    Object.entries(verdicts).map(([version, said]) => {
      const anomalous = said !== 'usual';
      const severity = anomalous ? said : 'low';
      return [version, { score: 0.7, anomalous, severity, grade: anomalous ? GRADES[said] : 0 }];
    }),
  );
}

function anomaly(sequenceNumber: number, more: Partial<Counted> = {}): Counted {
  return {
    fate: 'anomalous',
    verdicts: says({ first: 'low' }),
    signature: String(sequenceNumber),
    source: 'pump',
    timestampMs: 1000 * sequenceNumber,
    shardId: 'shard-0',
    sequenceNumber: String(sequenceNumber),
    index: 0,
    became: DONE | FOUND_ANOMALOUS,
    ...more,
  };
}

interface Written {
  readonly version: number;
  /** Sequence numbers. */
  readonly counted: readonly number[];
  readonly anomalies: number;
  readonly severity?: Severity;
  /** The first of its anomalies, the one that people heard of last, and how many times they heard of it. */
  readonly from?: number;
  readonly told?: number;
  readonly messages?: number;
  readonly pending?: readonly string[];
  /** Version by signature; the first version of all by default. */
  readonly heard?: Readonly<Record<number, string>>;
}

const ALL_HEARD = Object.fromEntries(Array.from({ length: 40 }, (_, signature) => [signature, 'first']));

/** An item as it is after these anomalies. */
function written(write: Written): ItemVersion {
  const { version, counted, anomalies, severity = 'low', pending = [], heard = ALL_HEARD } = write;
  const { from = Math.min(...counted), told = from, messages = 1 } = write;
  return {
    version,
    state: {
      incident: {
        openedAtMs: 1000 * from,
        lastAnomalyAtMs: 1000 * Math.max(...counted),
        anomalies,
        grade: GRADES[severity],
        features: 1,
        severity,
        told: { messages, atMs: 1000 * told, characters: [] },
      },
      evidence: [],
    },
    counted: new Set(counted.map((one) => `shard-0:${one}:0`)),
    pending,
    heard: new Map(Object.entries(heard)),
  };
}

function audit(versions: readonly ItemVersion[], anomalies: readonly Counted[], functionScores = false) {
  const histories = new Map([['pump', versions]]);
  const { alertIds, examples: _, ...sums } = auditIncidents(histories, anomalies, RULES, functionScores);
  return { ...sums, alertIds: [...alertIds] };
}

const GOOD = { uncounted: 0, countedTwice: 0, against: 0 };
const HIGH = says({ first: 'high' });
const THREE = [anomaly(9), anomaly(10, { verdicts: HIGH }), anomaly(11)];
/** By the tenth. */
const ROSE = { told: 10, messages: 2 };
const FIRST = written({ version: 1, counted: [9], anomalies: 1, pending: [OPENED] });

describe('the audit of incidents', () => {
  test('finds nothing when each anomaly was counted once and each opening and rise was written down', () => {
    const second = written({
      version: 3,
      counted: [9, 10, 11],
      anomalies: 3,
      severity: 'high',
      ...ROSE,
      pending: [WORSENED],
    });
    expect(audit([FIRST, second], THREE)).toEqual({ ...GOOD, alertIds: [OPENED, WORSENED] });
  });

  test('finds an anomaly that was counted again', () => {
    const again = written({
      version: 2,
      counted: [9, 10, 11],
      anomalies: 4,
      severity: 'high',
      ...ROSE,
      pending: [OPENED, WORSENED],
    });
    expect(audit([FIRST, again], THREE)).toMatchObject({ countedTwice: 1 });
  });

  test('finds one that was counted, forgotten and counted once more', () => {
    const forgotten = written({ version: 3, counted: [11], anomalies: 3, severity: 'high' });
    const back = written({ version: 4, counted: [10, 11], anomalies: 3, severity: 'high' });
    const second = written({
      version: 2,
      counted: [9, 10, 11],
      anomalies: 3,
      severity: 'high',
      ...ROSE,
      pending: [WORSENED],
    });
    expect(audit([FIRST, second, forgotten, back], THREE).countedTwice).toBeGreaterThan(0);
  });

  test('finds a rise that nobody was to be told of, and an incident that is not what the rules make of it', () => {
    const unpublished = written({ version: 2, counted: [9, 10, 11], anomalies: 3, severity: 'high', ...ROSE });
    expect(audit([FIRST, unpublished], THREE)).toMatchObject({ against: 1 });
    const tame = written({ version: 2, counted: [9, 10, 11], anomalies: 3, severity: 'low', pending: [WORSENED] });
    expect(audit([FIRST, tame], THREE)).toMatchObject({ against: 1 });
  });

  test('finds what was done and never counted, but does not ask it of what was given up', () => {
    expect(audit([FIRST], THREE)).toMatchObject({ uncounted: 2 });
    expect(
      audit([FIRST], [THREE[0], anomaly(10, { became: GIVEN_UP }), anomaly(11, { became: GIVEN_UP })]),
    ).toMatchObject(GOOD);
  });

  test('knows that an incident ends with the cooldown and that 10 comes after 9', () => {
    const late = anomaly(30, { verdicts: HIGH });
    const anew = written({ version: 2, counted: [30], anomalies: 1, severity: 'high', pending: [OPENED] });
    const other = { ...anew, pending: ['0123456789abcdef-closed', 'fedcba9876543210-opened'] };
    expect(audit([FIRST, other], [THREE[0], late])).toMatchObject(GOOD);
  });
});

test('what the rule about trifles holds is seen to be dealt with, and is in no incident', () => {
  const said = { score: 0.7, anomalous: true, severity: 'low' as const, grade: GRADES.low, isTrifle: true as const };
  const held = anomaly(10, { verdicts: new Map([['first', said]]) });
  const two = [anomaly(9), held];
  const kept = written({ version: 2, counted: [9, 10], anomalies: 1, from: 9 });
  const { incident } = kept.state;
  const apart = { ...kept, state: { ...kept.state, incident: { ...incident!, lastAnomalyAtMs: 9000 } } };
  expect(audit([FIRST, apart], two)).toMatchObject(GOOD);
  expect(audit([FIRST], two)).toMatchObject({ uncounted: 1 });
  expect(audit([FIRST, written({ version: 2, counted: [9, 10], anomalies: 2 })], two)).toMatchObject({
    countedTwice: 1,
  });
});

describe('the audit of evidence', () => {
  const weak = { grade: 0.1, points: 1 };
  const states = {
    remembered: { evidence: [{ atMs: 9000, ...weak }] },
    forgotten: { evidence: [] },
  };
  const write = (version: number, counted: readonly number[], state: ItemVersion['state'], pending: string[] = []) => ({
    ...written({ version, counted, anomalies: 0, pending }),
    state,
  });
  const wary = (versions: readonly ItemVersion[], anomalies: readonly Counted[]) =>
    auditIncidents(new Map([['pump', versions]]), anomalies, { ...RULES, openingEvidence: 3 });

  test('knows that a weak anomaly opens nothing, and is remembered', () => {
    expect(wary([write(1, [9], states.remembered)], [anomaly(9)])).toMatchObject(GOOD);
    expect(wary([write(1, [9], states.forgotten)], [anomaly(9)])).toMatchObject({ against: 1 });
    expect(wary([write(1, [9], states.remembered, [OPENED])], [anomaly(9)])).toMatchObject({ against: 1 });
    expect(wary([FIRST], [anomaly(9)])).toMatchObject({ against: 1 });
  });

  test('knows that three open an incident that has them all, and that one expires with the cooldown', () => {
    const three = [anomaly(9), anomaly(10), anomaly(11)];
    const opened = written({ version: 2, counted: [9, 10, 11], anomalies: 3, told: 11, pending: [OPENED] });
    expect(wary([write(1, [9], states.remembered), opened], three)).toMatchObject(GOOD);
    const fewer = written({ version: 2, counted: [9, 10, 11], anomalies: 2, told: 11, pending: [OPENED] });
    expect(wary([write(1, [9], states.remembered), fewer], three)).toMatchObject({ against: 1 });
    const late = [anomaly(9), anomaly(20), anomaly(21)];
    const expired = { evidence: [20, 21].map((second) => ({ atMs: 1000 * second, ...weak })) };
    expect(wary([write(1, [9], states.remembered), write(2, [9, 20, 21], expired)], late)).toMatchObject(GOOD);
  });
});

describe('the audit of incidents, when another model was deployed in between', () => {
  const newlyStrange = anomaly(9, { verdicts: says({ first: 'usual', second: 'low' }) });
  const always = anomaly(10, { verdicts: says({ first: 'low', second: 'high' }) });
  const both = [newlyStrange, always];
  const tenth = { version: 1, counted: [10], anomalies: 1, pending: [OPENED] };
  const ninthAndTenth = { ...tenth, counted: [9, 10] };

  test('expects of a write what the version that its writer heard found anomalous, and how severe', () => {
    const bySecond = { ...ninthAndTenth, heard: { 9: 'second', 10: 'second' } };
    const rose = written({ ...bySecond, anomalies: 2, severity: 'high', ...ROSE, pending: [OPENED, WORSENED] });
    expect(audit([rose], both)).toMatchObject(GOOD);
    expect(audit([written({ ...bySecond, anomalies: 2, pending: [OPENED] })], both)).toMatchObject({ against: 1 });
    expect(audit([written({ ...tenth, anomalies: 2 })], both)).toMatchObject({ countedTwice: 1 });
    // By the first version, which its writer heard, the ninth is usual.
    expect(audit([written({ ...ninthAndTenth, anomalies: 2 })], both)).toMatchObject({ against: 1 });
  });

  test('misses an anomaly that was said to be counted already and that no write has counted', () => {
    expect(audit([written(tenth)], both)).toMatchObject({ uncounted: 1, countedTwice: 0, against: 0 });
  });

  test('does not miss one that was usual in another delivery, and does not expect it of a writer that never heard of it', () => {
    const disputed = { ...newlyStrange, became: DONE | FOUND_ANOMALOUS | FOUND_USUAL };
    expect(audit([written(tenth)], [disputed, always])).toMatchObject(GOOD);
    const unheard = { ...tenth, heard: { 10: 'first' } };
    expect(audit([written(unheard)], [{ ...newlyStrange, became: DONE | FOUND_USUAL }, always])).toMatchObject(GOOD);
  });

  test('says nothing of a write whose writer was told two things of the same anomaly', () => {
    const told = { ...ninthAndTenth, heard: { 9: SEVERAL, 10: 'first' } };
    for (const anomalies of [1, 2]) expect(audit([written({ ...told, anomalies })], both)).toMatchObject(GOOD);
  });
});

test('what nobody heard is by the one version that can judge it where the function scores, and wrong where it does not', () => {
  const unheard = [written({ version: 1, counted: [9], anomalies: 1, pending: [OPENED], heard: {} })];
  expect(audit(unheard, [anomaly(9)])).toMatchObject({ against: 1 });
  expect(audit(unheard, [anomaly(9)], true)).toMatchObject(GOOD);
  expect(audit(unheard, [anomaly(9, { verdicts: says({ first: 'usual' }) })], true)).toMatchObject({ against: 1 });
  const byEither = anomaly(9, { verdicts: says({ first: 'low', second: 'low' }) });
  expect(audit(unheard, [byEither], true)).toMatchObject({ against: 1 });
});
