import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { partsOf } from '../../contracts/installation.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { loadModel } from '../../model/load-model.ts';
import { clientSettings } from '../../scripts/cli/client-settings.ts';
import { runScriptWith } from '../support/run-script.ts';
import { synthesisedAssembly } from '../support/synthesised-assembly.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

let cloud: LocalCloud;
let s3: S3Client;

beforeAll(async () => {
  cloud = await startLocalCloud({ assemblyDir: await synthesisedAssembly() });
  s3 = new S3Client(clientSettings(cloud));
}, 120_000);

afterAll(async () => {
  s3?.destroy();
  await cloud?.stop();
});

const run = async (...flags: string[]) => {
  const { exitCode, stdout, stderr } = await runScriptWith({ ...cloud.environment }, 'train', ...flags);
  return { exitCode, says: `${stdout}${stderr}` };
};

/** Rows of two features a minute apart, of three sources. */
function csv(): string {
  const lines = Array.from({ length: 900 }, (_, i) => {
    const time = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
    return `${time},pump-${i % 3},${20 + Math.sin(i * i)},${5 + Math.cos(i * 7)}`;
  });
  return `timestamp,source,"heat, inner",load\n${lines.join('\n')}\n`;
}

test('a training job makes the model that this machine would make of the same rows, which becomes a candidate', async () => {
  const folder = temporaryFolder();
  const rows = join(folder, 'rows.csv');
  writeFileSync(rows, csv());
  const told = ['--features', '"heat, inner",load', '--counter', 'load', '--sensitivity', 'high', '--trim', '5%'];
  const flags = [...told, '--detector', 'isolation-forest', '--trees', '30', '--seed', '7', '--contamination', '0.02'];
  const [here, there] = [join(folder, 'here'), join(folder, 'there')];
  const local = await run('--data', rows, ...flags, '--out', here);
  expect(local).toMatchObject({ exitCode: 0 });

  const { exitCode, says } = await run('--data', rows, ...flags, '--out', there, '--on-sagemaker');
  expect({ exitCode, says }).toMatchObject({ exitCode: 0, says: expect.stringContaining('is a candidate') });
  expect(says).toMatch(/training job Weir-[\d-]+ on ml\.m5\.large/);
  expect(says).toMatch(/Downloading: [\s\S]+Training: [\s\S]+Uploading: [\s\S]+Completed: /);
  const model = await loadModel(there);
  expect(model.identity).toBe((await loadModel(here)).identity);

  const shown = await runScriptWith({ ...cloud.environment }, 'models', 'show', model.version);
  expect(shown.stdout).toMatch(/training job Weir-[\d-]+/);
}, 120_000);

test('rows in S3 are trained on without leaving it, and only beside the models', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
  for (const Key of ['rows/a b.csv', 'rows/c.csv']) {
    await s3.send(new PutObjectCommand({ Bucket: 'lake', Key, Body: csv() }));
  }
  const out = join(temporaryFolder(), 'model');
  const flags = ['--ignore', '"heat, inner"', '--on-sagemaker', 'ml.m5.xlarge', '--register', 'from the lake'];
  const { exitCode, says } = await run('--from', 's3://lake/rows/', ...flags, '--out', out);
  expect({ exitCode, says }).toMatchObject({ exitCode: 0, says: expect.stringContaining('on ml.m5.xlarge') });
  expect(await loadModel(out)).toMatchObject({ features: ['load'], training: { rows: 1800 } });
  const Bucket = partsOf(cloud.outputs).modelBucketName;
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'training/' }));
  const kinds = Contents.map(({ Key }) => Key!.split('/').slice(2).join('/'));
  expect(kinds).toEqual(expect.arrayContaining(['rows/00001/a b.csv', 'rows/00002/c.csv', 'output/model.tar.gz']));
}, 120_000);

test('a job that fails ends the command with the sentence of the container', async () => {
  const folder = temporaryFolder();
  const rows = join(folder, 'rows.csv');
  writeFileSync(rows, csv());
  const out = join(folder, 'model');
  const { exitCode, says } = await run('--data', rows, '--features', 'cold', '--out', out, '--on-sagemaker');
  expect(exitCode).toBe(1);
  expect(says).toMatch(/error: the training job Weir-[\d-]+ failed: AlgorithmError: .*cold.*, exit code: 1\n$/);
  expect(existsSync(out)).toBe(false);
}, 120_000);

test('where the function scores there is no image that could train, which is said', async () => {
  const withoutImage = await startLocalCloud({ assemblyDir: await synthesisedAssembly('scoring=function') });
  onTestFinished(() => withoutImage.stop());
  const rows = join(temporaryFolder(), 'rows.csv');
  writeFileSync(rows, csv());
  const flags = ['--data', rows, '--out', join(temporaryFolder(), 'model'), '--on-sagemaker'];
  const { exitCode, stderr } = await runScriptWith({ ...withoutImage.environment }, 'train', ...flags);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr:
      'error: Weir has no image that could train, as its function scores (scoring=function): train without --on-sagemaker\n',
  });
}, 120_000);

test('rows that were kept with their past are no files to train on elsewhere', async () => {
  const out = join(temporaryFolder(), 'model');
  const { exitCode, says } = await run('--from', 'sample', '--out', out, '--on-sagemaker');
  expect({ exitCode, says }).toMatchObject({ exitCode: 2, says: expect.stringContaining('leave one of the two out') });
});
