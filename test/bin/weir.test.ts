import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSettings } from '../../settings/check-settings.ts';
import { lostSinceLastSynthesis } from '../../settings/last-synthesis.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROGRAM = path.resolve('bin/weir.ts');
const MODEL = path.resolve('samples/model');
const FEATURE_FLAGS = JSON.parse(readFileSync('cdk.json', 'utf8')).context;

/** As the CDK's command starts the app: `-c` values come in this variable. */
function weir(context: Record<string, unknown>, files: Record<string, unknown> = {}) {
  const cwd = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(cwd, name), JSON.stringify(content));
  const CDK_OUTDIR = path.join(cwd, 'cdk.out');
  const env = { ...process.env, CDK_OUTDIR, CDK_CONTEXT_JSON: JSON.stringify({ ...FEATURE_FLAGS, ...context }) };
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM], { cwd, env, encoding: 'utf8' });
  return { status, lines: stderr.trim().split('\n'), stacks: globSync('*.template.json', { cwd: CDK_OUTDIR }) };
}

it('says at synthesis what a deployment would take away if the last synthesis of the folder were deployed', () => {
  const WeirSettings = { alertEmail: ['me@example.com'], alerting: 'alert' };
  const outdir = temporaryFolder();
  writeFileSync(path.join(outdir, 'Weir-Detection.template.json'), JSON.stringify({ Metadata: { WeirSettings } }));
  const lost = (overrides: Record<string, string>) => lostSinceLastSynthesis(outdir, checkSettings({ overrides }));
  expect(lost({})).toMatch(
    /deploy would stop here, and cdk deploy does not:\nalertEmail: .*me@example\.com would no longer/,
  );
  expect(lost({ alertEmail: 'me@example.com' })).toBeUndefined();
  expect(lost({ name: 'Plant' })).toBeUndefined();
});

describe('settings in weir.json', () => {
  it('count, and what -c says instead counts for this command and is said', () => {
    const file = { $schema: './docs/weir.schema.json', name: 'Plant', model: MODEL, mapping: { source: 'device.id' } };
    const { lines, stacks } = weir({ cooldownSeconds: '60', 'aws:cdk:bundling-stacks': [] }, { 'weir.json': file });
    expect(lines).toEqual([
      '-c cooldownSeconds=60 overrides weir.json for this command',
      expect.stringMatching(
        /^cdk destroy would keep of Plant its stream, incidents, .* \(onDelete=retain\): docs\/remove\.md/,
      ),
      expect.stringMatching(
        /^costs about \d\.\d\d USD a day idle, \d\.\d\d USD a day at 10 million records a day \(us-east-1,/,
      ),
    ]);
    expect(stacks).toContain('Plant-Detection.template.json');
  });

  it('are refused with all their mistakes, and those of -c, at once', () => {
    const file = { cooldownSeconds: '60', shards: 0, alertemail: [] };
    const { status, lines } = weir({ endpoint: 'edge' }, { 'weir.json': file });
    expect(status).toBe(1);
    expect(lines).toEqual([
      'setting shards in weir.json must be a whole number from 1 to 200, got 0',
      'setting cooldownSeconds in weir.json must be a whole number from 10 to 86400, got "60"',
      'setting alertemail in weir.json does not exist, did you mean alertEmail?',
      'setting endpoint must be serverless or real-time, got "edge"',
    ]);
  });

  it('may be in another file, or in none', () => {
    const files = { 'weir.json': { shards: 0 }, 'staging.json': { shards: -1 } };
    expect(weir({ settings: 'staging.json' }, files).lines).toEqual([
      'setting shards in staging.json must be a whole number from 1 to 200, got -1',
    ]);
    expect(weir({ settings: 'none', model: 'none' }, files).lines[0]).toMatch(/^none\/\S+ is not there/);
    expect(weir({ settings: 'stagin.json' }, files).lines).toEqual([
      'there is no file stagin.json, wanted -c settings=FILE or -c settings=none',
    ]);
  });

  it('are asked for there when they are in cdk.json', () => {
    const context = { alertEmail: 'me@example.com', shards: 2 };
    const { status, lines } = weir(context, { 'cdk.json': { context: { 'cli-telemetry': false, ...context } } });
    expect(status).toBe(1);
    expect(lines).toEqual([
      'cdk.json has shards, alertEmail in its context, where settings no longer count: ' +
        'move them to weir.json, npm run settings -- set NAME VALUE',
    ]);
  });
});

it('says in one line each what is wrong with the settings, without a stack trace', () => {
  const { status, lines } = weir({ cooldownSeconds: '0', alertemail: 'me@example.com' });
  expect(status).toBe(1);
  expect(lines).toEqual([
    'setting cooldownSeconds must be a whole number from 10 to 86400, got "0"',
    'setting alertemail does not exist, did you mean alertEmail?',
  ]);
});

it('says how to get a model when there is none', () => {
  const { status, lines } = weir({ model: 'no/such/model' });
  expect(status).toBe(1);
  expect(lines).toEqual([expect.stringMatching(/^no\/such\/model\/\S+ is not there; .*npm run train/)]);
});

it('refuses a damaged model before anything is deployed', () => {
  const model = temporaryFolder();
  cpSync('samples/model', model, { recursive: true });
  appendFileSync(path.join(model, 'detector.bin'), 'x');
  const { status, lines } = weir({ model });
  expect(status).toBe(1);
  expect(lines.join()).toMatch(/detector\.bin/);
});
