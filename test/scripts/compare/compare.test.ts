import { expect, test } from 'vitest';
import { DETECTOR_KINDS } from '../../../detectors/registry.ts';
import { type ComparedKind, compareKinds } from '../../../scripts/compare/compare-kinds.ts';
import { readHalves } from '../../../scripts/compare/read-halves.ts';
import { chooseColumns } from '../../../tabular/choose-columns.ts';
import { runScript } from '../../support/run-script.ts';
import { normalRows } from '../../support/streams.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

/** Two rows of a hundred are far out, each in a direction of its own, and labelled so; every tenth has no label. */
function labelledFile(rows: number): string {
  const values = normalRows(rows, 2, 1);
  const lines = Array.from({ length: rows }, (_, i) => {
    const isFar = i % 100 > 97;
    const out = isFar ? 9 : 0;
    return `${values[2 * i] + out * Math.cos(i)},${values[2 * i + 1] + out * Math.sin(i)},${i % 10 === 0 ? '' : Number(isFar)}`;
  });
  return temporaryFile('rows.csv', ['a,b,label', ...lines, ''].join('\n'));
}

const halvesOf = async (file: string) => readHalves(await chooseColumns([file]));

test('rows are dealt out in turn, each label with its row', async () => {
  const { training, judged, labels } = await halvesOf(temporaryFile('a.csv', 'a,label\n1,0\n2,1\n3,1\n4,\n5,0\n'));
  expect([...training.rows]).toEqual([1, 3, 5]);
  expect(judged.map((row) => [...row])).toEqual([[2], [4]]);
  expect(labels).toEqual([true, undefined]);
  expect(training.placeOf?.(2)).toContain('line 6');
  await expect(halvesOf(temporaryFile('a.csv', 'a\n1\n'))).rejects.toThrow('comparing takes at least 2 rows');
});

test('each judged row has what all rows before it taught of its source, the trained ones too', async () => {
  const values = normalRows(600, 1, 3);
  const lines = Array.from(values, (value, i) => `${new Date(1.7e12 + i * 60_000).toISOString()},${value}`);
  const { training, lanes } = await halvesOf(temporaryFile('a.csv', ['timestamp,a', ...lines, ''].join('\n')));
  expect(lanes.findIndex((lane) => lane !== undefined)).toBe(149);
  expect(training.lanes?.stream.findIndex((decades) => !Number.isNaN(decades))).toBe(150);
  expect((await halvesOf(labelledFile(10))).lanes).toEqual(new Array(5).fill(undefined));
});

test('each kind is measured: what it finds of the labelled rows, what it flags, how long it takes', async () => {
  const halves = await halvesOf(labelledFile(2000));
  let ticks = 0;
  const clock = () => (++ticks) ** 2;
  const options = { seed: 1, threshold: { kind: 'contamination', share: 0.01 } } as const;
  const compared: ComparedKind[] = [...compareKinds(halves, options, clock)];
  expect(compared.map(({ kind }) => kind)).toEqual(DETECTOR_KINDS.map(({ kind }) => kind));
  expect(compared[0]).toMatchObject({ trainSeconds: 3, scoreSecondsARow: 7 / 1000 });
  for (const { kind, quality, flaggedShare, bytes } of compared) {
    expect(quality, kind).toMatchObject({ rows: 1000, anomalies: 20 });
    expect(quality?.rocAuc, kind).toBeGreaterThan(0.9);
    expect(flaggedShare, kind).toBeGreaterThan(0.002);
    expect(flaggedShare, kind).toBeLessThan(0.03);
    expect(bytes, kind).toBeGreaterThan(1000);
  }
});

test('half of the rows takes up half of a daily budget', async () => {
  const rows = normalRows(2880, 1, 3);
  const lines = Array.from(rows, (value, i) => `${new Date(1.7e12 + i * 60_000).toISOString()},${value}`);
  const halves = await halvesOf(temporaryFile('a.csv', ['timestamp,a', ...lines, ''].join('\n')));
  const [first] = compareKinds(halves, { seed: 1, threshold: { kind: 'budget', perDay: 144 } }, () => 0);
  // a tenth of the rows of a day
  expect(first.flaggedShare).toBeGreaterThan(0.07);
  expect(first.flaggedShare).toBeLessThan(0.13);
});

test('the command prints what it took, a line for each kind and what it recommends', async () => {
  const run = await runScript('compare', '--data', labelledFile(400), '--contamination', '0.02');
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  for (const { kind } of DETECTOR_KINDS) expect(run.stdout).toMatch(new RegExp(`│ ${kind} .* us │ .* kB │`));
  expect(run.stdout).toContain('judged on the 200 others, of which 4 are labelled as anomalies');
  expect(run.stdout).toMatch(/\nrecommended: [\w-]+, because its ROC AUC of /);

  const unlabelled = await runScript('compare', '--data', temporaryFile('a.csv', 'a\n1\n2\n3\n4\n5\n9\n'));
  expect(unlabelled.stdout).not.toContain('ROC AUC');
  expect(unlabelled.stdout).toContain('the default, because nothing here says which one finds more');
});
