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
const folder = mkdtempSync(join(tmpdir(), 'weir-preview-'));
const logged: string[] = [];
const idOf = new Map<string, string>();

beforeAll(async () => {
  cloud = await startLocalCloud({ assemblyDir: await synthesisedAssembly() });
  kinesis = new KinesisClient(clientSettings(cloud));
  cloud.onLogLine(({ text }) => {
    if (!text.includes(`"message":"${LOG_MESSAGES.anomaly}"`)) return;
    logged.push(text);
    const { source, incidentId } = JSON.parse(text);
    if (incidentId !== undefined) idOf.set(source, incidentId);
  });
  for (const source of ['pump-1', 'pump-2', 'pump-3']) await strange(source);
}, 60_000);

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  kinesis?.destroy();
  await cloud?.stop();
});

const run = async (script: string, ...flags: string[]) => {
  const { exitCode, stdout, stderr } = await runScriptWith({ ...cloud.environment }, script, ...flags);
  return { exitCode, stdout, stderr };
};

async function strange(source: string) {
  const features = { feature_1: 90, feature_2: 0.5, feature_3: 0.5 };
  const Data = encodeObservation({ source, timestampMs: Date.now(), features });
  await kinesis.send(
    new PutRecordsCommand({ StreamName: cloud.outputs.StreamName, Records: [{ PartitionKey: source, Data }] }),
  );
  await cloud.settled();
}

test('the log of an installation is replayed by what holds and by what would, and the ids are those of people', async () => {
  const rules = join(folder, 'rules.json');
  writeFileSync(
    rules,
    JSON.stringify({ rules: [{ name: 'not 1', source: 'pump-1', muteUntil: '2100-01-01T00:00:00Z' }] }),
  );
  const { stdout, exitCode } = await run('preview', '--from', 'logs', '--rules', rules, '--json');
  expect(exitCode).toBe(0);
  const { before, after, disappears } = JSON.parse(stdout);
  expect(before).toMatchObject({ observations: 3, anomalous: 3, incidents: 3 });
  expect(after).toMatchObject({ incidents: 2, heldBy: { 'not 1': 1 } });
  expect(disappears).toMatchObject([{ incidentId: idOf.get('pump-1'), source: 'pump-1' }]);
  const saved = join(folder, 'log.jsonl');
  writeFileSync(saved, logged.join('\n'));
  const ofFile = JSON.parse((await run('preview', '--from', saved, '--rules', rules, '--json')).stdout);
  expect(ofFile.disappears).toEqual(disappears);
}, 60_000);

test('a threshold is tried on a log by the model that judges', async () => {
  const { stdout, stderr } = await run('preview', '--from', 'logs', '--threshold', '1e9', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ before: { incidents: 3 }, after: { anomalous: 0, incidents: 0 } });
  expect(stderr).toContain('what a lower threshold would add is not seen');
}, 60_000);

test('a false alarm is kept, and a rule proposed that a person may put; what is confirmed is counted', async () => {
  expect((await run('feedback', '--incident', idOf.get('pump-3')!, '--verdict', 'true')).stdout).toBe(
    `incident ${idOf.get('pump-3')} of "pump-3" is kept as true: 0 false and 1 true so far\n`,
  );
  const out = join(folder, 'proposed.json');
  const said = await run('feedback', '--incident', idOf.get('pump-1')!, '--verdict', 'false-alarm', '--out', out);
  expect(said.stdout).toMatch(/is kept as a false alarm: 1 false and 1 true so far\n/);
  expect(said.stdout).toMatch(/the smallest change: a rule for feature_1 of pump-1 that holds what is nearer than/);
  expect(said.stdout).toContain('would have removed 1 of 2 alike and no other, lost 0 of 1 confirmed');
  expect(said.stdout).toContain(`npm run rules -- put ${out}`);
  const put = await run('rules', 'put', out);
  expect(put).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(readFileSync(out, 'utf8')).rules[0]).toMatchObject({ source: 'pump-1', feature: 'feature_1' });
  const again = await run('feedback', '--incident', `${idOf.get('pump-1')}-opened`, '--verdict', 'false-alarm');
  expect(again.stdout).toContain('by the rules and settings of now nobody would hear of it any more');
}, 60_000);

test('a resolution is feedback, and feedback stands in the history', async () => {
  const resolved = await run('incidents', 'resolve', idOf.get('pump-2')!, '--as', 'planned', '--why', 'a test');
  expect(resolved).toMatchObject({ exitCode: 0 });
  const shown = (await run('incidents', 'show', idOf.get('pump-3')!)).stdout;
  expect(shown).toMatch(/state +open; labelled as true by user\/\S+: by hand\n/);
  const counts = async () => (await run('feedback', '--incident', idOf.get('pump-3')!, '--verdict', 'true')).stdout;
  expect(await counts()).toContain('1 false and 1 true so far');
  await run('incidents', 'reopen', idOf.get('pump-2')!, '--why', 'it was real');
  await run('incidents', 'resolve', idOf.get('pump-2')!, '--as', 'true', '--why', 'it was real');
  expect(await counts()).toContain('1 false and 2 true so far');
}, 60_000);

test('an incident that nobody knows is refused', async () => {
  const said = await run('feedback', '--incident', '0123456789abcdef', '--verdict', 'true');
  expect(said).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('there is no incident 0123456789abcdef') });
}, 60_000);
