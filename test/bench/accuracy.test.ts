import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DETECTOR_RIVALS, missedMeasures } from '../../bench/detector-rivals.ts';
import { heldOut } from '../../bench/held-out.ts';
import { DETECTOR_KINDS } from '../../detectors/registry.ts';
import { normalRows } from '../support/streams.ts';

let own: string;
beforeEach(() => {
  own = mkdtempSync(join(tmpdir(), 'weir-accuracy-'));
});
afterEach(() => rmSync(own, { recursive: true }));
const file = (name: string, ...lines: string[]) => writeFileSync(join(own, name), [...lines, ''].join('\n'));

/** Two rows of 30 lie far out. */
function farFile(name: string): void {
  const values = normalRows(300, 2, 1);
  const lines = Array.from({ length: 300 }, (_, i) =>
    i % 30 > 27 ? `${9 + 5 * values[2 * i]},${9 * (-1) ** i},1` : `${values[2 * i]},${values[2 * i + 1]},0`,
  );
  file(name, 'a,b,label', ...lines);
}

function compare(...args: string[]) {
  const flags = ['--data', own, '--seeds', '2', '--json', join(own, 'table.json'), ...args];
  const run = spawnSync(process.execPath, ['bench/accuracy.ts', ...flags], { encoding: 'utf8' });
  const rows = (): string[][] => JSON.parse(readFileSync(join(own, 'table.json'), 'utf8')).rows;
  return { ...run, rows };
}

const MAHALANOBIS = ['--detector', 'mahalanobis'];
const HEADER = 'dataset,method,protocol,auc_mean,auc_std,ap_mean,ap_std';

test('every other row is trained on, the rest is scored', () => {
  const rows = Float64Array.of(1, 10, 2, 20, 3, 30, 4, 40, 5, 50);
  const set = { name: 'five', features: ['a', 'b'], rows, labels: Uint8Array.of(0, 1, 0, 0, 1) };
  const { training, scored, labels } = heldOut(set);
  expect([...training]).toEqual([1, 10, 3, 30, 5, 50]);
  expect(scored.map((row) => [...row])).toEqual([
    [2, 20],
    [4, 40],
  ]);
  expect([...labels]).toEqual([1, 0]);
});

test('each detector finds rows that are far out, and scores that know nothing are no better than chance', () => {
  farFile('far.csv');
  const { status, stdout, rows } = compare();
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/\nno set has a baseline: /) });
  const [set, ...lines] = rows();
  expect(set[0]).toBe('far: 150 x 2, 6.67 %');
  const kinds = DETECTOR_KINDS.map(({ kind }) => kind);
  expect(lines.map(([, detector]) => detector)).toEqual([...kinds, 'random numbers', 'one for all', '', ...kinds]);
  for (const [, detector, auc] of lines.slice(0, kinds.length)) {
    expect(Number.parseFloat(auc), detector).toBeGreaterThan(0.9);
  }
  expect(lines[kinds.length + 1].slice(2)).toEqual(['0.5000', '', '0.0667', '', '']);
});

test('a baseline that is not reached fails the run, and is named', () => {
  farFile('far.csv');
  const trim = `far,${DETECTOR_RIVALS.mahalanobis.method}`;
  file('detector_baselines.csv', HEADER, `${trim},all,0.1,,0.1,`, `${trim},even_odd,0.7,,0.7,`);
  const { status, stdout, rows } = compare(...MAHALANOBIS);
  expect(stdout).toContain('\n1 of 1 line compared; missed: far mahalanobis auc; far mahalanobis ap\n');
  expect(status).toBe(1);
  expect(rows()[1].slice(3)).toEqual(['0.7000', expect.any(String), '0.7000', 'missed: auc, ap']);
});

test('what draws may be two deviations below, or .01; what does not is to be the same', () => {
  const accuracy = (mean: number, deviation = 0) => ({ auc: { mean, deviation }, ap: { mean, deviation } });
  const [random, exact] = [DETECTOR_RIVALS['isolation-forest'], DETECTOR_RIVALS.mahalanobis];
  expect(missedMeasures(accuracy(0.85), accuracy(0.9, 0.03), random)).toEqual([]);
  expect(missedMeasures(accuracy(0.83), accuracy(0.9, 0.03), random)).toEqual(['auc', 'ap']);
  expect(missedMeasures(accuracy(0.991), accuracy(1), random)).toEqual([]);
  expect(missedMeasures(accuracy(0.95), accuracy(0.9), random)).toEqual([]);
  expect(missedMeasures(accuracy(0.9012), accuracy(0.9), exact)).toEqual(['auc', 'ap']);
  expect(missedMeasures(accuracy(0.8991), accuracy(0.9), exact)).toEqual([]);
  expect(missedMeasures(accuracy(Number.NaN), accuracy(0.9), random)).toEqual(['auc', 'ap']);
});

test('agreement is claimed only of what was compared', () => {
  farFile('one.csv');
  farFile('two.csv');
  file('baselines.txt', HEADER, `one,${DETECTOR_RIVALS.mahalanobis.method},even_odd,1,,1,`, 'two,other,even_odd,1,,1,');
  const { status, stdout } = compare(...MAHALANOBIS, '--baselines', join(own, 'baselines.txt'));
  expect(stdout).toMatch(/\n1 of 2 lines compared; every baseline is reached\n$/);
  expect(status).toBe(0);
});

test('a detector is not held to a rival that differs from itself', () => {
  farFile('smtp.csv');
  const { method } = DETECTOR_RIVALS['local-outlier-factor'];
  file('detector_baselines.csv', HEADER, `smtp,${method},even_odd,0.1,,0.1,`);
  const { status, stdout } = compare('--detector', 'local-outlier-factor');
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringMatching(/nothing was compared\n$/) });
});

test('every detector has a rival, and each is one of ours', () => {
  expect(Object.keys(DETECTOR_RIVALS)).toEqual(expect.arrayContaining(DETECTOR_KINDS.map(({ kind }) => kind)));
});

test('a file of baselines without their columns is refused', () => {
  file('one.csv', 'a,label', '1,0', '9,1', '2,0', '3,1');
  file('detector_baselines.csv', 'dataset,method,auc', 'one,IsolationForest,1');
  const { status, stderr } = compare(...MAHALANOBIS);
  expect(stderr).toMatch(/line 1: .*not there: protocol,auc_mean,auc_std,ap_mean,ap_std\n$/);
  expect(status).toBe(1);
});

test('files are read as train and evaluate do: times and sources apart, unlabelled rows left out, columns by flags', () => {
  const rows = Array.from(
    { length: 30 },
    (_, i) => `2024-01-01T00:00:${10 + i}Z,pump,${Math.sin(i)},${i % 2},${i % 10 === 1 ? 1 : 0}`,
  );
  file('own.csv', 'timestamp,source,a,b,strange', ...rows, '2024-01-02,pump,1,,', '2024-01-02,pump,,,1');
  const { status, stderr, rows: printed } = compare(...MAHALANOBIS, '--label-column', 'strange', '--ignore', 'b');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(printed()[0][0]).toBe('own: 15 x 1, 20.00 %');
  expect(compare(...MAHALANOBIS).stderr).toMatch(/own\.csv: no row has a label; name the column .* --label-column\n$/);
});
