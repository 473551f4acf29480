import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../settings/check-settings.ts';
import { complaint, given } from '../support/complaint.ts';

const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/theirs';

describe('checkSettings', () => {
  const onInstances = { endpoint: 'real-time', endpointInstances: 100, endpointMaxInstances: 100 };
  it.each<[string, number, number, Record<string, unknown>?]>([
    ['shards', 1, 200],
    ['streamRetentionHours', 24, 8760],
    ['cooldownSeconds', 10, 86_400],
    ['quarantineAlertPercent', 0.1, 100],
    ['maxRecordAgeHours', 0.1, 168, { streamRetentionHours: 200, sourceState: 'off' }],
    ['parallelization', 1, 10, { partitionKeyIsSource: true, sourceState: 'off' }],
    ['maxSourceFeatures', 1000, 1_000_000],
    ['sourceRetentionDays', 1, 3650],
    ['endpointMaxConcurrency', 1, 200],
    ['endpointInstances', 1, 100, onInstances],
    ['endpointMaxInstances', 1, 100, { ...onInstances, endpointInstances: 1 }],
    ['canaryPercent', 1, 50, onInstances],
    ['dataCapturePercent', 1, 100, onInstances],
  ])('takes %s from %d to %d, as a number and as text', (name, least, most, context = {}) => {
    for (const value of [least, most, String(least), ` ${most}`]) {
      expect(checkSettings(given({ ...context, [name]: value }))).toMatchObject({ [name]: Number(value) });
    }
    const step = Number.isInteger(least) ? 1 : 0.01;
    for (const value of [least - step, most + step, '', 'x', true]) {
      expect(complaint(given({ ...context, [name]: value }))).toMatch(
        new RegExp(
          `^setting ${name}( in weir.json)? must be a (whole )?number from ${least} to ${most}, got ${JSON.stringify(value)}$`,
        ),
      );
    }
    if (step === 1) expect(complaint(given({ ...context, [name]: least + 0.5 }))).toMatch(/ whole number /);
  });

  it.each([
    ['logRetentionDays', [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653]],
    ['endpointMemoryMb', [1024, 2048, 3072, 4096, 5120, 6144]],
  ])('takes %s of those that AWS knows', (name, values) => {
    for (const value of values)
      expect(checkSettings(given({ [name]: String(value) }))).toMatchObject({ [name]: value });
    expect(complaint(given({ [name]: 2 }))).toBe(
      `setting ${name} in weir.json must be one of ${values.join(', ')}, got 2`,
    );
  });

  it.each([
    ['onDelete', 'destroy', 'delete', 'retain or destroy'],
    ['streamMode', 'on-demand', 'demand', 'provisioned or on-demand'],
    ['alerting', 'observe', 'mute', 'alert or observe'],
    ['logVerdicts', 'all', 'none', 'anomalies or all'],
    ['name', `A${'-'.repeat(29)}`, `A${'-'.repeat(30)}`, 'a letter, then up to 29 letters, digits or hyphens'],
    ['sourceState', 'off', 'true', 'on or off'],
    ['sensitivity', 'low', 'lower', 'high or normal or low'],
    ['timeZone', 'Asia/Kolkata', 'Mars/Olympus', 'the name of a time zone, like Europe/Berlin'],
    ['timeZone', 'UTC', '', 'the name of a time zone, like Europe/Berlin'],
    ['name', 'Z', '1st', 'a letter, then up to 29 letters, digits or hyphens'],
    ['model', 'm', '', 'a folder'],
  ])('takes %s=%s and refuses %s', (name, right, wrong, wanted) => {
    expect(checkSettings(given({ [name]: right }))).toMatchObject({ [name]: right });
    expect(complaint(given({ [name]: wrong }))).toBe(`setting ${name} must be ${wanted}, got ${JSON.stringify(wrong)}`);
  });

  it('takes flags as text and as they are, and nothing else for one', () => {
    for (const value of ['true', true])
      expect(checkSettings(given({ partitionKeyIsSource: value })).partitionKeyIsSource).toBe(true);
    for (const value of ['false', false]) expect(checkSettings(given({ logFeatures: value })).logFeatures).toBe(false);
    expect(complaint(given({ logFeatures: 'no' }))).toBe('setting logFeatures must be true or false, got "no"');
  });

  it('takes names of counters as a list and as text, without space around them', () => {
    expect(checkSettings(given({ counters: 'bytesSent, errors' })).counters).toEqual(['bytesSent', 'errors']);
    expect(checkSettings(given({ counters: ['a'.repeat(296)] })).counters).toHaveLength(1);
    const refused = (counters: unknown) => expect(complaint(given({ counters })));
    refused([]).toMatch('counters in weir.json must not be empty, got []');
    refused(['']).toMatch('counters in weir.json must be names of features, like bytesSent (at 0), got [""]');
    refused([' a']).toMatch('must be names of features');
    refused(['a'.repeat(297)]).toMatch('must be at most 300 bytes of JSON, which is what a function takes');
  });

  it('takes numbers that mean a missing value as a list and as text', () => {
    expect(checkSettings(given({ missingValues: '-200, 1e20' })).missingValues).toEqual([-200, 1e20]);
    expect(checkSettings(given({ missingValues: [0] })).missingValues).toEqual([0]);
    const refused = (missingValues: unknown) => expect(complaint(given({ missingValues })));
    refused('ERR').toMatch('missingValues must be numbers like -200, 10 at most');
    refused([]).toMatch('missingValues in weir.json must not be empty, got []');
    refused(Array.from({ length: 11 }, (_, i) => i)).toMatch('must be numbers like -200, 10 at most');
  });

  it('takes derived features as a list and as words', () => {
    const derive = [{ count: '1h' }, { mean: 'amount', window: '24h' }, 'velocity'];
    expect(checkSettings(given({ derive })).derive).toEqual(derive);
    expect(checkSettings(given({ derive: 'count 1h, mean amount 24h, velocity' })).derive).toEqual(derive);
    const refused = (derive: unknown) => expect(complaint(given({ derive })));
    refused('count 1h, count 40d').toMatch(/^setting derive must be \{"count":"1h"\}, .* a window of 1m to 30d \(at 1/);
    refused([]).toMatch('derive in weir.json must not be empty, got []');
  });

  it.each([
    ['0,0.5,0.75', false],
    ['0.001,0.5,0.999', true],
    ['0.5,0.5,0.75', false],
    ['0.25,0.75,0.75', false],
    ['0.25,0.5,1', false],
  ])('finds that the bands %s rise between 0 and 1: %s', (severityBands, rise) => {
    if (rise) expect(() => checkSettings(given({ severityBands }))).not.toThrow();
    else
      expect(complaint(given({ severityBands }))).toMatch(
        /^setting severityBands must rise between 0 and 1, like 0.25,0.5,0.75/,
      );
  });

  it('takes the retention of the stream to the last hour, but not the age of a record beyond it', () => {
    expect(checkSettings(given({ streamRetentionHours: 24, maxRecordAgeHours: 23.9 })).maxRecordAgeHours).toBe(23.9);
    expect(checkSettings(given({ streamRetentionHours: 25, maxRecordAgeHours: 24 })).maxRecordAgeHours).toBe(24);
    expect(complaint(given({ streamRetentionHours: 24, maxRecordAgeHours: 25 }))).toMatch(
      'they are given up, and are lost',
    );
  });

  it('takes what belongs to an existing stream with it', () => {
    const theirs = {
      streamArn: STREAM_ARN,
      streamKeyArn: 'arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-0000-0000-000000000000',
      startAt: '2026-01-31T12:00:00+01:00',
    };
    expect(checkSettings(given(theirs))).toMatchObject(theirs);
    expect(complaint(given({ streamKeyArn: theirs.streamKeyArn }))).toBe(
      'setting streamKeyArn is for an existing stream: add streamArn, or remove it',
    );
    expect(complaint(given({ ...theirs, streamKeyArn: 'alias/key' }))).toMatch(
      'streamKeyArn must be the ARN of a KMS key',
    );
  });

  it('takes subnets with security groups, by their ids', () => {
    const network = {
      endpointSubnetIds: 'subnet-0123456a, subnet-0123456789abcdef0',
      endpointSecurityGroupIds: 'sg-0123456a',
    };
    expect(checkSettings(given({ endpoint: 'real-time', ...network }))).toMatchObject({
      endpointSubnetIds: ['subnet-0123456a', 'subnet-0123456789abcdef0'],
      endpointSecurityGroupIds: ['sg-0123456a'],
    });
    const refuse = (changed: Record<string, unknown>) =>
      expect(complaint(given({ endpoint: 'real-time', ...network, ...changed })));
    refuse({ endpointSubnetIds: 'subnet-01234567a' }).toMatch(
      'must be a subnet id like subnet-0123456789abcdef0 (at 0)',
    );
    refuse({ endpointSecurityGroupIds: 'sg-1' }).toMatch(
      'must be a security group id like sg-0123456789abcdef0 (at 0)',
    );
    refuse({ endpointSubnetIds: [] }).toMatch('endpointSubnetIds in weir.json must not be empty, got []');
    refuse({ endpointSubnetIds: undefined }).toMatch('go together: set both, or neither');
  });

  it.each(['{"source":""}', '{"timestamp":""}', '{"id":""}', '{"features":{"x":""}}', '[]', '5', '"a"'])(
    'refuses the mapping %s, which leads nowhere',
    (mapping) => {
      expect(complaint(given({ mapping }))).toMatch(/^setting mapping /);
    },
  );

  it('takes a name for misspelt when no more than two letters differ, or one begins with the other', () => {
    expect(complaint(given({ alertiXY: 1 }))).toBe(
      'setting alertiXY in weir.json does not exist, did you mean alerting?',
    );
    expect(complaint(given({ alertXYZ: 1 }))).toMatch(
      /^setting alertXYZ in weir.json does not exist: there are name, model, /,
    );
    expect(complaint(given({ endpointMemoryMbs: 1 }))).toBe(
      'setting endpointMemoryMbs in weir.json does not exist, did you mean endpointMemoryMb?',
    );
  });
});
