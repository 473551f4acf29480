import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { clientSettings } from '../../scripts/cli/client-settings.ts';
import { runScriptWith } from '../support/run-script.ts';
import { synthesisedAssembly } from '../support/synthesised-assembly.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud({ assemblyDir: await synthesisedAssembly('logVerdicts=all') });
}, 60_000);

afterAll(() => cloud?.stop());

const run = (name: string, ...flags: string[]) => runScriptWith({ ...cloud.environment }, name, ...flags);
const HISTORY = 'timestamp,source,feature_1\n2026-01-01,pump,1\n2026-01-02,pump,2\n2026-01-03,fan,3\n';

/** What became of records that only change what is known of sources: nobody hears of them. */
async function nothingInQuarantine() {
  await cloud.settled();
  expect((await run('quarantine', 'list')).stdout).toContain('nothing in quarantine');
}

describe('what is known of sources', () => {
  test('is said to be nothing before there is any', async () => {
    expect(await run('sources', 'list')).toMatchObject({ exitCode: 0, stderr: '' });
    const shown = await run('sources', 'show', 'nobody');
    expect(shown).toMatchObject({ exitCode: 1, stdout: '' });
    expect(shown.stderr).toContain('nothing is known of nobody: npm run sources -- list names the sources');
  });

  test('can be forgotten, which nobody else hears of', async () => {
    const forgotten = await run('sources', 'forget', 'pump');
    expect(forgotten).toMatchObject({ exitCode: 0, stderr: '' });
    expect(forgotten.stdout).toContain('pump is forgotten in its turn');
    await nothingInQuarantine();
  });

  test('can begin with a history, from a file or from S3', async () => {
    const warmed = await run('warm', '--from', temporaryFile('history.csv', HISTORY), '--forget');
    expect(warmed.stderr).toBe('');
    expect(warmed.stdout).toContain('3 rows of history on');
    const client = new S3Client(clientSettings(cloud));
    const Bucket = cloud.outputs.QuarantineBucketName;
    await client.send(new PutObjectCommand({ Bucket, Key: 'old/history.csv', Body: HISTORY }));
    client.destroy();
    const fromS3 = await run('warm', '--from', `s3://${Bucket}/old/history.csv`, '--forget');
    expect(fromS3).toMatchObject({ exitCode: 0, stderr: '' });
    await nothingInQuarantine();
  });

  test('is not begun with half of a history: all of it is read first', async () => {
    const file = temporaryFile('late.csv', 'timestamp,source,x\n2026-01-02,pump,1\n2026-01-01,pump,2\n');
    const refused = await run('warm', '--from', file);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/line 3.*must be in the order of their times: sort the file/);
    expect(refused.stdout).not.toContain('of history on');
    expect((await run('warm', '--from', 's3://bucket/')).stderr).toContain(
      'wanted an object like s3://bucket/history.csv',
    );
  });
});
