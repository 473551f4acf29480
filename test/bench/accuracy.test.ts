import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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

const HEADER = 'dataset,method,auc_mean,auc_std,ap_mean,ap_std';

test('a mean more than two deviations from the baseline fails the run, and is named', () => {
  writeFileSync(join(dir, 'baselines.txt'), `${HEADER}\nfar,IsolationForest,0.8,0.01,1,0.1\n`);
  const { status, stdout } = run('--baselines', join(dir, 'baselines.txt'));
  expect(status).toBe(1);
  expect(stdout).toContain('1 of 1 set compared; outside: far auc\n');
});

describe("in a folder of one's own", () => {
  let own: string;
  beforeEach(() => {
    own = mkdtempSync(join(tmpdir(), 'weir-accuracy-'));
  });
  afterEach(() => rmSync(own, { recursive: true }));
  const file = (name: string, ...lines: string[]) => writeFileSync(join(own, name), [...lines, ''].join('\n'));
  const compare = (...args: string[]) =>
    spawnSync(process.execPath, ['bench/accuracy.ts', '--data', own, '--seeds', '1', ...args], { encoding: 'utf8' });

  test('agreement is claimed only of what was compared', () => {
    file('one.csv', 'a,label', '1,0', '2,0', '9,1');
    file('two.csv', 'a,label', '1,0', '2,0', '9,1');
    expect(compare()).toMatchObject({ status: 0, stdout: expect.stringMatching(/\nno set has a baseline: [^\n]*\n$/) });
    file('baselines.csv', HEADER, 'one,LOF20,0.1,,0.1,', 'one,IsolationForest,1,0.1,1,0.1');
    const { status, stdout } = compare();
    expect(stdout).toMatch(/\n1 of 2 sets compared; every mean is within two standard deviations/);
    expect(status).toBe(0);
  });

  test('a figure that is undefined does not agree with anything', () => {
    file('one.csv', 'a,label', '1,0', '2,0');
    file('baselines.csv', HEADER, 'one,IsolationForest,1,0.1,1,0.1');
    const { status, stdout } = compare();
    expect(stdout).toContain('1 of 1 set compared; outside: one auc, one ap\n');
    expect(status).toBe(1);
  });

  test('a file of baselines without their columns is refused', () => {
    file('one.csv', 'a,label', '1,0', '9,1');
    file('baselines.csv', 'dataset,method,auc', 'one,IsolationForest,1');
    const { status, stderr } = compare();
    expect(stderr).toMatch(/baselines\.csv, line 1: .*not there: auc_mean,auc_std,ap_mean,ap_std\n$/);
    expect(status).toBe(1);
  });

  test('files are read as train and evaluate do: times and sources apart, unlabelled rows left out, columns by flags', () => {
    const rows = Array.from(
      { length: 30 },
      (_, i) => `2024-01-01T00:00:${10 + i}Z,pump,${Math.sin(i)},${i % 2},${i % 10 === 0 ? 1 : 0}`,
    );
    file(
      'own.csv',
      'timestamp,source,a,b,strange',
      ...rows,
      '2024-01-02,pump,1,,',
      '2024-01-02,pump,,,1',
      '2024-01-02,pump,,1,1',
    );
    const json = join(own, 'table.json');
    expect(compare('--label-column', 'strange', '--ignore', 'b', '--json', json)).toMatchObject({
      status: 0,
      stderr: '',
    });
    const [set, shape, anomalies] = JSON.parse(readFileSync(json, 'utf8')).rows[0];
    expect([set, shape, anomalies]).toEqual(['own', '30 x 1', '10.00 %']);
    const { stderr } = compare();
    expect(stderr).toMatch(/own\.csv: no row has a label; name the column .* --label-column\n$/);
  });
});
