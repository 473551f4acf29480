import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parquetOf } from '../../support/parquet-of.ts';
import { bundledProgram, type RunningProgram, startProgram, temporaryFolder } from '../running-program.ts';

const PROJECT_ROOT = path.resolve(import.meta.dirname, '../../..');

let program: string;
beforeAll(() => {
  program = bundledProgram();
});
afterAll(() => rmSync(path.dirname(program), { recursive: true }));

interface Job {
  readonly mlDir: string;
  readonly modelDir: string;
  run(): RunningProgram;
  failure(): string;
}

/** Lays out /opt/ml as SageMaker does before it starts a training job. */
function job(files: Record<string, string | Buffer>, hyperparameters: Record<string, string> = {}): Job {
  const mlDir = temporaryFolder();
  const write = (file: string, content: string | Buffer) => {
    mkdirSync(path.dirname(path.join(mlDir, file)), { recursive: true });
    writeFileSync(path.join(mlDir, file), content);
  };
  write('input/config/hyperparameters.json', JSON.stringify(hyperparameters));
  for (const [file, content] of Object.entries(files)) write(path.join('input/data', file), content);
  return {
    mlDir,
    modelDir: path.join(mlDir, 'model'),
    run: () => startProgram(program, ['train'], { WEIR_ML_DIR: mlDir }),
    failure: () => readFileSync(path.join(mlDir, 'output/failure'), 'utf8'),
  };
}

/** Rows of two features a minute apart, one in a hundred labelled. */
function csv(rows: number): string {
  const lines = Array.from({ length: rows }, (_, i) => {
    const time = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
    return `${time},s${i % 3},${Math.sin(i)},${(i * 7919) % 101},${i % 100 === 99 ? 1 : 0}`;
  });
  return `${['timestamp,source,load,heat,label', ...lines].join('\n')}\n`;
}

function filesIn(dir: string): Record<string, string> {
  const names = existsSync(dir) ? readdirSync(dir).sort() : [];
  return Object.fromEntries(names.map((name) => [name, readFileSync(path.join(dir, name)).toString('hex')]));
}

describe('a training job', () => {
  it('gives the bytes that npm run train gives for the same data, seed and parameters', async () => {
    const trained = job(
      { 'train/rows.csv.gz': gzipSync(csv(3000)) },
      {
        detector: 'isolation-forest',
        trees: '40',
        samples: '128',
        seed: '11',
        bootstrap: 'true',
        alert_budget: '5/day',
        ignore: 'heat',
        sagemaker_region: 'x',
      },
    );
    const { ended, lines } = trained.run();
    expect(await ended).toBe(0);
    expect(lines.at(-1)).toMatchObject({
      message: 'model trained',
      features: ['load'],
      thresholdRule: 'alert budget 5/day',
    });

    const out = temporaryFolder();
    const data = path.join(trained.mlDir, 'input/data/train/rows.csv.gz');
    const flags = [
      '--detector',
      'isolation-forest',
      '--trees',
      '40',
      '--samples',
      '128',
      '--seed',
      '11',
      '--bootstrap',
      '--alert-budget',
      '5/day',
      '--ignore',
      'heat',
    ];
    await promisify(execFile)(process.execPath, ['scripts/train.ts', '--data', data, ...flags, '--out', out], {
      cwd: PROJECT_ROOT,
    });
    expect(filesIn(trained.modelDir)).toEqual(filesIn(out));
    expect(Object.keys(filesIn(out)).length).toBeGreaterThan(1);
  });

  it('trains the detector that is named, with the parameters of its kind', async () => {
    const trained = job({ 'train/rows.csv': csv(400) }, { detector: 'nearest-reference', neighbours: ' 3 ' });
    const { ended, lines } = trained.run();
    expect(await ended).toBe(0);
    const card = JSON.parse(readFileSync(path.join(trained.modelDir, 'model.json'), 'utf8'));
    const parameters = { references: 512, neighbours: 3 };
    expect(card).toMatchObject({ detector: { kind: 'nearest-reference' }, training: { parameters } });
    expect(lines).toContainEqual(expect.objectContaining({ message: 'training', detector: 'nearest-reference' }));
  });

  it('derives residuals by their names, or of all features by the word for it, as npm run train does', async () => {
    const data = { 'train/rows.csv': csv(900) };
    const all = job(data, { features: 'raw+residual', derive: 'residual heat, count 1h' });
    expect(await all.run().ended).toBe(0);
    const out = temporaryFolder();
    const flags = ['--features', 'raw+residual', '--derive', 'residual heat, count 1h', '--out', out];
    const rows = path.join(all.mlDir, 'input/data/train/rows.csv');
    await promisify(execFile)(process.execPath, ['scripts/train.ts', '--data', rows, ...flags], { cwd: PROJECT_ROOT });
    expect(filesIn(all.modelDir)).toEqual(filesIn(out));
    expect(JSON.parse(readFileSync(path.join(out, 'model.json'), 'utf8')).features).toEqual([
      ...['load', 'heat', 'count_1h'],
      ...['residual_load', 'residual_heat'],
    ]);
    const some = job(data, { derive: 'residual heat' });
    expect(await some.run().ended).toBe(0);
    const card = JSON.parse(readFileSync(path.join(some.modelDir, 'model.json'), 'utf8'));
    expect(card.features).toEqual(['load', 'heat', 'residual_heat']);
  });

  it('takes what means a missing value, and says in its log and card what to beware of', async () => {
    const rows = csv(400).trimEnd().split('\n');
    const late = rows[7].replace(/^[^,]+/, '9999-01-01T00:00:00Z');
    const data = { 'train/rows.csv': [...rows.with(7, late), '2026-02-01T00:00:00Z,s1,-200,-999,0'].join('\n') };
    const trained = job(data, { missing_value: '-200,-999', features: 'load,heat' });
    // the last row has no value at all
    const { ended, lines } = trained.run();
    expect(await ended).toBe(0);
    const where = 'rows.csv, line 8, at 9999-01-01T00:00:00.000Z; rows a day are counted without such';
    const caution = `1 row is more than a day ahead of the clock, ${where}`;
    expect(lines.at(-1)).toMatchObject({ message: 'model trained', cautions: expect.arrayContaining([caution]) });
    const card = JSON.parse(readFileSync(path.join(trained.modelDir, 'model.json'), 'utf8'));
    expect(card).toMatchObject({
      missingValues: [-200, -999],
      training: { cautions: expect.arrayContaining([caution]) },
    });
  });

  it('takes all files of its only channel in the order of their names, and the defaults where nothing is said', async () => {
    const whole = csv(400).trimEnd().split('\n');
    const parts = { 'b.csv': [whole[0], ...whole.slice(201)].join('\n'), 'a.csv': whole.slice(0, 201).join('\n') };
    const split = job({ 'rows/b.csv': parts['b.csv'], 'rows/a.csv': parts['a.csv'] });
    const joined = job({ 'rows/all.csv': whole.join('\n') });
    expect([await split.run().ended, await joined.run().ended]).toEqual([0, 0]);
    expect(filesIn(split.modelDir)).toEqual(filesIn(joined.modelDir));
  });

  it('trains on a data set of Parquet, and passes over what Spark writes beside its rows', async () => {
    const rows = Array.from({ length: 300 }, (_, i) => ({
      source: `s${i % 3}`,
      load: Math.sin(i),
      heat: (i * 7) % 11,
    }));
    const lines = rows.map(({ source, load, heat }) => `${source},${load},${heat}`);
    const asCsv = job({ 'train/rows.csv': ['source,load,heat', ...lines].join('\n') });
    const asParquet = job({
      'train/_SUCCESS': '',
      'train/day=1/.part-0.parquet.crc': 'crc',
      'train/day=1/part-0.parquet': parquetOf(rows.slice(0, 100)),
      'train/day=2/part-0.parquet': parquetOf(rows.slice(100), 50),
    });
    expect([await asCsv.run().ended, await asParquet.run().ended]).toEqual([0, 0]);
    expect(filesIn(asParquet.modelDir)).toEqual(filesIn(asCsv.modelDir));
  });

  it.each([
    ['no channel', {}, {}, /got no channel, wanted one called train/],
    [
      'several channels, none called train',
      { 'a/x.csv': csv(9), 'b/x.csv': csv(9) },
      {},
      /got the channels a, b, wanted one called train/,
    ],
    ['a file that is not CSV', { 'train/x.csv': '\u0000\u0001' }, {}, /x\.csv/],
    [
      'a hyperparameter that nobody knows',
      { 'train/x.csv': csv(9) },
      { depth: '3' },
      /there is no hyperparameter "depth", there are trees, /,
    ],
    [
      'a derived feature that there is not',
      { 'input/data/train/a.csv': 'a\n1\n' },
      { derive: 'count 1w' },
      /^hyperparameter derive: got "count 1w", wanted \{"count":"1h"\}, /,
    ],
    [
      'residuals beside as many derived features as there may be',
      { 'input/data/train/a.csv': 'a\n1\n' },
      { features: 'raw+residual', derive: Array.from({ length: 12 }, (_, i) => `count ${i + 1}h`).join() },
      /^hyperparameter derive: got "count 1h,.*", wanted with the residuals at most 12 features/,
    ],
    [
      'a hyperparameter that is no number',
      { 'train/x.csv': csv(9) },
      { detector: 'isolation-forest', trees: 'many' },
      /^hyperparameter trees: got "many", wanted a whole number from 1$/,
    ],
    [
      'a flag that is neither true nor false',
      { 'train/x.csv': csv(9) },
      { detector: 'isolation-forest', bootstrap: '1' },
      /^hyperparameter bootstrap: got "1", wanted true or false$/,
    ],
    [
      'a detector that nobody knows',
      { 'train/x.csv': csv(9) },
      { detector: 'oracle' },
      /^hyperparameter detector: got "oracle", wanted isolation-forest or /,
    ],
    [
      'a parameter of another detector',
      { 'train/x.csv': csv(9) },
      { detector: 'mahalanobis', trees: '10' },
      /^the detector mahalanobis has no parameter "trees"; choose one of those that have it: isolation-forest, /,
    ],
    ['an unknown column', { 'train/x.csv': csv(9) }, { features: 'load,speed' }, /no column 'speed'/],
  ])('with %s fails, says why in the failure file, and leaves no model', async (_, files, hyperparameters, reason) => {
    const failing = job(files, hyperparameters as Record<string, string>);
    expect(await failing.run().ended).toBe(1);
    expect(failing.failure()).toMatch(reason);
    expect(filesIn(failing.modelDir)).toEqual({});
  });

  it('keeps its reason for failing within the 1024 characters that SageMaker shows', async () => {
    const failing = job({ 'train/x.csv': csv(9) }, { ['x'.repeat(3000)]: '1' });
    expect(await failing.run().ended).toBe(1);
    expect(failing.failure()).toHaveLength(1024);
  });

  it('that is stopped leaves neither half a model nor a failure', async () => {
    const stopped = job({ 'train/x.csv': csv(100_000) });
    const { child, ended, line } = stopped.run();
    await line('training');
    child.kill('SIGTERM');
    expect(await ended).toBe(1);
    expect(filesIn(stopped.modelDir)).toEqual({});
    expect(existsSync(path.join(stopped.mlDir, 'output/failure'))).toBe(false);
  });
});
