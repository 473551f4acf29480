import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ESCALATION_OUTPUTS } from '../../contracts/installation.ts';
import { encodeObservation } from '../../contracts/observation.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { clientSettings } from '../../scripts/cli/client-settings.ts';
import { runScriptWith } from '../support/run-script.ts';
import { changedAssembly, synthesisedAssembly } from '../support/synthesised-assembly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let cloud: LocalCloud;

beforeAll(async () => {
  const whole = await synthesisedAssembly('escalateAfterMinutes=1');
  const short = (text: string) =>
    text.replaceAll('\\"escalateAfterMinutes\\":1,', '\\"escalateAfterMinutes\\":0.0001,');
  const assemblyDir = changedAssembly(whole, 'Weir-Detection.template.json', short);
  cloud = await startLocalCloud({ assemblyDir });
}, 60_000);

afterAll(() => cloud?.stop());

const run = (...flags: string[]) => runScriptWith({ ...cloud.environment, COLUMNS: '100' }, 'incidents', ...flags);

let at = Date.UTC(2026, 10, 20);

/** One strange observation of each source, judged and told. */
async function strange(...sources: string[]): Promise<void> {
  const client = new KinesisClient(clientSettings(cloud));
  at += 1000;
  const put = (source: string, value: number) => {
    const features = { feature_1: value, feature_2: value, feature_3: value };
    return { PartitionKey: source, Data: encodeObservation({ source, timestampMs: at, features }) };
  };
  const Records = sources.flatMap((source) => [put(source, 0.5), put(source, 1e6)]);
  await client.send(new PutRecordsCommand({ StreamName: cloud.outputs.StreamName, Records }));
  client.destroy();
  await cloud.settled();
}

async function idOf(source: string): Promise<string> {
  const { stdout } = await run('list', '--source', source, '--limit', '1');
  return /^[0-9a-f]{16}/m.exec(stdout)![0];
}

test('an incident is listed, taken on, resolved, and what comes then is another one', async () => {
  expect((await run('list')).stdout).toContain('there is no such incident');
  await strange('pump', '=HYPERLINK("x")');
  const id = await idOf('pump');
  expect((await run('list', '--state', 'open')).stdout.match(/^[0-9a-f]{16} {2}open/gm)).toHaveLength(2);
  const acked = await run('ack', `${id}-opened`, '--why', 'on my way');
  expect(acked).toMatchObject({ exitCode: 0, stderr: '' });
  expect(acked.stdout).toMatch(/is acknowledged: acknowledged by user\/\S+, on my way/);
  expect(await run('ack', id)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('acknowledged already') });
  const resolved = await run('resolve', id, '--as', 'false-alarm', '--why', 'a test');
  expect(resolved.stdout).toContain('is resolved as false alarm');
  await strange('pump');
  const next = await idOf('pump');
  expect(next).not.toBe(id);
  await cloud.runSchedules();
  const shown = (await run('show', id)).stdout;
  for (const line of ['opened, ', 'acknowledged by user/', 'resolved as false alarm by user/', 'closed, ']) {
    expect(shown).toContain(line);
  }
  expect((await run('reopen', id, '--why', 'it was real')).stdout).toContain('is open');
});

test('others hear of a storm that nobody touched, and all of them that a person looks into it', async () => {
  const [sns, sqs] = [new SNSClient(clientSettings(cloud)), new SQSClient(clientSettings(cloud))];
  const { AlertTopicArn: people, [ESCALATION_OUTPUTS.escalationTopicArn]: others } = cloud.outputs;
  const queues = [await subscribed(sns, sqs, 'people', people!), await subscribed(sns, sqs, 'others', others!)];
  const storm = await idOf('weir:storm');
  for (let i = 0; i < 3; i++) await cloud.runSchedules();
  const [, toOthers] = await Promise.all(queues.map((queue) => received(sqs, queue)));
  expect(toOthers.filter(({ incidentId }) => incidentId === storm)).toMatchObject([{ escalated: true, kind: 'storm' }]);
  expect((await run('show', storm)).stdout).toMatch(/told the next people: storm/);
  const acked = await run('ack', storm, '--why', 'a valve');
  expect(acked).toMatchObject({ exitCode: 0, stderr: '' });
  expect(acked.stdout).toMatch(
    /of many sources is acknowledged.*\nthe same was done with \d of the \d incidents? in it\n/,
  );
  await cloud.runSchedules();
  for (const queue of queues) {
    const acks = (await received(sqs, queue)).filter(({ kind }) => kind === 'acknowledged');
    expect(acks).toMatchObject([{ incidentId: storm, about: 'storm', why: 'a valve' }]);
  }
  sns.destroy();
  sqs.destroy();
});

async function subscribed(sns: SNSClient, sqs: SQSClient, name: string, TopicArn: string): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const Endpoint = `arn:aws:sqs:${cloud.environment.AWS_REGION}:123456789012:${name}`;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  return QueueUrl!;
}

/** Alerts in a queue; they stay hidden there. */
async function received(sqs: SQSClient, QueueUrl: string): Promise<Record<string, unknown>[]> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body }) => JSON.parse(JSON.parse(Body!).Message));
}

test('what is exported can be read, and a spreadsheet runs none of it', async () => {
  const folder = temporaryFolder();
  const [csv, json] = [join(folder, 'all.csv'), join(folder, 'all.json')];
  expect(await run('export', '--out', csv)).toMatchObject({ exitCode: 0 });
  expect(await run('export', '--format', 'json', '--out', json)).toMatchObject({ exitCode: 0 });
  const sources = (JSON.parse(await readFile(json, 'utf8')) as { source: string }[]).map(({ source }) => source);
  expect(new Set(sources)).toEqual(new Set(['pump', '=HYPERLINK("x")', 'weir:storm']));
  const text = await readFile(csv, 'utf8');
  expect(text).toContain(`"'=HYPERLINK(""x"")"`);
  expect(text).not.toMatch(/(^|,)"?=/m);
});
