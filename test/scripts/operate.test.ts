import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Alert } from '../../contracts/alert.ts';
import { readStores } from '../../contracts/installation.ts';
import { failureDelivery } from '../../local/event-source-mapping/failure-delivery.ts';
import { ServiceError } from '../../local/gateway/service.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { loadModel } from '../../model/load-model.ts';
import { saveModel } from '../../model/save-model.ts';
import { putEntriesTo } from '../../operations/stream/put-entries.ts';
import { clientSettings } from '../../scripts/cli/client-settings.ts';
import { runScript, runScriptWith } from '../support/run-script.ts';
import { synthesisedAssembly } from '../support/synthesised-assembly.ts';

let cloud: LocalCloud;
let bucket: string;
let folder: string;
let isEndpointAway = false;
const alerts: Alert[] = [];

beforeAll(async () => {
  // The sample model would leave what it does not know to the past of the source.
  const { sample: _, ...training } = (await loadModel('samples/model')).training;
  folder = mkdtempSync(join(tmpdir(), 'weir-test-'));
  await saveModel({ ...(await loadModel('samples/model')), training }, folder);
  const assemblyDir = await synthesisedAssembly('logVerdicts=all', `model=${folder}`);
  cloud = await startLocalCloud({
    assemblyDir,
    intercept(service, request, proceed) {
      if (isEndpointAway && service === 'sagemaker' && request.path.endsWith('/invocations')) {
        throw new ServiceError('ServiceUnavailable', 'the endpoint is unavailable', 503);
      }
      return proceed();
    },
  });
  bucket = readStores(cloud.outputs).quarantineBucketName;
  cloud.onAlert(({ bodies }) => alerts.push(JSON.parse(bodies.default!)));
}, 60_000);

beforeEach(() => {
  isEndpointAway = false;
});

afterAll(async () => {
  await cloud?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const run = (name: string, ...flags: string[]) => runScriptWith({ ...cloud.environment }, name, ...flags);

/** Puts records of one key on the stream and waits until they are judged or in quarantine. */
async function put(...records: string[]) {
  const client = new KinesisClient(clientSettings(cloud));
  const entries = records.map((data) => ({ partitionKey: 'pump', data: Buffer.from(data) }));
  const answers = await putEntriesTo(client, cloud.outputs.StreamName!)(entries);
  client.destroy();
  await cloud.settled();
  return answers.map((answer) => ('sequenceNumber' in answer ? answer : expect.fail(answer.refused)));
}

const withNames = (names: object) => JSON.stringify({ source: 'pump', features: names });

describe('quarantine and redrive', () => {
  test('what the model does not know is counted, shown, renamed, put on the stream again, and judged', async () => {
    const unknown = [1, 2, 3].map((i) => withNames({ feature_one: i / 4, other: i }));
    await put(...unknown, '{"cut\u001b[31m');
    const listed = await run('quarantine', 'list');
    expect(listed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(listed.stdout).toContain('4 observations in quarantine\n');
    expect(listed.stdout).toMatch(/3 {2}no_known_feature .*got feature_one, other, wanted at least one of feature_1/);
    expect(listed.stdout).toMatch(/1 {2}unreadable .*\n {5}The text is neither JSON nor a line of numbers\.\n/);
    expect(listed.stdout).toContain(`npm run redrive -- --from ${bucket} --dry-run`);

    const { stdout: shown } = await run('quarantine', 'show', '--bucket', bucket, '--limit', '1');
    expect(shown).toContain(unknown[0]);
    expect(shown).not.toContain(unknown[1]);
    expect(shown).toContain('{"cut\ufffd[31m');

    const rename = ['--from', bucket, '--rename', 'feature_one=feature_1', '--rename', 'other=feature_2'];
    const dry = await run('redrive', ...rename, '--dry-run');
    expect(dry.stdout).toContain('4 quarantined observations would be put on');
    expect(dry.stdout).toContain('Features have other names now in 3 of them, the first being:\n  {"source":"pump"');
    expect(dry.stdout).toContain('"features":{"feature_1":0.25,"feature_2":1}}');
    expect((await run('quarantine', 'list')).stdout).toBe(listed.stdout);

    const redriven = await run('redrive', ...rename);
    expect(redriven).toMatchObject({ exitCode: 0, stderr: '' });
    await cloud.settled();
    const after = await run('quarantine', 'list');
    expect(after.stdout).toContain(
      '1 observation in quarantine, 1 of them for the second time, 3 others are on the stream',
    );
  });

  test('what failed again can be put again, alone; and what was put is never put twice', async () => {
    const { stdout } = await run('redrive', '--from', `s3://${bucket}/quarantine/`, '--reason', 'unreadable');
    expect(stdout).toContain('1 quarantined observation is on');
    await cloud.settled();
    const { stdout: none } = await run('redrive', '--from', bucket, '--reason', 'no_known_feature');
    expect(none).toContain('nothing there waits');
  });

  test('a batch that was given up goes on the stream without what had been judged of it', async () => {
    const judged = await put(withNames({ feature_1: 0.5 }), withNames({ feature_1: 0.4 }));
    const { shardId, sequenceNumber } = judged[1];
    const later = [1n, 2n, 3n].map((i) => String(BigInt(sequenceNumber) + i));
    const numbers = [...judged.map((one) => one.sequenceNumber), ...later];
    const records = numbers.map((number, i) => ({
      sequenceNumber: number,
      partitionKey: 'pump',
      data: Buffer.from(withNames({ feature_1: i / 10 })),
      arrivalMs: Date.now() - 5000,
    }));
    const delivery = failureDelivery(
      `arn:aws:s3:::${bucket}`,
      { shard: { id: shardId }, records, condition: 'RetryAttemptsExhausted', approximateInvokeCount: 1 } as never,
      {
        streamArn: 'stream',
        roleArn: 'role',
        region: 'us-east-1',
        functionArn: 'function',
        mappingUuid: 'mapping',
        nowMs: Date.now(),
      },
    );
    if (delivery.kind !== 's3') return expect.fail('an object was wanted');
    const client = new S3Client(clientSettings(cloud));
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: delivery.key, Body: delivery.body }));
    client.destroy();

    expect((await run('quarantine', 'list')).stdout).toContain('5 records given up in 1 batch');
    const { stdout } = await run('redrive', '--from', `s3://${bucket}/aws/lambda/`);
    expect(stdout).toContain('3 given-up records are on');
    expect(stdout).toContain('2 records more had been judged before');
  });
});

describe('grafana', () => {
  test('writes the dashboard of the installation, and says which one is not there', async () => {
    const out = join(folder, 'dashboard.json');
    const { exitCode, stdout } = await run('grafana', '--out', out);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/: \d\d panels; in Grafana/) });
    expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({ title: 'Weir-Detection', uid: 'weir-detection' });
    const other = await run('grafana', '--out', out, '--name', 'Other');
    expect(other).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('there is no dashboard Other-Detection'),
    });
  });
});

describe('status', () => {
  test('answers what people ask, with what there is to do', async () => {
    const client = new SNSClient(clientSettings(cloud));
    const TopicArn = cloud.outputs.AlertTopicArn;
    await client.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'you@example.com' }));
    client.destroy();
    const { exitCode, stdout, stderr } = await run('status');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/ok {2}endpoint +in service\n/);
    expect(stdout).toMatch(/ok {2}model .*\n +features: feature_1, feature_2, feature_3\n/);
    expect(stdout).toMatch(/! {2}people +nobody hears of anything yet\n +email you@example.com has not confirmed/);
    expect(stdout).toMatch(/! {2}alarms +nobody is subscribed, so nobody hears of alarms/);
    expect(stdout).toMatch(/ok {2}last hour +\d+ records in; \d+ observations out: \d+ judged, \d+ quarantined/);
    expect(stdout).toMatch(
      /! {2}names +the model knows none of these names: feature_one, other \(3 observations, the last at \d\d:\d\d UTC\)/,
    );
    expect(stdout).toMatch(/! {2}quarantine +1 observation of the last day could not be scored\n +1 unreadable: /);
  });
});

describe('test-alert', () => {
  test('reaches subscribers as a test, and says how long it took', async () => {
    alerts.length = 0;
    const { exitCode, stdout } = await run('test-alert');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Test alert [0-9a-f]+-test was handed to SNS \d+\.\d s after/);
    expect(stdout).toContain('Not sent to email you@example.com, who has not confirmed');
    expect(alerts).toMatchObject([{ test: true, source: 'weir-test' }]);
  });

  test('says where it stopped when the endpoint is unavailable', async () => {
    isEndpointAway = true;
    const { exitCode, stderr } = await run('test-alert', '--timeout', '4s');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /the consumer has not finished with it after \d+ s; the consumer last found unavailable: scoring: /,
    );
  });
});

describe('explain', () => {
  const strange = (source: string, id: string) =>
    JSON.stringify({ source, id, timestamp: '2026-11-20T12:00:00Z', features: { feature_1: 90, feature_2: -90 } });

  test('says the whole chain of an observation that was told, and of one that was held back', async () => {
    const [told] = await put(strange('fan-1', 'first'), strange('fan-2', 'second'));
    const { stdout, stderr } = await run('explain', '--sequence', told.sequenceNumber);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Observation shardId-\d+:\d+:0\n {2}Source: {5}fan-1, id first, observed at 2026-11-20/);
    expect(stdout).toMatch(/ {2}Decoded: {4}feature_1 90, feature_2 -90\n {2}Missing: {4}feature_3: taken as usual\n/);
    expect(stdout).toMatch(/ {2}Score: +\S+, strange above \S+: anomalous\n/);
    expect(stdout).toMatch(/ {2}Usual if: {3}feature_\d were near /);
    expect(stdout).toMatch(/ {2}Decision: {3}it opened incident [0-9a-f]{16}, severity \w+\n/);
    expect(stdout).toMatch(/ {2}Message: {4}alert [0-9a-f]{16}-opened was published at \S+ by the consumer\n {2}To: /);
    const held = await run('explain', '--source', 'fan-2', '--at', '2026-11-20T12:00:01Z');
    expect(held.stdout).toContain('was held back: another source had opened within a minute before');
    expect((await run('explain', '--id', 'second')).stdout).toBe(held.stdout);
  });

  test('says why the log may have no line', async () => {
    const { exitCode, stderr } = await run('explain', '--id', 'nobody');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('only with the setting logVerdicts=all')]);
  });
});

describe('a mistake is one sentence', () => {
  test('an installation that is not there', async () => {
    const { exitCode, stderr } = await run('status', '--name', 'Other');
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: there is no stack Other-\w+ in this account and region: .*\n$/);
  });

  test.each([
    [['quarantine'], 'Usage: npm run quarantine -- '],
    [['explain', '--at', 'noon', '--source', 'pump'], 'wanted a time like 2026-01-31T12:00:00Z'],
    [['redrive'], "required option '--from <location>' not specified"],
    [['redrive', '--from', 's3://bucket/redriven/'], 'begins with quarantine/ or aws/lambda/'],
  ])('wrong usage: %j', async ([name, ...flags], sentence) => {
    const { exitCode, stderr } = await runScript(name!, ...flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
  });
});
