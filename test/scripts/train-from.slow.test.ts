import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partsOf } from '../../contracts/installation.ts';
import { encodeObservation } from '../../contracts/observation.ts';
import { encodeSample, type SampledRow, sampleKey } from '../../contracts/row-sample.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { loadModel } from '../../model/load-model.ts';
import { clientSettings } from '../../scripts/cli/client-settings.ts';
import { runScriptWith } from '../support/run-script.ts';
import { synthesisedAssembly } from '../support/synthesised-assembly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const NOW_MS = Date.now();

let cloud: LocalCloud;
let s3: S3Client;
let kinesis: KinesisClient;

beforeAll(async () => {
  cloud = await startLocalCloud({ assemblyDir: await synthesisedAssembly() });
  s3 = new S3Client(clientSettings(cloud));
  kinesis = new KinesisClient(clientSettings(cloud));
}, 60_000);

afterAll(async () => {
  s3?.destroy();
  kinesis?.destroy();
  await cloud?.stop();
});

const run = async (...flags: string[]) => {
  const { exitCode, stdout, stderr } = await runScriptWith({ ...cloud.environment }, 'train', ...flags);
  return { exitCode, says: `${stdout}${stderr}` };
};

/** Two features of some sources, one of them twice as large. */
const valuesOf = (i: number) => ({ heat: 20 + Math.sin(i * i), load: 5 + Math.cos(i * 7) });

test('a model is trained on the objects under a prefix, whatever their form, and registered', async () => {
  const lines = Array.from({ length: 400 }, (_, i) => valuesOf(i));
  const csv = `heat,load\n${lines.map(({ heat, load }) => `${heat},${load}`).join('\n')}\n`;
  const json = lines.map((line) => JSON.stringify(line)).join('\n');
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
  await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'rows/a.csv', Body: csv }));
  await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'rows/b.csv.gz', Body: gzipSync(csv) }));
  await s3.send(new PutObjectCommand({ Bucket: 'lake', Key: 'json/a.jsonl', Body: json }));
  const out = join(temporaryFolder(), 'model');
  const { exitCode, says } = await run('--from', 's3://lake/rows/', '--out', out, '--register', 'from the lake');
  expect({ exitCode, says }).toMatchObject({ exitCode: 0, says: expect.stringContaining('is a candidate') });
  const model = await loadModel(out);
  expect(model).toMatchObject({ features: ['heat', 'load'], training: { rows: 800 } });
  const shown = await runScriptWith({ ...cloud.environment }, 'models', 'show', model.version);
  expect(shown.stdout).toContain('from the lake');
  const ofJson = join(temporaryFolder(), 'model');
  expect((await run('--from', 's3://lake/json', '--out', ofJson)).exitCode).toBe(0);
  expect((await loadModel(ofJson)).training.rows).toBe(400);
}, 60_000);

test('a model is trained on the rows that the installation keeps, without what was strange for its source', async () => {
  const none = await run('--from', 'sample', '--out', join(temporaryFolder(), 'model'));
  expect(none).toMatchObject({ exitCode: 1, says: expect.stringContaining('no rows were kept yet') });
  const rows = Array.from({ length: 600 }, (_, i): SampledRow => {
    const identity = `shardId-000000000000:${i}:0`;
    const strange = i === 300 && { lanes: { stream: 9, step: 9 } };
    const row = { identity, source: `pump-${i % 3}`, arrivalMs: NOW_MS + i, modelVersion: 'abc', score: 1 };
    return { ...row, features: valuesOf(i), ...strange };
  });
  for (const [shard, part] of [rows.slice(0, 350), rows.slice(250)].entries()) {
    const Key = sampleKey(`shardId-00000000000${shard}`);
    const Body = gzipSync(encodeSample(part));
    await s3.send(new PutObjectCommand({ Bucket: partsOf(cloud.outputs).modelBucketName, Key, Body }));
  }
  const out = join(temporaryFolder(), 'model');
  const { exitCode, says } = await run('--from', 'sample', '--out', out);
  expect({ exitCode, says }).toMatchObject({
    exitCode: 0,
    says: expect.stringContaining('599 rows of 3 sources that Weir has kept, features heat, load'),
  });
  expect(says).toContain('left out: 1 strange for their source');
  expect((await loadModel(out)).training.rows).toBe(599);
}, 60_000);

test('a model is trained on what comes through the stream, and on what is still there', async () => {
  const Records = Array.from({ length: 300 }, (_, i) => ({
    PartitionKey: 'pump',
    Data: encodeObservation({ source: 'pump', timestampMs: NOW_MS + i, features: valuesOf(i) }),
  }));
  await kinesis.send(new PutRecordsCommand({ StreamName: cloud.outputs.StreamName, Records }));
  const out = join(temporaryFolder(), 'model');
  const { exitCode, says } = await run('--from', 'stream', '--since', '10m', '--for', '5s', '--out', out);
  expect({ exitCode, says }).toMatchObject({ exitCode: 0, says: expect.stringContaining('300 rows, 1 source') });
  expect(await loadModel(out)).toMatchObject({ features: ['heat', 'load'], training: { rows: 300 } });
}, 60_000);

test('a model that was trained elsewhere is imported into the registry', async () => {
  const folder = temporaryFolder();
  const golden = JSON.parse(readFileSync('test/golden/sklearn-one-class-svm.json', 'utf8'));
  writeFileSync(join(folder, 'exported.json'), JSON.stringify(golden.exported));
  const flags = ['--sklearn', join(folder, 'exported.json'), '--out', join(folder, 'model'), '--register'];
  const { exitCode, stdout, stderr } = await runScriptWith({ ...cloud.environment }, 'import', ...flags);
  expect({ exitCode, says: `${stdout}${stderr}` }).toMatchObject({
    exitCode: 0,
    says: expect.stringContaining('is a candidate'),
  });
}, 60_000);

test.each([
  [[], 'say where the rows are'],
  [['--data', 'a.csv', '--from', 'sample'], 'say where the rows are'],
  [['--data', 'a.csv', '--for', '1h'], '--for is about a stream: it wants --from stream'],
  [['--from', 'sample', '--features', 'a'], '--features is about the rows of files: leave it out with --from sample'],
  [['--from', 'sample', '--rows', '5'], '--rows is about the rows of files'],
  [['--from', 'rows.csv'], 'wanted an address like s3://bucket/prefix, got rows.csv'],
])('train %j is a mistake, and says how it is meant', async (flags, sentence) => {
  const out = join(temporaryFolder(), 'model');
  const { exitCode, says } = await run(...flags, '--out', out);
  expect(exitCode).not.toBe(0);
  expect(says).toContain(sentence);
  expect(existsSync(out)).toBe(false);
});
