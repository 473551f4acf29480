import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeRecord } from '../../contracts/decode-record.ts';
import { readStores } from '../../contracts/installation.ts';
import { encodeObservation } from '../../contracts/observation.ts';
import { TEST_LABEL } from '../../contracts/test-alert.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { readStream } from '../../operations/stream/read-stream.ts';
import { systemPorts } from '../../operations/stream/system-ports.ts';
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

/** What is on the stream about a source, in its order: its values, or what its state is told. */
async function onStream(wanted: string): Promise<unknown[]> {
  const client = new KinesisClient(clientSettings(cloud));
  const found: unknown[] = [];
  await readStream({
    client,
    streamName: cloud.outputs.StreamName,
    start: { kind: 'earliest' },
    endsWhenRead: true,
    stop: new AbortController().signal,
    sleep: systemPorts.sleep,
    onRecords: async (records) => {
      for (const part of records.flatMap((record) => decodeRecord(record.data, record))) {
        if (!part.ok || part.observation.source !== wanted) continue;
        const { features, timestampMs } = part.observation;
        found.push(part.stateOnly === 'forget' ? 'forget' : [part.stateOnly ?? 'sent', features, timestampMs]);
      }
    },
  });
  client.destroy();
  return found;
}

async function send(source: string, labels: Record<string, string>, ...values: number[]): Promise<void> {
  const client = new KinesisClient(clientSettings(cloud));
  const Records = values.map((x) => ({
    PartitionKey: source,
    Data: encodeObservation({ source, timestampMs: Date.UTC(2026, 0, 1) + x, labels, features: { x } }),
  }));
  await client.send(new PutRecordsCommand({ StreamName: cloud.outputs.StreamName, Records }));
  client.destroy();
}

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
    const Bucket = readStores(cloud.outputs).quarantineBucketName;
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

  test('can begin with what is still on the stream, each observation at its time and once', async () => {
    await send('mill', {}, 1, 2, 3);
    await send('mill', { [TEST_LABEL]: 'true' }, 4);
    await send('saw', {}, 5);
    const warmed = await run('warm', '--from', 'stream', '--only', 'mill');
    expect(warmed).toMatchObject({ exitCode: 0, stderr: '' });
    expect(warmed.stdout).toMatch(
      /^3 observations of 1 source, read from .*, as history on .*: npm run sources -- list/m,
    );
    const at = (x: number) => Date.UTC(2026, 0, 1) + x;
    const taught = [1, 2, 3].map((x) => ['learn', { x }, at(x)]);
    const sent = [1, 2, 3, 4].map((x) => ['sent', { x }, at(x)]);
    expect(await onStream('mill')).toEqual([...sent, 'forget', ...taught]);
    expect(await onStream('saw')).toHaveLength(1);
    await send('mill', {}, 6);
    const again = await run('warm', '--from', 'stream', '--since', '1h', '--only', 'mill', '--forget');
    expect(again.stdout).toContain('4 observations of 1 source');
    const more = [...taught, ['learn', { x: 6 }, at(6)]];
    expect(await onStream('mill')).toEqual([
      ...sent,
      'forget',
      ...taught,
      ['sent', { x: 6 }, at(6)],
      'forget',
      ...more,
    ]);
    await nothingInQuarantine();
  });

  test('is not begun with nothing, nor by options that would change nothing', async () => {
    const nothing = await run('warm', '--from', 'stream', '--only', 'nobody');
    expect(nothing).toMatchObject({ exitCode: 1 });
    expect(nothing.stderr).toContain('nothing that teaches nobody is on');
    const column = await run('warm', '--from', 'stream', '--features', 'x');
    expect(column.stderr).toContain('--features is about the history in a file: leave it out with --from stream');
    const since = await run('warm', '--from', 'rows.csv', '--since', '2h');
    expect(since.stderr).toContain('--since is about the history in a stream: it wants --from stream');
  });
});
