import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runScript, runScriptIn } from '../support/run-script.ts';
import { normals } from '../support/streams.ts';

/** Two walks that go nowhere in particular; now and then one leaps for a row. */
function walks(): string {
  const normal = normals(4);
  const lines = ['timestamp,source,level,flow,label'];
  const at = { left: 0, right: 50 };
  for (let i = 0; i < 3000; i++) {
    const source = i % 2 === 0 ? 'left' : 'right';
    at[source] += normal();
    const isStrange = i > 900 && i % 61 === 0;
    const time = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
    const level = (at[source] + (isStrange ? 12 : 0)).toFixed(2);
    lines.push([time, source, level, normal().toFixed(2), Number(isStrange)].join(','));
  }
  return `${lines.join('\n')}\n`;
}

describe('--features raw+residual', () => {
  let file: string;
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'weir-residual-'));
    file = join(folder, 'walks.csv');
    writeFileSync(file, walks());
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const at = (name: string) => join(folder, name);
  const train = (name: string, ...flags: string[]) =>
    runScript('train', '--data', file, '--rows', '900', ...flags, '--out', at(name));
  const cardOf = (name: string) => JSON.parse(readFileSync(at(`${name}/model.json`), 'utf8'));

  async function precisionOf(name: string): Promise<number> {
    const evaluated = await runScript('evaluate', '--model', at(name), '--data', file, '--json', at(`${name}.json`));
    expect(evaluated).toMatchObject({ exitCode: 0, stderr: '' });
    return JSON.parse(readFileSync(at(`${name}.json`), 'utf8')).averagePrecision;
  }

  test('has the model judge each feature and its residual, and finds leaps of what wanders', async () => {
    expect(await train('raw')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await train('both', '--features', 'raw+residual')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(cardOf('both')).toMatchObject({
      features: ['level', 'flow', 'residual_level', 'residual_flow'],
      derive: ['residuals'],
    });
    const [raw, both] = [await precisionOf('raw'), await precisionOf('both')];
    expect(both).toBeGreaterThan(raw + 0.1);
  }, 60_000);

  test('goes with other features that are derived, and takes in the residuals of some', async () => {
    const flags = ['--features', 'raw+residual', '--derive', 'residual flow, mean level 1h'];
    expect(await train('more', ...flags)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(cardOf('more').derive).toEqual([{ mean: 'level', window: '1h' }, 'residuals']);
    writeFileSync(at('weir.json'), JSON.stringify({ derive: [{ count: '1h' }] }));
    const trained = await runScriptIn(folder, 'train', '--data', file, ...flags.slice(0, 2), '--out', at('set'));
    rmSync(at('weir.json'));
    expect(trained).toMatchObject({ exitCode: 0, stderr: '' });
    expect(cardOf('set').derive).toEqual([{ count: '1h' }, 'residuals']);
  }, 60_000);

  test('of some features is said by their names', async () => {
    const flags = ['--features', 'level,flow', '--derive', 'residual level'];
    expect(await train('some', ...flags)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(cardOf('some').features).toEqual(['level', 'flow', 'residual_level']);
  }, 60_000);

  test('is compared by kinds of detectors', async () => {
    const compared = await runScript('compare', '--data', file, '--rows', '2000', '--features', 'raw+residual');
    expect(compared).toMatchObject({ exitCode: 0, stderr: '' });
    expect(compared.stdout).toContain('mahalanobis');
    const without = await runScript('compare', '--data', file, '--rows', '2000');
    const figures = ({ stdout }: typeof compared) => /mahalanobis.*?(0\.\d+)/.exec(stdout)?.[1];
    expect(figures(compared)).not.toBe(figures(without));
  }, 60_000);

  test('is refused with what is wanted', async () => {
    const refused = async (run: ReturnType<typeof train>, words: string | RegExp) => {
      const { exitCode, stderr } = await run;
      expect(exitCode).not.toBe(0);
      expect(stderr).toMatch(words);
      expect(stderr).not.toContain('    at ');
    };
    await refused(train('x', '--features', 'raw+residual,level'), "there is no column 'raw+residual'");
    const twelve = Array.from({ length: 12 }, (_, i) => `count ${i + 1}h`).join(', ');
    const many = 'with the residuals, what is derived must be at most 12 features';
    await refused(train('x', '--features', 'raw+residual', '--derive', twelve), many);
    const few = runScript('train', '--data', file, '--rows', '150', '--features', 'raw+residual', '--out', at('x'));
    await refused(few, 'residual_level has no value in any row: it has one from the 100th observation of a source on');
    writeFileSync(at('weir.json'), JSON.stringify({ sourceState: 'off' }));
    const off = runScriptIn(folder, 'train', '--data', file, '--features', 'raw+residual', '--out', at('x'));
    await refused(off, /weir.json says sourceState off: sources have no past of which features could be derived/);
    rmSync(at('weir.json'));
  }, 60_000);
});
