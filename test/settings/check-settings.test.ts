import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkSettings, type GivenSettings } from '../../settings/check-settings.ts';
import { hasFallback } from '../../settings/implied-settings.ts';
import { settingsSchema } from '../../settings/settings-schema.ts';
import { complaint } from '../support/complaint.ts';

const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/theirs';

type Values = Readonly<Record<string, unknown>>;

/** As after `-c`, where everything is text. */
function fromFlags(values: Values): GivenSettings {
  return { overrides: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])) };
}

function fromFile(values: Values): GivenSettings {
  return { file: { name: 'weir.json', values } };
}

describe('checkSettings', () => {
  it('needs nothing: every setting has its default', () => {
    expect(checkSettings({})).toEqual({
      name: 'Weir',
      model: 'samples/model',
      messagesPerMinute: 10,
      storms: 'on',
      onDelete: 'retain',
      streamRetentionHours: 24,
      mapping: {},
      source: 'auto',
      alerting: 'alert',
      alertEmail: [],
      noDataHours: 24,
      channels: [],
      cooldownSeconds: 300,
      remindAfter: 'off',
      incidentHistoryDays: 90,
      severityBands: { medium: 0.25, high: 0.5, critical: 0.75 },
      quarantineAlertPercent: 5,
      archive: 'off',
      archiveDays: 365,
      learning: 'auto',
      trainingExclude: [],
      unknownFeatures: 'warn',
      logVerdicts: 'anomalies',
      logFeatures: true,
      logRetentionDays: 30,
      maxRecordAgeHours: 6,
      openingEvidence: 3,
      parallelization: 1,
      partitionKeyIsSource: false,
      scoring: 'endpoint',
      endpoint: 'serverless',
      sourceState: 'on',
    });
  });

  it('takes intervals that are not learned, and says what one is like', () => {
    const outage = '2026-01-31T12:00:00Z/2026-02-01T06:00:00+01:00';
    expect(checkSettings({ overrides: { trainingExclude: `${outage},${outage}` } }).trainingExclude).toEqual([
      outage,
      outage,
    ]);
    for (const wrong of ['2026-01-31', '2026-02-01T00:00:00Z/2026-01-31T00:00:00Z', `${outage}/2026-02-02T00:00:00Z`]) {
      expect(() => checkSettings({ overrides: { trainingExclude: wrong } })).toThrow(
        'must be a time, a slash and a later time, like 2026-01-31T12:00:00Z/2026-02-01T06:00:00Z',
      );
    }
  });

  it('takes the text of -c and the values of the file alike', () => {
    const mapping = { source: 'device.id', features: { temperature: 'reading.celsius' } };
    const network = { endpointSubnetIds: ['subnet-0123456a'], endpointSecurityGroupIds: ['sg-0123456a'] };
    const asText = checkSettings(
      fromFlags({
        cooldownSeconds: '60',
        logFeatures: 'false',
        logRetentionDays: '90',
        severityBands: '0.1, 0.2, 0.3',
        alertEmail: 'a@example.com, b@example.com',
        mapping: JSON.stringify(mapping),
        endpoint: 'real-time',
        endpointSubnetIds: 'subnet-0123456a',
        endpointSecurityGroupIds: 'sg-0123456a',
      }),
    );
    const asValues = checkSettings(
      fromFile({
        cooldownSeconds: 60,
        logFeatures: false,
        logRetentionDays: 90,
        severityBands: { medium: 0.1, high: 0.2, critical: 0.3 },
        alertEmail: ['a@example.com', 'b@example.com'],
        mapping,
        endpoint: 'real-time',
        ...network,
      }),
    );
    expect(asText).toEqual(asValues);
    expect(asText).toMatchObject({
      cooldownSeconds: 60,
      logFeatures: false,
      logRetentionDays: 90,
      mapping,
      ...network,
    });
    expect(asText.alertEmail).toEqual(['a@example.com', 'b@example.com']);
    expect(asText.severityBands).toEqual({ medium: 0.1, high: 0.2, critical: 0.3 });
  });

  it('takes bands and lists as JSON text, too', () => {
    const bands = { medium: 0.1, high: 0.2, critical: 0.3 };
    expect(checkSettings(fromFlags({ severityBands: JSON.stringify(bands) })).severityBands).toEqual(bands);
  });

  it('lets -c override the file, setting by setting', () => {
    const given = { ...fromFile({ cooldownSeconds: 60, shards: 3 }), ...fromFlags({ cooldownSeconds: 90 }) };
    expect(checkSettings(given)).toMatchObject({ cooldownSeconds: 90, shards: 3 });
  });

  it('wants values of the right type in the file, where a text is a text', () => {
    expect(complaint(fromFile({ cooldownSeconds: '60', logFeatures: 'true', mapping: '{}' })).split('\n')).toEqual([
      expect.stringMatching(/^setting mapping in weir\.json must be JSON like .* got "\{\}"$/),
      'setting cooldownSeconds in weir.json must be a whole number from 10 to 86400, got "60"',
      'setting logFeatures in weir.json must be true or false, got "true"',
    ]);
  });

  it('reports the mistakes of the file and of -c together, also of what is overridden', () => {
    const given = { ...fromFile({ shards: 0, Name: 'Plant' }), ...fromFlags({ shards: 1000, sards: 2 }) };
    expect(complaint(given).split('\n')).toEqual([
      'setting shards in weir.json must be a whole number from 1 to 200, got 0',
      'setting Name in weir.json does not exist, did you mean name?',
      'setting shards must be a whole number from 1 to 200, got "1000"',
      'setting sards does not exist, did you mean shards?',
    ]);
  });

  it('reports every problem at once, with the value got and the value wanted', () => {
    const lines = complaint(fromFlags({ cooldownSeconds: '0', endpoint: 'edge', alertEmail: 'nobody' })).split('\n');
    expect(lines).toEqual([
      'setting alertEmail must be an e-mail address (at 0), got "nobody"',
      'setting cooldownSeconds must be a whole number from 10 to 86400, got "0"',
      'setting endpoint must be serverless or real-time, got "edge"',
    ]);
  });

  it('refuses a misspelt name and says which one was meant', () => {
    expect(complaint(fromFlags({ alertemail: 'me@example.com' }))).toBe(
      'setting alertemail does not exist, did you mean alertEmail?',
    );
    expect(complaint(fromFlags({ cooldwnSeconds: 60 }))).toMatch(/did you mean cooldownSeconds\?$/);
    expect(complaint(fromFlags({ shrads: 2 }))).toMatch(/did you mean shards\?$/);
    expect(complaint(fromFlags({ endpointInstance: 2 }))).toMatch(/did you mean endpointInstances\?$/);
    expect(complaint(fromFlags({ cooldownSecondsMax: 2 }))).toMatch(/did you mean cooldownSeconds\?$/);
    expect(complaint(fromFlags({ cooldown: 60 }))).toBe(
      'setting cooldown does not exist, did you mean cooldownSeconds?',
    );
    expect(complaint(fromFlags({ zebra: 1 }))).toMatch(/^setting zebra does not exist: there are name, model, /);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a cooldown of nothing, which alerts on every anomaly', { cooldownSeconds: 0 }, /from 10 to 86400, got "0"$/],
    [
      'a record age that the stream does not reach',
      { maxRecordAgeHours: 24 },
      /maxRecordAgeHours \(24\) must be below streamRetentionHours \(24\)/,
    ],
    ['bands that do not rise', { severityBands: '0.5,0.25,0.75' }, /must rise between 0 and 1/],
    ['two bands', { severityBands: '0.5,0.75' }, /must be three numbers like 0\.25,0\.5,0\.75 or .*, got "0.5,0.75"/],
    ['a mapping that is not JSON', { mapping: 'device.id' }, /mapping must be JSON like \{"source"/],
    ['a mapping of something unknown', { mapping: '{"sauce":"x"}' }, /mapping must be JSON like .* got "\{\\"sauce\\"/],
    [
      'a stream that is no stream',
      { streamArn: 'arn:aws:sqs:eu-west-1:123456789012:q' },
      /the ARN of a Kinesis stream/,
    ],
    [
      'several batches of a shard at once when they tear a source apart',
      { parallelization: 2, sourceState: 'off' },
      /out of order/,
    ],
    [
      'several batches of a shard at once when sources have a past, whatever the partition key',
      { parallelization: 2, partitionKeyIsSource: true },
      /^setting parallelization \(2\) would have .* set it to 1 and add shards, or set sourceState=off$/,
    ],
    [
      'a record age in which nothing can be said to have arrived',
      { maxRecordAgeHours: 0.2 },
      /maxRecordAgeHours \(0\.2\) must be at least 0\.5 with sourceState=on.* or set sourceState=off$/,
    ],
    ['shards for a stream that chooses its own', { streamMode: 'on-demand', shards: 2 }, /chooses its own/],
    ['a retention of logs that CloudWatch does not know', { logRetentionDays: 31 }, /must be one of 1, 3, 5/],
    ['a start for a stream of our own', { startAt: '2026-01-01T00:00:00Z' }, /add streamArn/],
    ['a start that is no time', { streamArn: STREAM_ARN, startAt: 'yesterday' }, /must be a time like 2026/],
  ])('refuses %s', (_what, context, message) => {
    expect(complaint(fromFlags(context))).toMatch(message);
  });

  it.each([
    ['sensitivity', 'high'],
    ['tellWhileLearning', 'true'],
    ['silence', 'off'],
    ['counters', 'bytesSent'],
    ['timeZone', 'Europe/Berlin'],
    ['maxSourceFeatures', 5000],
    ['sourceRetentionDays', 7],
  ])('says that %s is for sources with a past, and takes it with one', (name, value) => {
    const sentence = `setting ${name} is for sources with a past: set sourceState=on, or remove ${name}`;
    expect(complaint(fromFlags({ sourceState: 'off', [name]: value }))).toBe(sentence);
    expect(checkSettings(fromFlags({ [name]: value }))).toHaveProperty(name);
  });

  it.each([
    [
      { monthlyBudgetUsd: '50' },
      /^setting monthlyBudgetUsd tells those of alertEmail: set it, or remove monthlyBudgetUsd$/,
    ],
    [
      { monthlyBudgetUsd: '50', alertEmail: Array.from({ length: 11 }, (_, i) => `p${i}@b.org`).join(',') },
      /^setting monthlyBudgetUsd tells 10 people at most, and alertEmail has 11/,
    ],
    [{ escalationEmail: 'a@b.org' }, /^setting escalationEmail hears of what nobody acknowledged: say after how long/],
    [
      { escalateAfterMinutes: 5, alerting: 'observe' },
      /^setting escalateAfterMinutes is for incidents that people are told of/,
    ],
  ])('refuses an escalation that would tell nobody, or of nothing: %j', (flags, sentence) => {
    expect(complaint(fromFlags(flags))).toMatch(sentence);
  });

  it.each(['streamMode', 'shards'])('refuses %s for a stream that is not ours', (name) => {
    const value = name === 'shards' ? 2 : 'on-demand';
    expect(complaint(fromFlags({ streamArn: STREAM_ARN, [name]: value }))).toMatch(
      new RegExp(`${name} is for a stream of our own`),
    );
  });

  it.each([
    ['endpointMaxInstances', 4],
    ['canaryPercent', 10],
    ['endpointInstances', 2],
    ['endpointInstanceType', 'ml.c6i.large'],
    ['endpointSubnetIds', 'subnet-0123456a'],
    ['endpointSecurityGroupIds', 'sg-0123456a'],
    ['dataCapturePercent', 10],
  ])('says that a serverless endpoint cannot have %s', (name, value) => {
    const sentence = `setting ${name} needs endpoint=real-time: a serverless endpoint cannot have it`;
    expect(complaint(fromFlags({ [name]: value }))).toBe(sentence);
  });

  it.each([
    ['endpointMemoryMb', 1024],
    ['endpointMaxConcurrency', 2],
  ])('says that a real-time endpoint cannot have %s', (name, value) => {
    expect(complaint(fromFlags({ endpoint: 'real-time', [name]: value }))).toMatch(`${name} needs endpoint=serverless`);
  });

  it.each([
    ['endpoint', 'real-time'],
    ['fallback', 'on'],
    ['endpointMemoryMb', 1024],
    ['endpointMaxConcurrency', 2],
    ['dataCapturePercent', 10],
    ['canaryPercent', 10],
  ])('says that %s is for an endpoint where the function scores', (name, value) => {
    const sentence = `setting ${name} is for an endpoint: set scoring=endpoint, or remove ${name}`;
    expect(complaint(fromFlags({ scoring: 'function', [name]: value }))).toBe(sentence);
  });

  it.each([
    ['serverless', undefined, true],
    ['real-time', undefined, false],
    ['serverless', 'off', false],
    ['real-time', 'on', true],
  ])('has the function stand in for a %s endpoint with fallback %s: %s', (endpoint, fallback, expected) => {
    expect(hasFallback(checkSettings(fromFlags({ endpoint, ...(fallback && { fallback }) })))).toBe(expected);
    expect(hasFallback(checkSettings(fromFlags({ scoring: 'function' })))).toBe(false);
  });

  it.each([
    ['ml.c7g.large', 'the image does not run on Graviton'],
    ['ml.r8g.large', 'the image does not run on Graviton'],
    ['ml.m7g.large', 'the image does not run on Graviton'],
    ['ml.c6gn.xlarge', 'the image does not run on Graviton'],
    ['ml.t3.medium', 'a type that SageMaker has for endpoints, which t3 is not'],
  ])('refuses %s: %s', (endpointInstanceType, why) => {
    expect(complaint(fromFlags({ endpoint: 'real-time', endpointInstanceType }))).toMatch(why);
  });

  it.each(['ml.m5.large', 'ml.c7i.xlarge', 'ml.g4dn.xlarge', 'ml.gr6.4xlarge', 'ml.t2.medium'])('takes %s', (type) => {
    const settings = checkSettings(
      fromFlags({ endpoint: 'real-time', endpointInstanceType: type, endpointInstances: 2 }),
    );
    expect(settings.endpointInstanceType).toBe(type);
  });

  it('refuses autoscaling of t2 instances, which do not have it', () => {
    const t2 = { endpoint: 'real-time', endpointInstanceType: 'ml.t2.medium' };
    expect(complaint(fromFlags({ ...t2, endpointMaxInstances: 3 }))).toMatch(
      'endpointMaxInstances needs an endpointInstanceType other than ml.t2.medium',
    );
    expect(
      checkSettings(fromFlags({ ...t2, endpointInstances: 3, endpointMaxInstances: 3 })).endpointMaxInstances,
    ).toBe(3);
  });

  it('refuses subnets without security groups', () => {
    expect(complaint(fromFlags({ endpoint: 'real-time', endpointSubnetIds: 'subnet-0123456a' }))).toMatch(
      'go together',
    );
  });

  it('refuses a canary on one instance and a maximum below the minimum', () => {
    const message = complaint(fromFlags({ endpoint: 'real-time', endpointInstances: 1, canaryPercent: 10 }));
    expect(message).toBe(
      'setting canaryPercent needs endpointInstances of 2 or more, got 1: one instance cannot be divided',
    );
    expect(complaint(fromFlags({ endpoint: 'real-time', endpointInstances: 3, endpointMaxInstances: 2 }))).toMatch(
      'endpointMaxInstances (2) must not be below endpointInstances (3)',
    );
  });
});

it('is documented, setting by setting', () => {
  const documented = [...readFileSync('docs/settings.md', 'utf8').matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  expect(documented.sort()).toEqual(Object.keys(settingsSchema.shape).sort());
});
