import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOG_MESSAGES } from '../../contracts/log-lines.ts';
import { encodeObservation } from '../../contracts/observation.ts';
import type { LocalCloud } from '../../local/local-cloud.ts';
import { startLocalCloud } from '../../local/start-local-cloud.ts';
import { clientSettings } from '../../scripts/cli/client-settings.ts';
import { runScriptWith } from '../support/run-script.ts';
import { synthesisedAssembly } from '../support/synthesised-assembly.ts';

let cloud: LocalCloud;
let kinesis: KinesisClient;
let folder: string;
const decisions: { source: string; decision: string; rule?: string; because?: string }[] = [];
const logged: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'weir-rules-'));
  const file = join(folder, 'seed.json');
  writeFileSync(join(folder, 'plant.ics'), 'BEGIN:VCALENDAR\nEND:VCALENDAR\n');
  const calendars = { plant: { file: 'plant.ics' } };
  writeFileSync(file, JSON.stringify({ calendars, rules: [{ name: 'seeded', source: 'nobody' }] }));
  cloud = await startLocalCloud({ assemblyDir: await synthesisedAssembly(`rules=${file}`) });
  kinesis = new KinesisClient(clientSettings(cloud));
  cloud.onLogLine(({ text }) => {
    if (!text.includes(`"message":"${LOG_MESSAGES.anomaly}"`)) return;
    logged.push(text);
    decisions.push(JSON.parse(text));
  });
}, 60_000);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  kinesis?.destroy();
  await cloud?.stop();
});

const run = async (script: string, ...flags: string[]) => {
  const { exitCode, stdout, stderr } = await runScriptWith({ ...cloud.environment }, script, ...flags);
  return { exitCode, says: `${stdout}${stderr}` };
};

async function strange(source: string) {
  const features = { feature_1: 9, feature_2: 9, feature_3: 0.5 };
  const Data = encodeObservation({ source, timestampMs: Date.now(), features });
  const Records = [{ PartitionKey: source, Data }];
  await kinesis.send(new PutRecordsCommand({ StreamName: cloud.outputs.StreamName, Records }));
  await cloud.settled();
  return decisions.findLast((each) => each.source === source);
}

test('a mute and rules that people put hold what they say, and the log says why', async () => {
  expect((await run('rules', 'show')).says).toMatch(
    /version \w{12} holds\n1\. seeded \(nobody\): all is told\n2\. trifle.*\n1 calendar: plant\n\n.*by cdk deploy: it was deployed/,
  );
  expect((await run('mute', 'list')).says).toBe('nothing is muted\n');

  const muted = await run('mute', '--source', 'pump-*', '--for', '2h', '--why', 'works on the pump');
  expect(muted).toMatchObject({ exitCode: 0 });
  const [, id = ''] = /^(\w{8}): pump-\* until .* by .*: works on the pump/.exec(muted.says) ?? [];
  const file = join(folder, 'rules.json');
  writeFileSync(
    file,
    JSON.stringify({ rules: [{ name: 'never', source: 'fan-*', muteUntil: '2100-01-01T00:00:00Z' }] }),
  );
  expect((await run('rules', 'check', file)).says).toContain('may hold: 1 rule, version');
  expect((await run('rules', 'put', file, '--why', 'fans are loud')).says).toContain('holds within half a minute');
  expect((await run('rules', 'put', file)).says).toContain('held already');

  expect(await strange('pump-1')).toMatchObject({ decision: 'held', rule: `mute ${id}` });
  expect(await strange('fan-1')).toMatchObject({
    decision: 'held',
    rule: 'never',
    because: 'muted until 2100-01-01 00:00 UTC',
  });
  expect(await strange('valve-1')).toMatchObject({ decision: 'opened' });

  expect((await run('mute', 'end', id)).says).toContain('ended by');
  expect(await run('mute', 'end', id)).toMatchObject({ exitCode: 1, says: expect.stringContaining('is over since') });
  expect((await run('rules', 'show')).says).toContain('fans are loud');
}, 60_000);

test('rules are pulled into a file, and tried on lines of the log before they hold', async () => {
  const pulled = join(folder, 'pulled.json');
  expect(await run('rules', 'pull', pulled)).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(readFileSync(pulled, 'utf8'))).toMatchObject({ rules: [{ name: 'never' }] });
  const data = join(folder, 'log.jsonl');
  writeFileSync(data, logged.join('\n'));
  const tried = await run('rules', 'test', '--rules', pulled, '--data', data);
  expect(tried.says).toMatch(/fan-1 .* held by never: muted until/);
  expect(tried.says).toMatch(/valve-1 .* counts\n/);
  expect(tried.says).toMatch(/3 anomalies, 2 count, 1 held by never\n$/);
  const one = await run('rules', 'test', '--source', 'fan-7', '--feature', 'x', '--observed', '2', '--expected', '1');
  expect(one.says).toContain('held by never');
}, 60_000);

test('what is wrong is said in a sentence', async () => {
  const bad = join(folder, 'bad.json');
  writeFileSync(bad, JSON.stringify({ rules: [{ name: 'x', minimumSeverity: 'bad' }] }));
  const refused = await run('rules', 'check', bad);
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.says).toContain('rules.0.minimumSeverity must be low, medium, high, critical, got "bad"');
  expect((await run('mute', '--source', 'a', '--for', '31d', '--why', 'x')).exitCode).toBe(2);
  expect((await run('mute', '--source', '*a*a*a*a', '--for', '1h', '--why', 'x')).says).toContain('must be a glob');
  expect((await run('rules', 'pull', bad, '--of', 'nothing')).says).toContain(
    'there is no rules/versions/nothing.json',
  );
}, 60_000);
