import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runScript } from '../support/run-script.ts';
import { normals } from '../support/streams.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

const DERIVE = 'count 1h, ratio amount 7d, rare shop';

/** Each card pays an amount of its own, too seldom for a past that speaks; a few are ten times as much, as others pay. */
function payments(): string {
  const normal = normals(9);
  const lines = ['timestamp,source,amount,shop,label'];
  for (let i = 0; i < 3000; i++) {
    const card = i % 100;
    const isStrange = i > 1500 && i % 47 === 0 && card < 50;
    const amount = (card < 50 ? 10 : 100) * (1 + 0.1 * normal()) * (isStrange ? 10 : 1);
    const time = new Date(Date.UTC(2026, 0, 1) + i * 200_000).toISOString();
    lines.push([time, `card-${card}`, amount.toFixed(2), `shop ${i % 3}`, Number(isStrange)].join(','));
  }
  return `${lines.join('\n')}\n`;
}

describe('features of what a source did', () => {
  let file: string;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'weir-derive-'));
    file = join(folder, 'payments.csv');
    writeFileSync(file, payments());
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const at = (name: string) => join(folder, name);

  async function precisionOf(name: string, ...flags: string[]): Promise<number> {
    const trained = await runScript('train', '--data', file, '--rows', '1500', ...flags, '--out', at(name));
    expect(trained).toMatchObject({ exitCode: 0, stderr: '' });
    const judged = await runScript('evaluate', '--model', at(name), '--data', file, '--json', at(`${name}.json`));
    expect(judged).toMatchObject({ exitCode: 0, stderr: '' });
    return JSON.parse(readFileSync(at(`${name}.json`), 'utf8')).averagePrecision;
  }

  test('find what is strange for it and for nobody else; every command takes them from the model', async () => {
    expect(await precisionOf('alone')).toBeLessThan(0.2);
    expect(await precisionOf('derived', '--derive', DERIVE)).toBeGreaterThan(0.7);
    const card = JSON.parse(readFileSync(at('derived/model.json'), 'utf8'));
    expect(card).toMatchObject({
      features: ['amount', 'count_1h', 'ratio_amount_7d', 'rare_shop'],
      derive: [{ count: '1h' }, { ratio: 'amount', window: '7d' }, { rare: 'shop' }],
    });
    const moved = await runScript('threshold', '--model', at('derived'), '--data', file, '--alert-budget', '1%');
    expect(moved).toMatchObject({ exitCode: 0, stderr: '' });
    expect(moved.stdout).toMatch(/takes amount; .*shop \(a label\)[\s\S]*: 30 rows lie above it, 1 %/);
    const scored = await runScript('score', '--model', at('derived'), '--data', file, '--out', at('scores.csv'));
    expect(scored.stdout).toContain('3,000 rows, 30 anomalous');
  });

  test('are compared by kinds of detectors', async () => {
    const compared = await runScript('compare', '--data', file, '--rows', '1200', '--derive', 'ratio amount 7d');
    expect(compared).toMatchObject({ exitCode: 0, stderr: '' });
    expect(compared.stdout).toContain('mahalanobis');
  });

  test('are refused with what is wanted', async () => {
    const train = (...flags: string[]) => runScript('train', '--data', file, ...flags, '--out', at('other'));
    const refused = async (run: ReturnType<typeof train>, words: RegExp) => {
      const { exitCode, stderr } = await run;
      expect(exitCode).not.toBe(0);
      expect(stderr).toMatch(words);
      expect(stderr).not.toContain('    at ');
    };
    await refused(
      train('--derive', 'count 1h, count 2w'),
      /the 2\. must be \{"count":"1h"\}, .* a window of 1m to 30d/,
    );
    await refused(train('--derive', 'mean price 1h'), /there is no feature 'price', there are amount/);
    await refused(train('--derive', 'rare till'), /there is no column 'till', the file has/);
    await refused(train('--derive', 'count 1h', '--no-timestamp'), /count_1h cannot be derived: the rows have no time/);
    const lacking = temporaryFile('others.csv', 'timestamp,amount\n2026-01-01T00:00:00Z,5\n');
    expect(await train('--derive', DERIVE)).toMatchObject({ exitCode: 0 });
    const score = runScript('score', '--model', at('other'), '--data', lacking, '--out', at('scores.csv'));
    await refused(score, /there is no column 'shop', the file has 'timestamp', 'amount'/);
  });
});
