import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Gateway, startGateway } from '../../local/gateway/start-gateway.ts';
import { createKinesis } from '../../local/kinesis/kinesis.ts';
import { kinesisService } from '../../local/kinesis/kinesis-service.ts';
import { runScriptWith } from '../support/run-script.ts';
import { temporaryFile, temporaryFolder } from '../support/temporary-folder.ts';

const SOURCES = 20;
let gateway: Gateway;
let puts = 0;

beforeAll(async () => {
  // Every third entry is refused: some rows several times.
  const kinesis = createKinesis({ now: Date.now, refusePut: () => ++puts % 3 === 0 });
  kinesis.createStream({ name: 'pumps', shardCount: 3 });
  gateway = await startGateway({
    port: 0,
    services: new Map([['kinesis', kinesisService(kinesis)]]),
    principalOf: () => 'admin',
    onBug: (error) => console.error(error),
  });
});

afterAll(() => gateway.stop());

const run = (name: string, ...flags: string[]) =>
  runScriptWith(
    {
      AWS_ENDPOINT_URL: gateway.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    name,
    ...flags,
  );

test('what is streamed through refusals can be collected: every row once, each source in its order', async () => {
  const rows = Array.from(
    { length: 200 },
    (_, i) => `2024-01-01T00:00:00.${String(i).padStart(3, '0')}Z,"pump, ${i % SOURCES}",${i},`,
  );
  const data = temporaryFile('rows.csv', `timestamp,source,a,b\n${rows.join('\n')}\n`);
  const streamed = await run(
    'stream-writer',
    '--stream',
    'pumps',
    '--data',
    data,
    '--features',
    'a',
    '--interval',
    '0',
  );
  expect(streamed).toMatchObject({ exitCode: 0, stderr: '' });
  expect(streamed.stdout).toMatch(
    /: takes a; time timestamp; source source; .*\n200 rows in .*; refused and sent again: \d+\n$/,
  );

  const out = join(temporaryFolder(), 'collected.csv');
  const collected = await run(
    'collect',
    '--stream',
    'pumps',
    '--since',
    '1h',
    '--for',
    '20s',
    '--rows',
    '200',
    '--out',
    out,
  );
  const stdout = `${out}: 200 rows, 20 sources, features a\n  a is 0 to 199\n`;
  expect(collected).toEqual({ exitCode: 0, stderr: '', stdout });
  const [header, ...lines] = readFileSync(out, 'utf8').trimEnd().split('\n');
  expect(header).toBe('timestamp,source,id,a');
  const expected = rows.map((row, i) => row.replace(/,(\d+),$/, `,${i + 1},$1`));
  expect(lines.toSorted()).toEqual(expected.toSorted());
  for (let source = 0; source < SOURCES; source++) {
    const ofSource = (line: string) => line.includes(`"pump, ${source}"`);
    expect(lines.filter(ofSource)).toEqual(expected.filter(ofSource));
  }
});

test('a column that begins late is sent, and rows before a bad one are in when it is told how to go on', async () => {
  const rows = Array.from({ length: 1200 }, (_, i) => `s${i % 40},${Math.sin(i)},${i < 1100 ? '' : Math.cos(i)}`);
  const bad = rows.with(1149, 's29,0.5,ERR');
  const data = temporaryFile('rows.csv', `source,a,late\n${bad.join('\n')}\n`);
  const flags = ['--stream', 'pumps', '--data', data, '--rate', '100000'];
  const first = await run('stream-writer', ...flags);
  expect(first.exitCode).toBe(1);
  expect(first.stdout).toContain('takes a, late; source source');
  expect(first.stdout).toContain('beware: 100,000 rows a second of 40 sources may be more than goes in');
  expect(first.stdout).toMatch(/\n1,149 rows in /);
  expect(first.stderr).toMatch(/line 1151, column 'late': 'ERR' is not a number.* Rows up to 1149 are in: /);
  expect(first.stderr).toMatch(/go on with --from-row 1150 when it is mended, or without it with --from-row 1151\n$/);

  const rest = await run('stream-writer', ...flags, '--from-row', '1151');
  expect(rest).toMatchObject({ exitCode: 0, stderr: '' });
  expect(rest.stdout).toMatch(/\n50 rows in /);
});

test('rows that are out of order are put in order, and from a fault on nobody is told to go on by their number', async () => {
  const rows = ['timestamp,a', '2024-01-03,1', '2024-01-01,2', '2024-01-02,3'];
  const data = temporaryFile('rows.csv', `${rows.join('\n')}\n`);
  const sent = await run('stream-writer', '--stream', 'pumps', '--data', data);
  expect(sent).toMatchObject({ exitCode: 0, stderr: '' });
  expect(sent.stdout).toMatch(/line 3 is before line 2: the rows are taken in the order of time\n3 rows in /);
  const bad = temporaryFile('rows.csv', `${rows.join('\n')}\n2024-01-04,x\n`);
  const stopped = await run('stream-writer', '--stream', 'pumps', '--data', bad);
  expect(stopped.stdout).toMatch(/\n0 rows in /);
  expect(stopped.stderr).toMatch(
    /line 5, column 'a': 'x' is not .*\. To go on from a row, put the rows of the file in the order of time first\n$/,
  );
});

test('behind a fault that is more than a row, nobody is told to leave out that row', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${Math.sin(i)}\n`).join('');
  const data = temporaryFile('rows.csv', `a\n${rows}"0.5\n0.25\n`);
  const flags = ['--stream', 'pumps', '--data', data, '--rate', '100000'];
  const first = await run('stream-writer', ...flags);
  expect(first.stderr).toMatch(
    /line 42: a quote is .* Rows up to 40 are in: go on with --from-row 41 when it is mended\n$/,
  );
  expect((await run('stream-writer', ...flags, '--from-row', '99')).stderr).toMatch(/a quote is opened here/);
  const whole = temporaryFile('rows.csv', `a\n${rows}`);
  const beyond = await run('stream-writer', '--stream', 'pumps', '--data', whole, '--from-row', '41');
  expect(beyond.stderr).toMatch(/there is no row 41, row 1 being the first after the header\n$/);
});

test('a stream that is not there is one sentence, after how far the rows have come', async () => {
  const data = temporaryFile('rows.csv', 'a\n1\n');
  const out = join(temporaryFolder(), 'collected.csv');
  const streamed = await run('stream-writer', '--data', data, '--stream', 'nosuch');
  expect(streamed.exitCode).toBe(1);
  expect(streamed.stderr).toMatch(/^rows that are in: 0\nerror: Stream nosuch .*not found.*\n$/);
  const collected = await run('collect', '--out', out, '--stream', 'nosuch');
  expect(collected.exitCode).toBe(1);
  expect(collected.stderr).toMatch(/^error: Stream nosuch .*not found.*\n$/);
});

test('what to do about missing credentials is said once', async () => {
  const data = temporaryFile('rows.csv', 'a\n1\n');
  const nobody = {
    HOME: temporaryFolder(),
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const { stderr } = await runScriptWith(nobody, 'stream-writer', '--data', data, '--stream', 'pumps');
  expect(stderr.match(/set AWS_PROFILE and AWS_REGION/g)).toHaveLength(1);
});
