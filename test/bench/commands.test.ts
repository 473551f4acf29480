import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFile, temporaryFolder } from '../support/temporary-folder.ts';

function bench(name: string, ...flags: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [`bench/${name}.ts`, ...flags], (error, stdout, stderr) => {
      resolve({ exitCode: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

test.each(['run', 'accuracy', 'explanations', 'severities', 'streams', 'incidents'])(
  '%s looks whether its JSON can be written before it measures',
  async (name) => {
    const file = join(temporaryFile('in-the-way', ''), 'figures.json');
    const data = ['accuracy', 'severities', 'streams', 'incidents'].includes(name) ? ['--data', temporaryFolder()] : [];
    expect(await bench(name, ...data, '--json', file)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: expect.stringMatching(/^error: .*in-the-way: this is a file, wanted a folder\n$/),
    });
  },
);

test('the folder of the JSON is made', async () => {
  const data = temporaryFile('far.csv', 'a,label\n1,0\n2,0\n9,1\n');
  const file = join(temporaryFolder(), 'new', 'figures.json');
  const { exitCode } = await bench('accuracy', '--data', join(data, '..'), '--seeds', '1', '--json', file);
  expect(exitCode).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8')).rows.length).toBeGreaterThan(1);
});

test('equality refuses a number of rows that is none', async () => {
  const { exitCode, stdout, stderr } = await bench('equality', 'abc');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain('wanted a whole number above 0');
});
