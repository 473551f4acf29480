import { describe, expect, it } from 'vitest';
import { rulesVersion } from '../../../contracts/rules-object.ts';
import { inTheWay, type PreflightPorts, preflight } from '../../../operations/preflight/preflight.ts';
import { checkSettings } from '../../../settings/check-settings.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

const STREAM_ARN = 'arn:aws:kinesis:eu-west-1:123456789012:stream/theirs';
const KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd';

/** An account in which everything is well. */
const WELL: PreflightPorts = {
  caller: async () => ({ account: '123456789012', arn: 'arn:aws:iam::123456789012:user/me', region: 'eu-west-1' }),
  bootstrapVersion: async () => 33,
  docker: async () => ({ serverVersion: '29.0.1', storageDriver: 'overlayfs' }),
  concurrentExecutions: async () => 1000,
  sageMakerQuota: async () => 10,
  stream: async () => ({ status: 'ACTIVE', retentionHours: 24, keyId: undefined }),
  keyState: async () => 'Enabled',
  heldRules: async () => undefined,
};

const EVERYTHING = {
  alertEmail: 'me@example.com',
  endpoint: 'real-time',
  streamArn: STREAM_ARN,
  streamKeyArn: KEY_ARN,
  endpointInstances: '2',
};

async function findingsWith(ports: Partial<PreflightPorts>, overrides: Record<string, string> = EVERYTHING) {
  return preflight(checkSettings({ overrides }), { ...WELL, ...ports });
}

describe('preflight', () => {
  it('finds nothing in the way where everything is well, and asks only about what is deployed', async () => {
    const findings = await findingsWith({});
    expect(findings.map(({ state }) => state)).toEqual(Array(8).fill('good'));
    expect(inTheWay(findings)).toEqual([]);
    const asked = (await findingsWith({}, {})).map(({ about }) => about);
    expect(asked).toEqual(['credentials', 'bootstrap', 'docker', 'people', 'functions', 'serverless']);
  });

  it('asks neither for Docker nor for instances where the function scores', async () => {
    const none = { docker: async () => undefined, sageMakerQuota: async () => 0 };
    const findings = await findingsWith(none, { scoring: 'function' });
    expect(findings.map(({ about }) => about)).toEqual(['credentials', 'bootstrap', 'people', 'functions']);
    expect(inTheWay(findings)).toEqual([]);
  });

  it('compares the rules of a file with those that hold, which a deployment would leave', async () => {
    const file = temporaryFile('rules.json', '{"rules":[{"name":"a"}]}');
    const about = async (version?: string) => {
      const held = version === undefined ? undefined : { version, atMs: 0, by: 'ann', why: 'too loud' };
      const findings = await findingsWith({ heldRules: async () => held }, { rules: file });
      return { found: findings.find((each) => each.about === 'rules'), needed: inTheWay(findings).length };
    };
    const own = rulesVersion({ rules: [{ name: 'a' }] });
    expect(await about()).toMatchObject({ found: { state: 'good' }, needed: 0 });
    expect(await about(own)).toMatchObject({ found: { state: 'good', says: [`those of ${file} hold (${own})`] } });
    const { found, needed } = await about('000000000000');
    expect(found?.says.join('\n')).toMatch(
      /not those that hold \(000000000000, by ann: too loud\)\n.*rules -- put.*\n.*rules -- pull/,
    );
    expect(needed).toBe(1);
  });

  const unknown = async () => undefined;
  it.each<[string, string, Partial<PreflightPorts>, RegExp]>([
    [
      'credentials',
      'nobody answers',
      { caller: () => Promise.reject(new Error('Region is missing')) },
      /no account answers: Region is missing.*AWS_REGION/,
    ],
    [
      'bootstrap',
      'there is no bootstrap stack',
      { bootstrapVersion: unknown },
      /cdk bootstrap aws:\/\/123456789012\/eu-west-1/,
    ],
    ['bootstrap', 'it is too old', { bootstrapVersion: async () => 5 }, /version 5 is too old, wanted 8 or later/],
    ['docker', 'no engine answers', { docker: unknown }, /start Docker/],
    [
      'docker',
      'the engine builds no Docker manifest by itself',
      { docker: async () => ({ serverVersion: '20.10.24', storageDriver: 'overlay2' }) },
      /version 20\.10\.24 builds no such image by itself.*DOCKER_BUILDKIT=1/,
    ],
    [
      'instances',
      'the account may have no instance',
      { sageMakerQuota: async () => 0 },
      /0 ml\.m5\.large for endpoints, and 2 are wanted.*Service Quotas/,
    ],
    ['stream', 'the stream is not there', { stream: unknown }, /there is no stream arn:/],
    [
      'stream',
      'it keeps records for less',
      { stream: async () => ({ status: 'ACTIVE', retentionHours: 12, keyId: undefined }) },
      /12 hours, and streamRetentionHours says 24/,
    ],
    [
      'stream',
      'it is deleted',
      { stream: async () => ({ status: 'DELETING', retentionHours: 24, keyId: undefined }) },
      /is DELETING/,
    ],
    ['key', 'the key is disabled', { keyState: async () => 'Disabled' }, /is Disabled, wanted Enabled/],
  ])('stops a deployment by its %s when %s, and says what to do', async (about, _, ports, sentence) => {
    const found = inTheWay(await findingsWith(ports));
    expect(found.map((finding) => finding.about)).toEqual([about]);
    expect(found[0]?.says.join(' ')).toMatch(sentence);
  });

  it('stops a deployment whose endpoint wants more at once than the account has for all serverless ones', async () => {
    const asked: string[] = [];
    const sageMakerQuota = async (name: string) => {
      asked.push(name);
      return 10;
    };
    expect(inTheWay(await findingsWith({ sageMakerQuota }, { endpointMaxConcurrency: '10' }))).toEqual([]);
    const [found, ...others] = inTheWay(await findingsWith({ sageMakerQuota }, { endpointMaxConcurrency: '11' }));
    expect(others).toEqual([]);
    expect(found?.says.join('\n')).toMatch(
      /may have 10 requests at once, and this one wants 11\n.*Concurrency 10\n.*ask/,
    );
    expect(new Set(asked)).toEqual(
      new Set(['Maximum total concurrency that can be allocated across all serverless endpoints']),
    );
  });

  it('takes an older engine that is told to build with BuildKit', async () => {
    const docker = async () => ({ serverVersion: '20.10.24', storageDriver: 'overlay2', isToldBuildKit: true });
    expect(inTheWay(await findingsWith({ docker }))).toEqual([]);
  });

  it('says that updates run old and new instances side by side, where there is no room for both', async () => {
    const says = async (quota: number) =>
      (await findingsWith({ sageMakerQuota: async () => quota })).find(({ about }) => about === 'instances')?.says;
    expect(await says(3)).toEqual([expect.anything(), expect.stringMatching(/side by side, and may want 4/)]);
    expect(await says(4)).toHaveLength(1);
  });

  it('says what a deployment survives, and lets it go on', async () => {
    const findings = await findingsWith({ concurrentExecutions: async () => 10 }, {});
    expect(inTheWay(findings)).toEqual([]);
    const notable = findings.filter(({ state }) => state === 'attention').map(({ says }) => says.join(' '));
    expect(notable).toEqual([
      expect.stringMatching(/nobody would be told/),
      expect.stringMatching(/10 functions at once/),
    ]);
  });

  it('says who would be told of alarms, where those are others', async () => {
    const settings = { alertEmail: 'me@example.com', operationsEmail: 'keeper@example.com' };
    const people = (await findingsWith({}, settings)).find(({ about }) => about === 'people');
    expect(people?.says).toEqual([expect.stringContaining('me@example.com'), 'of alarms: keeper@example.com']);
  });

  it('says that a stream of another region is read from there, and asks for the key of an encrypted one', async () => {
    const elsewhere = await findingsWith({}, { streamArn: STREAM_ARN.replace('eu-west-1', 'us-east-1') });
    expect(inTheWay(elsewhere)[0]?.says.join(' ')).toMatch(/region us-east-1.*deploy there/);
    const encrypted = { status: 'ACTIVE', retentionHours: 24, keyId: KEY_ARN };
    const keyless = await findingsWith({ stream: async () => encrypted }, { streamArn: STREAM_ARN });
    expect(inTheWay(keyless)[0]?.says.join(' ')).toMatch(/set streamKeyArn/);
  });

  it('tells what it may not ask for from what is wrong', async () => {
    const denied = () => Promise.reject(Object.assign(new Error('not you'), { name: 'AccessDeniedException' }));
    const findings = await findingsWith({ bootstrapVersion: denied });
    expect(findings.find(({ about }) => about === 'bootstrap')).toEqual({
      about: 'bootstrap',
      state: 'unknown',
      says: ['cannot tell: AccessDeniedException: not you'],
    });
    expect(inTheWay(findings)).toEqual([]);
  });
});
