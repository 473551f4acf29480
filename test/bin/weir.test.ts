import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

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
  expect(stderr.trim()).toMatch(/^no\/such\/model\/model\.json is not there; .*npm run train/);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
