import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect, onTestFinished, test } from 'vitest';
import { runScript } from '../../support/run-script.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** One is told of what happens below, the other is not. */
const CHANNELS = [
  { name: 'bus', kind: 'eventbridge' },
  { name: 'other', kind: 'eventbridge', sources: ['press-*'] },
];

/** Ends at the latest with the test's own timeout. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

test('it stays up, prints exports that an SDK takes, shows what happens, and takes everything with it when it is interrupted', async () => {
  const out = temporaryFolder();
  const child = spawn(
    process.execPath,
    ['scripts/local.ts', '--port', '0', '--out', out, '-c', `channels=${JSON.stringify(CHANNELS)}`],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text;
  });
  await until(() => printed.includes('Ctrl-C ends everything'));
  const exported = Object.fromEntries(
    [...printed.matchAll(/export (\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
  const [, StreamName] = /StreamName +(\S+)/.exec(printed)!;
  const client = new KinesisClient({
    endpoint: exported.AWS_ENDPOINT_URL,
    region: exported.AWS_REGION,
    credentials: { accessKeyId: exported.AWS_ACCESS_KEY_ID!, secretAccessKey: exported.AWS_SECRET_ACCESS_KEY! },
  });
  const rows = [0.5, 90].map((value) => ({ source: 'pump', feature_1: value, feature_2: value, feature_3: value }));
  const Records = rows.map((row) => ({ PartitionKey: 'pump', Data: Buffer.from(JSON.stringify(row)) }));
  await client.send(new PutRecordsCommand({ StreamName, Records }));
  client.destroy();
  // lines come one by one, and the alert may be sooner than those of the log
  await until(() => ['ALERT', 'usual', 'opened'].every((text) => printed.includes(text)));
  expect(printed).toMatch(/pump .*usual\n/);
  expect(printed).toMatch(/pump .*strange .*critical, opened/);
  expect(printed).toMatch(/ALERT +\[critical\] pump is behaving strangely/);
  const [, email] = /\((\S+-opened-email\.txt)\)/.exec(printed)!;
  expect(readFileSync(email, 'utf8')).toMatch(/^pump is behaving strangely: critical severity\.\n\n.*\nSince: /s);
  expect(readdirSync(join(out, 'messages')).toSorted()).toEqual([
    '0001-opened-alert.json',
    '0001-opened-bus-eventbridge.json',
    '0001-opened-email.txt',
    '0001-opened-sms.txt',
  ]);

  child.kill('SIGINT');
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  expect(exitCode).toBe(0);
  await expect(fetch(exported.AWS_ENDPOINT_URL!)).rejects.toThrow();
});

test('wrong usage is told with status 2, wrong settings with the sentence of the settings and status 1', async () => {
  expect(await runScript('local', '--port', 'many')).toMatchObject({ exitCode: 2 });
  const wrong = await runScript('local', '--port', '0', '--out', temporaryFolder(), '-c', 'cooldownSeconds=0');
  expect(wrong).toMatchObject({ exitCode: 1 });
  expect(wrong.stderr).toContain('setting cooldownSeconds must be a whole number from 10 to 86400, got "0"');
});

test.each(['70000', '65536', '-1', '4570.5', '1e3', ' '])(
  'a port that cannot be one is wrong usage: %j',
  async (port) => {
    const { exitCode, stdout, stderr } = await runScript('local', `--port=${port}`);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain('wanted a port from 1 to 65535, or 0 for any free one');
  },
);

test('a port in use is told before anything is synthesised', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { exitCode, stdout, stderr } = await runScript('local', '--port', String(port), '--out', temporaryFolder());
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toBe(`error: port ${port} is taken: choose another one with --port, or 0 for any\n`);
});
