import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeRecord } from '../contracts/decode-record.ts';
import { EXAMPLE_NAMES, EXAMPLES, type ExampleName, TRAINING_SHARE } from '../scripts/example/examples.ts';
import { checkSettings } from '../settings/check-settings.ts';
import { runScript } from './support/run-script.ts';
import { temporaryFile, temporaryFolder } from './support/temporary-folder.ts';

const FOLDER = join(import.meta.dirname, '../examples');
const read = (...path: readonly string[]) => readFileSync(join(FOLDER, ...path), 'utf8');

/** What the command prints, as a user without options would see it. */
async function printed(name: ExampleName, ...flags: string[]): Promise<string> {
  const out = temporaryFolder();
  const { exitCode, stdout, stderr } = await runScript('example', name, '--out', out, ...flags);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return stdout.replaceAll(out, `out/example/${name}`);
}

/** The block of a page that holds what was printed. */
const PRINTED = /(?<=\n```text\n)[\s\S]*?(?=```\n)/;

describe.each(EXAMPLE_NAMES)('the example %s', (name) => {
  const page = read(name, 'README.md');

  test('prints what its page shows; `--update` writes it', async () => {
    const stdout = await printed(name);
    await expect(page.replace(PRINTED, () => stdout)).toMatchFileSnapshot(join(FOLDER, name, 'README.md'));
  }, 60_000);

  test('has settings that an installation takes, and streams what was not trained on', () => {
    const { $schema, ...values } = JSON.parse(read(name, 'weir.json'));
    checkSettings({ file: { name: 'weir.json', values } });
    expect($schema).toBe('./docs/weir.schema.json');
    const trained = TRAINING_SHARE * EXAMPLES[name].generation.rows;
    expect(page).toContain(`--from-row ${trained + 1} `);
    expect(page).toContain(`head -n ${trained + 1} `);
  });
});

test('on cards, only the count within an hour tells of stolen numbers that are tested', async () => {
  const found = async (...flags: string[]) => {
    const [, theft, testing, all] = /theft (\d+) of \d+, testing (\d+) of (\d+)/.exec(
      await printed('payments', ...flags),
    )!;
    return { theft: Number(theft), testing: Number(testing) / Number(all) };
  };
  const [both, ratio] = [await found(), await found('--derive', 'ratio amount 7d')];
  expect(both.testing).toBeGreaterThan(0.9);
  expect(ratio.testing).toBeLessThan(0.2);
  expect(ratio.theft).toBe(both.theft);
}, 60_000);

test.each([
  ['payments', [{ amount: 23.9, distance_km: 5.5, merchant_risk: 0.107 }], ['card-0196']],
  [
    'orders',
    [
      { visitors: 703, orders: 120, revenue: 3003 },
      { visitors: 311, orders: 41, revenue: 988.5 },
    ],
    ['shop-1', 'shop-2'],
  ],
] as const)('the mapping of %s reads the record that stands beside it', (name, features, sources) => {
  const mapping = checkSettings({ overrides: { mapping: read(name, 'mapping.json') } }).mapping;
  const bytes = new TextEncoder().encode(read(name, 'record.json'));
  const decoded = decodeRecord(bytes, {
    partitionKey: 'k',
    unnamedSource: 'partitionKey',
    arrivalMs: Date.now(),
    mapping,
  });
  const observations = decoded.flatMap((one) => (one.ok ? [one.observation] : []));
  expect(observations.map((one) => one.features)).toEqual(features);
  expect(observations.map(({ source }) => source)).toEqual(sources);
});

test('a file of your own is judged by the settings of the example, and told without names', async () => {
  const lines = ['time,host,cpu,label'];
  for (let i = 0; i < 2000; i++) {
    const cpu = i === 1900 ? 95 : 20 + (i % 7);
    lines.push(
      [new Date(Date.UTC(2026, 0, 1) + i * 300_000).toISOString(), 'web-9', cpu, i === 1900 ? 1 : 0].join(','),
    );
  }
  const file = temporaryFile('cpu.csv', `${lines.join('\n')}\n`);
  const flags = ['--data', file, '--source-column', 'host', '--timestamp-column', 'time', '--alert-budget', '0.5%'];
  const stdout = await printed('metrics', ...flags);
  expect(stdout).toContain('Training on the first 600 rows');
  expect(stdout).toContain('1 of 1 event found, half of them at once');
  expect(stdout).toMatch(/web-9 {2}labelled as anomaly: found at once, \w+\n +cpu is 95/);
  expect(stdout).not.toContain('told by kind');
});

test('what is wrong with an option is said in a sentence', async () => {
  expect(await runScript('example', 'machines', '--train-rows', '5')).toMatchObject({
    exitCode: 2,
    stderr: 'error: --train-rows says how many rows of --data train, and --data is not there\n',
  });
  expect(await runScript('example', 'weather')).toMatchObject({ exitCode: 2 });
});
