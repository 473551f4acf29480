import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadModel } from '../model/load-model.ts';
import { evaluateFile } from '../scripts/scoring/evaluate-file.ts';
import { chooseForModel } from '../scripts/scoring/score-file.ts';
import { runScript } from './support/run-script.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const SAMPLES = join(import.meta.dirname, '../samples');

test('the samples are what the commands in their README make', async () => {
  const folder = temporaryFolder();
  const commands = readFileSync(join(SAMPLES, 'README.md'), 'utf8').matchAll(/^npm run (\w+) -- (.*)$/gm);
  for (const [, name, flags] of commands) {
    const run = await runScript(name, ...flags.replaceAll('samples/', `${folder}/`).split(' '));
    expect(run.stderr).toBe('');
  }
  for (const file of ['observations.csv', ...readdirSync(join(SAMPLES, 'model')).map((name) => `model/${name}`)]) {
    const made = readFileSync(join(folder, file));
    expect(
      made.equals(readFileSync(join(SAMPLES, file))),
      `${file} is out of date: run the commands in samples/README.md`,
    ).toBe(true);
  }
});

test('the sample model finds the anomalies of the sample data', async () => {
  const model = await loadModel(join(SAMPLES, 'model'));
  const choice = await chooseForModel(model, join(SAMPLES, 'observations.csv'), {});
  const { quality, asJudged } = await evaluateFile(model, choice, () => {});
  expect(quality.rocAuc).toBeGreaterThan(0.99);
  expect(asJudged.f1).toBeGreaterThan(0.95);
});
