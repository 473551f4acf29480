import { describe, expect, test } from 'vitest';
import { EMPTY_POINTER } from '../../../contracts/model-registry.ts';
import type { Model, TrainingSummary } from '../../../model/model.ts';
import { endpointFinding, modelFinding } from '../../../operations/status/endpoint-finding.ts';
import { find } from '../../../operations/status/finding.ts';
import { judgingFinding } from '../../../operations/status/judging-finding.ts';
import { lastHourFinding } from '../../../operations/status/last-hour-finding.ts';
import { learningFinding } from '../../../operations/status/learning-finding.ts';
import { namesFinding } from '../../../operations/status/names-finding.ts';
import { quarantineFinding } from '../../../operations/status/quarantine-finding.ts';
import { findingsText } from '../../../operations/status/show-findings.ts';
import { subscriptionsFinding } from '../../../operations/status/subscriptions-finding.ts';
import { noteDeployed, promote, voidVersion } from '../../../registry/move-pointer.ts';
import { cardOf } from '../../support/card-of.ts';

const SUMS = {
  records: 10,
  observations: 12,
  judged: 12,
  quarantined: 0,
  anomalies: 1,
  alerts: 1,
  unavailable: 0,
  scoredByFunction: 0,
  implausibleTimes: 0,
};
const NAMES = { unknown: [], strangers: [], recent: { judged: 0, counts: {} }, judged: 9 };

describe('whether the model knows the names', () => {
  test('is not known while nothing is judged', () => {
    expect(namesFinding({ ...NAMES, judged: 0 })).toMatchObject({ state: 'unknown' });
  });

  test('is so when observations are judged', () => {
    expect(namesFinding({ ...NAMES, recent: { judged: 100, counts: { pressure: 10 } } })).toMatchObject({
      state: 'good',
    });
  });

  test('is not so when it said so, and what it wanted instead is named', () => {
    const loggedAtMs = Date.UTC(2026, 10, 20, 9, 30);
    const unknown = [{ names: ['temp'], observations: 3, reason: 'got temp', loggedAtMs }];
    const { state, says } = namesFinding({ ...NAMES, unknown, wanted: ['temperature'] });
    expect(state).toBe('attention');
    expect(says.slice(0, 2)).toEqual([
      'the model knows none of these names: temp (3 observations, the last at 09:30 UTC)',
      'it was trained on temperature',
    ]);
  });

  test('is half so when a feature seldom comes', () => {
    const { state, says } = namesFinding({ ...NAMES, recent: { judged: 9, counts: { pressure: 8 } } });
    expect(state).toBe('attention');
    expect(says).toEqual([
      'pressure was missing in 89 % of what was judged lately, and took the training median instead',
    ]);
  });

  test('is half so when a name comes that it does not know, with the one that it may be', () => {
    const strangers = [
      { name: 'Press', nearest: 'pressure', missing: ['pressure'], observations: 3 },
      { name: 'x', missing: ['pressure'], observations: 1 },
    ];
    expect(namesFinding({ ...NAMES, strangers })).toEqual({
      state: 'attention',
      says: [
        "the model does not know 'Press': it may be pressure, which was missing",
        "the model does not know 'x': while pressure was missing",
      ],
    });
  });
});

describe('the model', () => {
  const training = { rows: 3000, seed: 0, parameters: {}, thresholdRule: 'auto' };
  const found = (more: Partial<TrainingSummary>) =>
    modelFinding({ version: 'abc', features: ['co', 'valve'], training: { ...training, ...more } } as unknown as Model);
  const says = ['version abc, threshold by auto, from 3,000 rows', 'features: co, valve'];

  test('may be none yet', () => {
    expect(modelFinding(undefined)).toEqual({
      state: 'good',
      says: ['none judges yet: each source is judged by its past alone'],
    });
  });

  test('is named with its features', () => {
    expect(found({})).toEqual({ state: 'good', says });
  });

  test('needs attention where its card says what is doubtful, which is told', () => {
    const cautions = ['valve is 0 in every row; no change of it can be noticed'];
    expect(found({ cautions })).toEqual({ state: 'attention', says: [...says, `beware: ${cautions[0]}`] });
  });

  test('of the sample is said to judge nothing else', () => {
    expect(found({ sample: true }).says[2]).toMatch(/^it is of the sample, and judges only observations with one of/);
  });

  test('tells what it cannot see, which is nothing to mend', () => {
    expect(found({ unnoticed: ['co below 2'] })).toEqual({ state: 'good', says: [...says, 'beware: co below 2'] });
  });
});

describe('the last hour', () => {
  test('is told in one sentence when all went well', () => {
    expect(lastHourFinding(SUMS, [])).toEqual({
      state: 'good',
      says: ['10 records in; 12 observations out: 12 judged, 0 quarantined; 1 strange, 1 alert'],
    });
  });

  test('needs attention when something was unavailable, or nothing comes out', () => {
    const unavailable = lastHourFinding({ ...SUMS, unavailable: 2 }, ['scoring: no answer within 10000 ms']);
    expect(unavailable).toMatchObject({ state: 'attention' });
    expect(unavailable.says).toContain('scoring: no answer within 10000 ms');
    const replaced = lastHourFinding({ ...SUMS, unavailable: 2, scoredByFunction: 900 }, []);
    expect([replaced.state, replaced.says[1]]).toEqual([
      'attention',
      '2 batches ended early, or were scored by the function, because something was unavailable: 900 observations in the place of the endpoint',
    ]);
    expect(lastHourFinding({ ...SUMS, observations: 0, judged: 0 }, [])).toMatchObject({ state: 'attention' });
  });

  test('needs attention when clocks are wrong', () => {
    const { state, says } = lastHourFinding({ ...SUMS, implausibleTimes: 2 }, []);
    expect([state, says[1]]).toEqual([
      'attention',
      expect.stringContaining('2 observations carried a time before 2000'),
    ]);
  });

  test('of an idle stream is no problem', () => {
    expect(lastHourFinding({ ...SUMS, records: 0, observations: 0 }, [])).toMatchObject({ state: 'good' });
  });
});

describe('which version judges', () => {
  const [A, B] = ['a', 'b'].map((digit) => cardOf(digit.repeat(64)));
  const atMs = Date.UTC(2026, 10, 20, 9, 30);
  const by = { atMs, by: 'arn:aws:iam::1:user/me', why: 'better' };
  const first = noteDeployed(EMPTY_POINTER, A, undefined, { ...by, by: 'cdk deploy', why: 'it was deployed' });
  const deployed = 'version aaaaaaaaaaaa since 2026-11-20 09:30 UTC, deployed by cdk deploy: it was deployed';

  test('is said with since when, who and why, and what will judge in a moment', () => {
    const promoted = promote(first, B, by);
    const next = 'version bbbbbbbbbbbb from 2026-11-20 09:31 UTC, promoted by user/me: better';
    expect(judgingFinding(promoted, atMs)).toEqual({ state: 'good', says: [deployed, next] });
    expect(judgingFinding(promoted, atMs + 60_000).says).toEqual([expect.stringMatching(/^version b.* since /)]);
  });

  test('needs attention where the one that should was voided', () => {
    const voided = voidVersion(promote(first, B, by), B.model, { ...by, why: 'it fails' });
    const taken = expect.stringMatching(/^version bbbbbbbbbbbb was voided .* by user\/me: it fails$/);
    expect(judgingFinding(voided, atMs + 90_000)).toEqual({ state: 'attention', says: [deployed, taken] });
  });

  test('is none at first', () => {
    expect(judgingFinding(EMPTY_POINTER, atMs).says[0]).toMatch(/^no version/);
  });
});

test('an endpoint that is not in service says why, and that nothing is lost', () => {
  expect(endpointFinding({ status: 'Failed', failureReason: 'no image' })).toMatchObject({
    state: 'attention',
    says: ['Failed: no image', expect.stringContaining('observations wait in the stream')],
  });
});

test('batches that were given up need attention although quarantine is empty', () => {
  const empty = { reasons: [], waiting: 0, failedAgain: 0, redriven: 0 };
  expect(quarantineFinding(empty, 0)).toMatchObject({ state: 'good' });
  expect(quarantineFinding(empty, 2)).toMatchObject({ state: 'attention' });
});

test('people who are told, and people who have not confirmed', () => {
  const finding = subscriptionsFinding(
    { confirmed: ['sqs queue'], pending: ['email a@example.com'] },
    'arn',
    'alertEmail',
  );
  expect(finding.state).toBe('attention');
  expect(finding.says[0]).toBe('told: sqs queue');
  expect(finding.says[1]).toContain('email a@example.com has not confirmed');
});

test('nobody who hears of alarms, and the setting that says who does', () => {
  const finding = subscriptionsFinding({ confirmed: [], pending: [] }, 'arn:operations', 'operationsEmail');
  expect(finding.state).toBe('attention');
  expect(finding.says[0]).toContain('nobody hears of alarms; npm run settings -- set operationsEmail');
  expect(finding.says[1]).toContain('--topic-arn arn:operations');
});

test('a question that cannot be answered keeps no other one away', async () => {
  const refused = Object.assign(new Error('not authorized'), { name: 'AccessDenied' });
  expect(await find('endpoint', () => Promise.reject(refused))).toEqual({
    about: 'endpoint',
    state: 'unknown',
    says: ['cannot tell: AccessDenied: not authorized'],
  });
});

test('the answers fit the terminal, and commands stay whole', () => {
  const says = [
    'one two three four five six seven eight nine ten',
    '  npm run quarantine -- list --name Other --since 7d',
  ];
  const text = findingsText([{ about: 'a', state: 'good', says }], 40);
  expect(text.split('\n').map((line) => line.trimEnd())).toHaveLength(3);
  expect(text).toContain('npm run quarantine -- list --name Other --since 7d');
});

describe('learning', () => {
  const atMs = Date.UTC(2026, 10, 1, 12);
  const said = { atMs, rows: 412, sources: 4 };

  test('says what the first model waits for', () => {
    const waitsFor = ['rows: 412 of 1,000, 3 hours at this pace'];
    expect(learningFinding({ ...said, waitsFor }, atMs)).toEqual({
      state: 'good',
      says: [
        'no model of this stream yet, the past of sources judges alone; 412 rows of 4 sources to train on',
        'waits for rows: 412 of 1,000, 3 hours at this pace',
      ],
    });
  });

  test('names the feature that has drifted, and wants attention', () => {
    const drift = {
      ...{ rows: 900, feature: 'heat', psi: 0.31, ks: 0.22, budget: 0.001, imputedShare: 0.02 },
      flagged: { share: 0.012, low: 0.01, high: 0.02 },
      reason: 'heat has drifted (PSI 0.31, KS 0.22)',
    };
    const last = { atMs: atMs - 3 * 3_600_000, result: 'promoted' as const, why: 'a day has passed' };
    expect(learningFinding({ ...said, model: 'abcdefabcdef', drift, last }, atMs)).toEqual({
      state: 'attention',
      says: [
        'version abcdefabcdef judges; 412 rows of 4 sources to train on',
        'last training 3 hours ago: it judges, a day has passed',
        'heat has drifted (PSI 0.31, KS 0.22)',
        'flagged 1.2 % of the sampled rows, budget 0.1 %; 2 % of the values were assumed',
      ],
    });
  });

  test('wants attention where a person has to decide, a training failed, or the trainer stands still', () => {
    const state = (more: object, nowMs = atMs) => learningFinding({ ...said, ...more }, nowMs).state;
    expect(state({})).toBe('good');
    expect(state({ waitsFor: ['a person, to promote version abcdefabcdef: learning is set to propose'] })).toBe(
      'attention',
    );
    expect(state({ last: { atMs, result: 'failed', why: 'no feature varies' } })).toBe('attention');
    expect(state({}, atMs + 3_600_000)).toBe('attention');
    expect(learningFinding(undefined, atMs).state).toBe('good');
  });
});
