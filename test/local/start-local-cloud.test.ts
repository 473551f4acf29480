import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type Alert, isStorm } from '../../contracts/alert.ts';
import { partsOf } from '../../contracts/installation.ts';
import { type BatchLine, LOG_MESSAGES, type VerdictLine } from '../../contracts/log-lines.ts';
import { encodeObservation, identityOf } from '../../contracts/observation.ts';
import { QUARANTINE_PREFIX, type QuarantinedObservation } from '../../contracts/quarantine.ts';
import { LostConnection } from '../../local/gateway/service.ts';
import type { Intercept, LocalCloud, ReceivedAlert } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { loadModel } from '../../model/load-model.ts';
import { decodeModel, encodeModel } from '../../model/model-files.ts';
import { packModel } from '../../model/pack-model.ts';
import { saveModel } from '../../model/save-model.ts';
import { CHECKED_CHANNELS } from '../../verification/check-iam/channel-steps.ts';
import { readGrants } from '../../verification/check-iam/grants.ts';
import { shortHolder } from '../../verification/check-iam/table.ts';
import { changedAssembly, synthesisedAssembly } from '../support/synthesised-assembly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let assemblyDir: string;
let withChannels: string;
let cloud: LocalCloud | undefined;
const clients: { destroy(): void }[] = [];

beforeAll(async () => {
  assemblyDir = await synthesisedAssembly('logVerdicts=all', 'escalateAfterMinutes=60');
  const channels = `channels=${JSON.stringify(CHECKED_CHANNELS)}`;
  withChannels = await synthesisedAssembly(channels, 'escalateAfterMinutes=60', 'archive=on');
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await cloud?.stop();
  cloud = undefined;
});

afterAll(() => cloud?.stop());

async function start(options: Partial<Parameters<typeof startLocalCloud>[0]> = {}): Promise<LocalCloud> {
  cloud = await startLocalCloud({ assemblyDir, ...options });
  return cloud;
}

/** What SDK clients take from the printed exports. */
function clientOptions({ environment }: LocalCloud) {
  const credentials = {
    accessKeyId: environment.AWS_ACCESS_KEY_ID!,
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY!,
  };
  return { endpoint: environment.AWS_ENDPOINT_URL, region: environment.AWS_REGION, credentials };
}

interface Entry {
  readonly PartitionKey: string;
  readonly Data: Uint8Array;
}

function observation(source: string, id: number, value: number): Entry {
  const features = { feature_1: value, feature_2: value, feature_3: 0.5 };
  const timestampMs = Date.UTC(2026, 10, 20) + id * 1000;
  return { PartitionKey: source, Data: encodeObservation({ source, timestampMs, id: String(id), features }) };
}

const usual = (source: string, id: number) => observation(source, id, 0.5);
const strange = (source: string, id: number) => observation(source, id, 9);
const garbage = (source: string): Entry => ({ PartitionKey: source, Data: Buffer.from('{"cut') });

/** Puts the entries, again and again what was refused. @returns the identities that Kinesis gave them */
async function put(running: LocalCloud, entries: readonly Entry[]): Promise<string[]> {
  const client = new KinesisClient(clientOptions(running));
  clients.push(client);
  const identities: string[] = [];
  for (let left = entries; left.length > 0; ) {
    const { Records } = await client.send(
      new PutRecordsCommand({ StreamName: running.outputs.StreamName, Records: [...left] }),
    );
    left = left.filter((_entry, i) => Records![i].ErrorCode !== undefined);
    for (const { ShardId, SequenceNumber } of Records!)
      if (ShardId) identities.push(identityOf(ShardId, SequenceNumber!, 0));
  }
  return identities;
}

/** Identities by the message of the consumer's lines. */
function loggedIdentities(running: LocalCloud): Map<string, Set<string>> {
  const byMessage = new Map<string, Set<string>>();
  running.onLogLine(({ text }) => {
    if (!text.startsWith('{')) return;
    const line = JSON.parse(text) as VerdictLine & { message: string };
    const known = byMessage.get(line.message) ?? new Set();
    byMessage.set(line.message, known.add(line.identity));
  });
  return byMessage;
}

async function quarantined(running: LocalCloud): Promise<QuarantinedObservation[]> {
  const client = new S3Client(clientOptions(running));
  clients.push(client);
  const Bucket = partsOf(running.outputs).quarantineBucketName;
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: QUARANTINE_PREFIX }));
  const bodies = await Promise.all(
    Contents.map(async ({ Key }) =>
      (await client.send(new GetObjectCommand({ Bucket, Key }))).Body!.transformToString(),
    ),
  );
  return bodies.flatMap((body) => body.trim().split('\n')).map((line) => JSON.parse(line));
}

/** Anomalies counted in all incidents, as the table has them. */
async function countedAnomalies(running: LocalCloud): Promise<number> {
  const client = new DynamoDBClient(clientOptions(running));
  clients.push(client);
  const { Items = [] } = await client.send(new ScanCommand({ TableName: partsOf(running.outputs).incidentTableName }));
  return Items.reduce((sum, { incident }) => sum + JSON.parse(incident?.S ?? '{"anomalies":0}').anomalies, 0);
}

test('an anomaly that is put on the stream reaches a subscriber, with words for people and JSON for machines', async () => {
  const running = await start();
  const all: ReceivedAlert[] = [];
  const none: ReceivedAlert[] = [];
  running.onAlert((message) => all.push(message));
  running.onAlert((message) => none.push(message), { source: ['somebody else'] });
  await put(running, [...Array.from({ length: 50 }, (_, i) => usual('pump', i)), strange('pump', 50)]);
  await running.settled();
  expect(all).toHaveLength(1);
  expect(all[0].attributes).toMatchObject({ source: 'pump', kind: 'opened' });
  expect(JSON.parse(all[0].bodies.default!)).toMatchObject({ source: 'pump', anomaly: { id: '50' } });
  expect(all[0].bodies.email).toContain('pump is behaving strangely');
  expect(none).toEqual([]);
});

test("the deployed bundles run under AWS's own runtime client as they do under ours", async () => {
  const running = await start({ bootstrap: fileURLToPath(new URL('./lambda/aws-runtime.ts', import.meta.url)) });
  const alerts: ReceivedAlert[] = [];
  running.onAlert((message) => alerts.push(message));
  await put(running, [usual('pump', 1), strange('pump', 2)]);
  await running.settled();
  expect(alerts).toHaveLength(1);
  expect(await running.invokeFunction('Sweeper', {})).toMatchObject({ kind: 'answered' });
});

test('the outputs name what people and scripts need', async () => {
  expect(Object.keys((await start()).outputs).sort()).toEqual([
    'AlertTopicArn',
    'ConsumerLogGroupName',
    'DashboardUrl',
    'EndpointName',
    'EscalationTopicArn',
    'OperationsTopicArn',
    'Stores',
    'StreamName',
  ]);
});

/**
 * Kills the consumer at its first call to each service: the scoring is never asked for, what is written goes through
 * unanswered.
 */
function killingOnce(killedAt: Set<string>): Intercept {
  return async (service, { principal }, proceed) => {
    if (!principal.includes('Consumer') || killedAt.has(service)) return proceed();
    killedAt.add(service);
    if (service !== 'sagemaker') await proceed();
    cloud!.killFunction('Consumer');
    throw new LostConnection();
  };
}

test('none is lost and none counted twice when the consumer dies in the middle of batches and puts are refused', async () => {
  const killedAt = new Set<string>();
  let puts = 0;
  const running = await start({
    intercept: killingOnce(killedAt),
    refusePut: () => puts++ % 7 === 3,
  });
  const lines = loggedIdentities(running);
  const alerts = new Map<string, Alert>();
  running.onAlert(({ bodies }) => {
    const alert: Alert = JSON.parse(bodies.default!);
    alerts.set(alert.alertId, alert);
  });

  const middle = Array.from({ length: 300 }, (_, i) =>
    i % 61 === 30 ? strange(`pump-${i % 4}`, i) : usual(`pump-${i % 4}`, i),
  );
  middle.splice(150, 0, garbage('pump-1'));
  const sent = await put(running, [garbage('pump-0'), ...middle, garbage('pump-2')]);
  await running.settled();

  expect([...killedAt].sort()).toEqual(['dynamodb', 'kinesis', 's3', 'sagemaker', 'sns']);
  const bad = new Set((await quarantined(running)).map(({ identity }) => identity));
  const anomalous = lines.get(LOG_MESSAGES.anomaly)!;
  const done = new Set([...anomalous, ...lines.get(LOG_MESSAGES.verdict)!]);
  expect(sent).toHaveLength(303);
  expect(bad.size).toBe(3);
  expect([...done].filter((identity) => bad.has(identity))).toEqual([]);
  expect(new Set([...done, ...bad])).toEqual(new Set(sent));
  expect(anomalous.size).toBe(5);
  expect(await countedAnomalies(running)).toBe(5);
  // The 5 anomalies (30, 91, 152, 213, 274) are of four sources: four incidents, one of which goes on after a pause.
  // They open in the same way within seconds: the first is told alone, with what comes of it, the others together.
  await running.invokeFunction('Sweeper', {});
  const alone = [...alerts.values()].filter((alert) => !isStorm(alert));
  const storms = [...alerts.values()].filter(isStorm);
  expect(alone.map(({ kind }) => kind).filter((kind) => kind !== 'resumed')).toEqual(['opened']);
  expect(storms).toMatchObject([{ kind: 'storm', sources: 4, members: 3, heldBack: 5 - alone.length }]);
});

test('a second mapping of one name of the function to one stream is refused, as Lambda answers 409 to it', async () => {
  const withTwo = changedAssembly(assemblyDir, 'Weir-Detection.template.json', (text) => {
    const template = JSON.parse(text);
    const [id] = Object.entries<{ Type: string }>(template.Resources).find(
      ([, { Type }]) => Type === 'AWS::Lambda::EventSourceMapping',
    )!;
    template.Resources.Second = template.Resources[id];
    return JSON.stringify(template);
  });
  await expect(start({ assemblyDir: withTwo })).rejects.toThrow(/ResourceConflictException.*alias of another name/);
});

test("what the consumer's role may not do is refused, and said in its log", async () => {
  const withoutPublish = changedAssembly(assemblyDir, 'Weir-Detection.template.json', (text) =>
    text.replaceAll('"sns:Publish"', '"sns:GetTopicAttributes"'),
  );
  const denied: string[] = [];
  const running = await start({
    assemblyDir: withoutPublish,
    onDecision: ({ allowed, permission }) => void (allowed || denied.push(permission.action)),
  });
  const text: string[] = [];
  running.onLogLine((line) => text.push(line.text));
  let alerts = 0;
  running.onAlert(() => alerts++);
  await put(running, [strange('pump', 1)]);
  while (!text.some((line) => line.includes('AuthorizationError')))
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(denied).toContain('sns:Publish');
  expect(alerts).toBe(0);
});

test('another model is deployed while the endpoint serves, and does not judge before the pointer says so; one that cannot be loaded leaves the endpoint as it is', async () => {
  const running = await start();
  const versions: string[] = [];
  running.onLogLine(({ text }) => {
    if (text.includes(`"message":"${LOG_MESSAGES.verdict}"`)) versions.push(JSON.parse(text).verdict.modelVersion);
  });
  const model = await loadModel('samples/model');
  const other = decodeModel(encodeModel({ ...model, threshold: 0.6 }));
  const folder = temporaryFolder();
  await saveModel(other, folder);
  const score = async (id: number) => {
    await put(running, [usual('pump', id)]);
    await running.settled();
  };
  await score(1);
  await running.deployModel(await packModel(folder));
  await score(2);
  await expect(running.deployModel(gzipSync(''))).rejects.toThrow('ended with status 1 before it was healthy');
  await score(3);
  expect(other.version).not.toBe(model.version);
  expect(versions).toEqual([model.version, model.version, model.version]);
});

test('every batch is told in one line that adds up', async () => {
  const running = await start();
  const batches: BatchLine[] = [];
  running.onLogLine(({ text }) => {
    if (text.includes(`"message":"${LOG_MESSAGES.batch}"`)) batches.push(JSON.parse(text));
  });
  await put(running, [usual('pump', 1), garbage('pump'), strange('pump', 2)]);
  await running.settled();
  expect(batches).toMatchObject([{ records: 3, observations: 3, done: 2, quarantined: 1, anomalous: 1 }]);
});

test('docs/security.md names every permission of the templates with channels and an archive, and none that is not there', () => {
  const documented = [...readFileSync('docs/security.md', 'utf8').matchAll(/^\| (\S+) \| `(\w+:\w+)` \|/gm)];
  const granted = readGrants(withChannels).map(({ holder, action }) => `${shortHolder(holder)} ${action}`);
  expect(documented.map(([, holder, action]) => `${holder} ${action}`).sort()).toEqual(granted.toSorted());
});
