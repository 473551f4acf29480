import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SETTING_NAMES } from '../../settings/settings-schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SCRIPT = path.resolve('scripts/settings.ts');

/** A project's folder in which `npm run settings -- WORDS` is run. */
function project(content?: string) {
  const cwd = temporaryFolder();
  const file = path.join(cwd, 'weir.json');
  if (content !== undefined) writeFileSync(file, content);
  const settings = (...words: string[]) =>
    new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [SCRIPT, ...words], { cwd }, (error, stdout, stderr) => {
        resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
  const values = () => JSON.parse(readFileSync(file, 'utf8'));
  return { file, settings, values };
}

describe('npm run settings -- set', () => {
  it('makes the file, with values of their own types', async () => {
    const { settings, values } = project();
    const words = ['alertEmail', 'a@example.com,b@example.com', 'cooldownSeconds', '60', 'logFeatures', 'false'];
    const mapping = { source: 'device.id', features: { heat: 'celsius' } };
    const said = await settings('set', ...words, 'mapping', JSON.stringify(mapping), 'severityBands', '0.1,0.2,0.3');
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    expect(said.stdout.split('\n')).toContain('cooldownSeconds  weir.json  60');
    expect(values()).toEqual({
      $schema: './docs/weir.schema.json',
      alertEmail: ['a@example.com', 'b@example.com'],
      cooldownSeconds: 60,
      logFeatures: false,
      mapping,
      severityBands: { medium: 0.1, high: 0.2, critical: 0.3 },
    });
  });

  it('keeps what else the file says', async () => {
    const { settings, file } = project('{"$schema":"x.json","shards":2,"cooldownSeconds":60}');
    await settings('set', 'shards', '3', 'name', 'Plant');
    const lines = [
      '{',
      '  "$schema": "x.json",',
      '  "shards": 3,',
      '  "cooldownSeconds": 60,',
      '  "name": "Plant"',
      '}',
    ];
    expect(readFileSync(file, 'utf8')).toBe(`${lines.join('\n')}\n`);
  });

  it('writes nothing when something would be wrong, and says all of it', async () => {
    const { settings, file } = project();
    const { exitCode, stderr } = await settings('set', 'shards', 'many', 'alertMail', 'me', 'endpoint', 'real-time');
    expect(exitCode).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      'error: setting shards must be a whole number from 1 to 200, got "many"',
      'setting alertMail does not exist, did you mean alertEmail?',
    ]);
    expect(existsSync(file)).toBe(false);
  });

  it('refuses what does not go with the rest of the file', async () => {
    const { settings, values } = project('{"streamMode":"on-demand"}');
    expect(await settings('set', 'shards', '2')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('shards is for a provisioned stream'),
    });
    expect(values()).toEqual({ streamMode: 'on-demand' });
  });

  it('mends what is wrong', async () => {
    const { settings, values } = project('{"shards":"2"}');
    expect(await settings('set', 'shards', '2')).toMatchObject({ exitCode: 0 });
    expect(values()).toEqual({ shards: 2 });
  });

  it('wants a value for each name', async () => {
    expect(await project().settings('set', 'shards', '2', 'name')).toMatchObject({
      exitCode: 2,
      stderr: 'error: wanted a value after each name, got none after name\n',
    });
  });
});

describe('npm run settings -- unset', () => {
  it('takes settings out, also those that do not exist', async () => {
    const { settings, values } = project('{"shards":2,"sards":3,"cooldownSeconds":60}');
    const { exitCode, stdout } = await settings('unset', 'shards', 'sards');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'shards  default  not set\n' });
    expect(values()).toEqual({ cooldownSeconds: 60 });
  });

  it('refuses a name that nobody has', async () => {
    expect(await project('{"shards":2}').settings('unset', 'shard')).toMatchObject({
      exitCode: 1,
      stderr: 'error: setting shard does not exist, did you mean shards?\n',
    });
  });

  it('keeps a setting that another one needs', async () => {
    const { settings, values } = project('{"endpoint":"real-time","endpointInstances":2}');
    const { exitCode, stderr } = await settings('unset', 'endpoint');
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('endpointInstances needs'),
    });
    expect(values()).toEqual({ endpoint: 'real-time', endpointInstances: 2 });
  });
});

describe('npm run settings -- get', () => {
  it('shows every setting with where it comes from', async () => {
    const { stdout } = await project('{"shards":2}').settings('get');
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(SETTING_NAMES.length);
    expect(lines).toContain('shards                    weir.json  2');
    expect(lines).toContain('cooldownSeconds           default    300');
    expect(lines).toContain('canaryPercent             default    not set');
  });

  it('shows those that are named, and of another file', async () => {
    const { settings, file } = project('{"shards":2}');
    expect((await settings('get', 'shards', '--file', file)).stdout).toBe(`shards  ${file}  2\n`);
    expect(await settings('get', 'shard')).toMatchObject({
      exitCode: 1,
      stderr: 'error: setting shard does not exist, did you mean shards?\n',
    });
  });

  it('says what is wrong with the file', async () => {
    expect(await project('{"shards":2').settings('get')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringMatching(/^error: weir\.json is not JSON: /),
    });
  });
});

describe('npm run settings -- diff', () => {
  it('shows what is not as it would be without the file', async () => {
    const bands = '{"critical":0.75,"high":0.5,"medium":0.25}';
    const { settings } = project(`{"cooldownSeconds":60,"alerting":"alert","severityBands":${bands}}`);
    expect((await settings('diff')).stdout).toBe('cooldownSeconds  weir.json  60, by default 300\n');
    expect((await project().settings('diff')).stdout).toBe('every setting has its default\n');
  });
});

it('ends with 2 after wrong usage', async () => {
  const { settings } = project();
  expect(await settings('put')).toMatchObject({ exitCode: 2 });
  expect(await settings('diff', '--fil', 'x')).toMatchObject({ exitCode: 2 });
  expect(await settings('get', '--file', '')).toMatchObject({
    exitCode: 2,
    stderr: 'error: --file <file>: wanted a value, got an empty one\n',
  });
});
