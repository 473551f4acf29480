import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { normalRows } from '../support/streams.ts';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-accuracy-'));
  const values = normalRows(300, 2, 1);
  const lines = Array.from({ length: 300 }, (_, i) =>
    i % 30 === 0 ? `${9 + values[2 * i]},9,1` : `${values[2 * i]},${values[2 * i + 1]},0`,
  );
  writeFileSync(join(dir, 'far.csv'), ['a,b,label', ...lines, ''].join('\n'));
});
afterAll(() => rmSync(dir, { recursive: true }));

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['bench/accuracy.ts', '--data', dir, '--seeds', '3', ...args], { encoding: 'utf8' });

test('far rows are found, and scores that know nothing are no better than chance', () => {
  const json = join(dir, 'table.json');
  expect(run('--json', json).status).toBe(0);
  const { rows } = JSON.parse(readFileSync(json, 'utf8'));
  const [set, shape, anomalies, auc, , , , , nothing] = rows[0];
  expect([set, shape, anomalies]).toEqual(['far', '300 x 2', '3.33 %']);
  expect(Number.parseFloat(auc)).toBeGreaterThan(0.98);
  expect(nothing).toBe('0.500, 0.033');
});

test('a mean more than two deviations from the baseline fails the run, and is named', () => {
  const header = 'dataset,method,auc_mean,auc_std,ap_mean,ap_std';
  writeFileSync(join(dir, 'baselines.txt'), `${header}\nfar,IsolationForest,0.8,0.01,1,0.1\n`);
  const { status, stdout } = run('--baselines', join(dir, 'baselines.txt'));
  expect(status).toBe(1);
  expect(stdout).toContain('outside: far auc\n');
});
