import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** As the CDK's command starts the app: `-c` values come in this variable. */
function weir(context: Record<string, string>) {
  const env = { ...process.env, CDK_CONTEXT_JSON: JSON.stringify(context) };
  return spawnSync(process.execPath, ['bin/weir.ts'], { env, encoding: 'utf8' });
}

it('says in one line each what is wrong with the settings, without a stack trace', () => {
  const { status, stderr } = weir({ cooldownSeconds: '0', alertemail: 'me@example.com' });
  expect(status).toBe(1);
  expect(stderr.trim().split('\n')).toEqual([
    'setting cooldownSeconds must be a whole number from 10 to 86400, got "0"',
    'setting alertemail does not exist, did you mean alertEmail?',
  ]);
});

it('says how to get a model when there is none', () => {
  const { status, stderr } = weir({ model: 'no/such/model' });
  expect(status).toBe(1);
  expect(stderr.trim()).toMatch(/^no\/such\/model\/\S+ is not there; .*npm run train/);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});

it('refuses a damaged model before anything is deployed', () => {
  const model = temporaryFolder();
  cpSync('samples/model', model, { recursive: true });
  appendFileSync(path.join(model, 'detector.bin'), 'x');
  const { status, stderr } = weir({ model });
  expect(status).toBe(1);
  expect(stderr).toMatch(/detector\.bin/);
});
