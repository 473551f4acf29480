import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parquetOf } from '../support/parquet-of.ts';
import { runScript, type ScriptRun } from '../support/run-script.ts';
import { temporaryFile, temporaryFolder } from '../support/temporary-folder.ts';

describe('from nothing to figures', () => {
  test('generate, train, evaluate and score go together', async () => {
    const folder = temporaryFolder();
    const at = (name: string) => join(folder, name);
    const generation = ['--kind', 'uniform', '--rows', '2000', '--sources', '2', '--seed', '3'];
    const generated = await runScript('generate', ...generation, '--out', at('a.csv'), '--truth', at('truth.csv'));
    expect(generated).toMatchObject({ exitCode: 0, stdout: `${at('a.csv')}: 2,000 rows, 100 of them anomalous\n` });
    expect(readFileSync(at('a.csv'), 'utf8')).toMatch(/^timestamp,source,feature_1,feature_2,feature_3,label\n/);

    const [, truth] = readFileSync(at('truth.csv'), 'utf8').split('\n');
    const [row, feature, , value] = truth.split(',');
    const cells = readFileSync(at('a.csv'), 'utf8').split('\n')[Number(row)].split(',');
    expect(cells[Number(feature.at(-1)) + 1]).toBe(value);

    const trained = await runScript('train', '--data', at('a.csv'), '--contamination', '0.05', '--out', at('model'));
    expect(trained).toMatchObject({ exitCode: 0, stderr: '' });
    const taken = 'takes feature_1, feature_2, feature_3; time timestamp; source source; label label';
    expect(trained.stdout).toContain(`${at('a.csv')}: ${taken} (1 is an anomaly, 0 usual)\n`);
    expect(trained.stdout).toContain(
      '100 training rows lie above it, 5 %, about 72 a day, between 58.8 and 86.3, at 1,440 rows a day',
    );

    const evaluated = await runScript(
      'evaluate',
      '--model',
      at('model'),
      '--data',
      at('a.csv'),
      '--json',
      at('figures.json'),
      '--report',
      at('page.html'),
    );
    expect(evaluated).toMatchObject({ exitCode: 0, stderr: '' });
    const figures = JSON.parse(readFileSync(at('figures.json'), 'utf8'));
    expect(evaluated.stdout).toMatch(
      /asked for 5 %, got 5[.\d]* %, and [\d.]+ % of the usual rows\nseverities: \d+ low, .*critical\n\d+ incidents \(/,
    );
    expect(evaluated.stdout).toMatch(/ alerts, [\d.]+ a day\n\d+ of \d+ events found, half of them at once \(/);
    expect(Object.keys(figures).sort()).toEqual([
      'alerts',
      'alertsPerDay',
      'anomalies',
      'askedShare',
      'averagePrecision',
      'events',
      'eventsFound',
      'f1',
      'gotShare',
      'incidents',
      'medianRowOfDetection',
      'precision',
      'recall',
      'rocAuc',
      'rows',
      'severities',
      'threshold',
    ]);
    expect(figures).toMatchObject({ rows: 2000, anomalies: 100 });
    expect(figures.rocAuc).toBeGreaterThan(0.99);
    expect(readFileSync(at('page.html'), 'utf8')).toContain('<!doctype html>');
    expect(readFileSync(at('page.html'), 'utf8')).toContain('% of what is strange here');

    const toScore = ['--model', at('model'), '--data', at('a.csv'), '--out', at('scores.csv')];
    const scored = await runScript('score', ...toScore, '--report', at('scores.html'));
    expect(readFileSync(at('scores.html'), 'utf8')).toContain('% of what is strange here');
    expect(scored).toMatchObject({ exitCode: 0, stderr: '' });
    expect(scored.stdout).toMatch(
      /: takes .*\n.*scores\.csv: 2,000 rows, 1\d\d anomalous\nasked for 5 %, got 5[.\d]* %/,
    );
    const lines = readFileSync(at('scores.csv'), 'utf8').trimEnd().split('\n');
    expect(lines[0]).toBe('row,score,anomalous,grade,surprise,lane,expected');
    expect(lines).toHaveLength(2001);
    for (const line of lines.slice(1)) {
      const [row, score, anomalous, grade, surprise, lane, expected] = line.split(',');
      expect(Number(surprise)).toBeGreaterThanOrEqual(0);
      // before each of two sources has a hundred rows, only the score speaks; before it has three hundred, mostly
      if (Number(row) < 200) expect(anomalous).toBe(String(Number(score) > figures.threshold));
      expect(Number(grade) > 0).toBe(anomalous === 'true');
      if (lane === 'stream' || lane === 'step') expect(expected).toMatch(/^feature_[123] [-\d.]+ to [-\d.]+$/);
      else expect([lane, expected]).toEqual([Number(row) < 599 || anomalous === 'false' ? '' : 'row', '']);
    }
  });

  test.each([
    ['seasonal', 'visitors,orders,revenue'],
    ['metrics', 'cpu_percent,memory_percent,requests_per_s,latency_ms'],
    ['machines', 'temperature,vibration,pressure,current'],
    ['payments', 'amount,distance_km,merchant_risk'],
  ])('rows of %s are written with what happens, and trained on as they are', async (kind, features) => {
    const folder = temporaryFolder();
    const out = join(folder, 'rows.csv');
    const generated = await runScript('generate', '--kind', kind, '--rows', '2000', '--seed', '2', '--out', out);
    expect(generated).toMatchObject({ exitCode: 0, stderr: '' });
    expect(readFileSync(out, 'utf8').split('\n')[0]).toBe(`timestamp,source,${features},label,event`);
    const trained = await runScript('train', '--data', out, '--out', join(folder, 'model'));
    expect(trained).toMatchObject({ exitCode: 0, stderr: '' });
    const taken = `takes ${features.replaceAll(',', ', ')}; time timestamp; source source; label label`;
    expect(trained.stdout).toContain(`${taken} (1 is an anomaly, 0 usual); leaves out: event (text, `);
  });

  test('a threshold is moved without training, and strange rows are trimmed before', async () => {
    const folder = temporaryFolder();
    const at = (name: string) => join(folder, name);
    await runScript('generate', '--rows', '2000', '--out', at('a.csv'));
    const trained = await runScript('train', '--data', at('a.csv'), '--trim', '5%', '--out', at('model'));
    expect(trained.stdout).toContain('without the 100 strangest rows of a first fit\nthreshold ');
    const before = readFileSync(at('model/model.json'), 'utf8');
    const detector = readFileSync(at('model/detector.bin'));

    const move = (...flags: string[]) => runScript('threshold', '--model', at('model'), ...flags);
    const moved = await move('--alert-budget', '1%', '--data', at('a.csv'));
    expect(moved).toMatchObject({ exitCode: 0, stderr: '' });
    expect(moved.stdout).toMatch(/threshold [\d.]+ \(alert budget 1 % of rows\): 20 rows lie above it, 1 %/);
    expect(moved.stdout).toMatch(/before: [\d.]+ \(alert budget 0.1 % of rows\) in version [0-9a-f]{12}\n/);
    expect(readFileSync(at('model/model.json'), 'utf8')).not.toBe(before);
    expect(readFileSync(at('model/detector.bin'))).toEqual(detector);
    expect((await move('--score', '0.61')).stdout).toContain('threshold 0.6100 (score 0.61): ');
    expect(await move()).toMatchObject({
      exitCode: 2,
      stderr: 'error: wanted one of --alert-budget, --contamination and --score, got 0\n',
    });
  });

  test('the same data and seed give the same model, another seed another', async () => {
    const folder = temporaryFolder();
    await runScript('generate', '--rows', '500', '--out', join(folder, 'a.csv'));
    const train = async (name: string, ...flags: string[]) => {
      const detector = ['--detector', 'isolation-forest'];
      await runScript('train', '--data', join(folder, 'a.csv'), '--out', join(folder, name), ...detector, ...flags);
      return readFileSync(join(folder, name, 'detector.bin'));
    };
    expect(await train('one')).toEqual(await train('two'));
    expect(await train('three', '--seed', '5')).not.toEqual(await train('one'));
  });

  test('a detector of every kind is trained, loaded and judges, with parameters of its own', async () => {
    const folder = temporaryFolder();
    const at = (name: string) => join(folder, name);
    await runScript('generate', '--kind', 'uniform', '--rows', '600', '--out', at('a.csv'));
    const wanted = [
      ['nearest-reference', '--neighbours', '3', { references: 512, neighbours: 3 }],
      ['ensemble', '--members', 'mahalanobis, isolation-forest', { members: 'mahalanobis,isolation-forest' }],
    ] as const;
    for (const [kind, flag, value, parameters] of wanted) {
      const flags = ['--contamination', '0.05', '--out', at('model'), '--detector', kind, flag, value];
      expect(await runScript('train', '--data', at('a.csv'), ...flags)).toMatchObject({ exitCode: 0, stderr: '' });
      const card = JSON.parse(readFileSync(at('model/model.json'), 'utf8'));
      expect(card).toMatchObject({ detector: { kind }, training: { parameters } });
      const evaluated = await runScript('evaluate', '--model', at('model'), '--data', at('a.csv'));
      expect(Number(/ROC AUC (\S+),/.exec(evaluated.stdout)?.[1])).toBeGreaterThan(0.95);
    }
  });
});

describe('a placeholder for missing values', () => {
  const lines = Array.from({ length: 600 }, (_, i) => `${i % 20 ? 20 + Math.sin(i * 12.9898) : -200},${i % 7}`);
  const file = () => temporaryFile('rows.csv', ['co,valve', ...lines].join('\n'));

  test('is named by train, taken out by --missing-value, and missing to the model from then on', async () => {
    const data = file();
    const out = temporaryFolder();
    const named = await runScript('train', '--data', data, '--out', out);
    expect(named.stdout).toContain('\nbeware: -200 stands far from the rest in co (30 rows, else 19');
    expect(named.stdout).toMatch(/if it means that there is no value: --missing-value -200\n/);

    const trained = await runScript('train', '--data', data, '--missing-value', '-200', 'off', '--out', out);
    expect(trained).toMatchObject({ exitCode: 0, stderr: '' });
    expect(trained.stdout).not.toContain('--missing-value');
    expect(JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')).missingValues).toEqual([-200]);

    const probe = temporaryFile('probe.csv', 'co,valve\n-200,3\n,3\noff,3\n');
    const scores = join(out, 'scores.csv');
    await runScript('score', '--model', out, '--data', probe, '--missing-value', 'off', '--out', scores);
    const [first, ...others] = readFileSync(scores, 'utf8').trimEnd().split('\n').slice(1).map(withoutRow);
    expect(others).toEqual([first, first]);
  });

  test('a file in which nothing varies is refused', async () => {
    const data = temporaryFile('flat.csv', `value\n${'45\n'.repeat(50)}`);
    const { exitCode, stdout, stderr } = await runScript('train', '--data', data, '--out', temporaryFolder());
    expect(exitCode).toBe(1);
    expect(stdout).toBe(
      `${data}: takes value\nthe rows have no time: each is judged by itself, without the past of its source\n`,
    );
    expect(stderr).toMatch(/^error: no feature varies: value is 45 in every row, /);
  });
});

function withoutRow(line: string): string {
  return line.slice(line.indexOf(','));
}

describe('a command ends with', () => {
  test('0 after help', async () => {
    const { exitCode, stdout } = await runScript('train', '--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--alert-budget');
  });

  test.each([
    [['train', '--out', 'm'], 'say where the rows are: either --data FILES, or --from '],
    [['generate', '--kind', 'square', '--out', 'x'], 'Allowed choices are linear, random-walk, exponential, uniform'],
    [['local', '-c', 'cooldownSeconds'], 'wanted a setting like cooldownSeconds=600'],
    [
      ['collect', '--stream', 's', '--out', 'x', '--mapping', '{"source":""}'],
      'source must be a dotted path like device.id',
    ],
    [['collect', '--stream', 's', '--out', 'x', '--mapping', 'device.id'], 'must be JSON like {"source"'],
    [
      ['score', '--model', 'm', '--data', 'x', '--out', 'y', '--time-zone', 'Mars'],
      "there is no time zone 'Mars', wanted a name as 'Europe/Berlin'",
    ],
    [['train', '--data', 'x', '--out', ''], '--out <folder>: wanted a value, got an empty one'],
    [['train', '--data', 'x', '', '--out', 'm'], '--data <files...>: wanted a value, got an empty one'],
    [['train', '--data', 'x', '--out', 'm', '--timestamp-format', 'HH:mm'], "wanted one like 'DD/MM/YYYY HH:mm'"],
    [['train', '--data', 'x', '--out', 'm', '--delimiter', '::'], 'wanted one character, or tab'],
    [['train', '--data', 'x', '--out', 'm', '--detector', 'oracle'], 'Allowed choices are isolation-forest, '],
    [
      ['train', '--data', 'x', '--out', 'm', '--detector', 'mahalanobis', '--trees', '50'],
      'the detector mahalanobis has no parameter "trees"; choose one of those that have it: isolation-forest, ',
    ],
    [['train', '--data', 'x', '--out', 'm', '--trees', 'many'], '--trees: wanted a whole number from 1, got "many"'],
    [
      ['train', '--data', 'x', '--out', 'm', '--detector', 'ensemble', '--members', 'ensemble'],
      '--members: wanted some of isolation-forest, ',
    ],
    [['generate', '--rows', 'many', '--out', 'x'], 'wanted a whole number above 0'],
    [['generate', '--rows', '5', '--anomalies', '6', '--out', 'x'], '--anomalies 6 is more than the 5 rows'],
    [['generate', '--kind', 'machines', '--features', '5', '--out', 'x'], 'machines has features of its own'],
    [['generate', '--kind', 'payments', '--interval', '1m', '--out', 'x'], 'got it with payments'],
    [
      ['train', '--data', 'x', '--out', 'm', '--contamination', '7'],
      'contamination must be auto or a share in (0, 0.5], got 7',
    ],
    [
      ['train', '--data', 'x', '--out', 'm', '--alert-budget', '5'],
      'the alert budget must be like 5/day or 0.1%, got 5',
    ],
    [
      ['train', '--data', 'x', '--out', 'm', '--alert-budget', '5/day', '--contamination', 'auto'],
      'cannot both decide',
    ],
  ])('2 after wrong usage: %j', async ([name, ...flags], sentence) => {
    const { exitCode, stderr } = await runScript(name, ...flags);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(sentence);
  });

  test('1 and one sentence when the work failed', async () => {
    const folder = temporaryFolder();
    const out = join(folder, 'model');
    const data = temporaryFile('rows.csv', 'timestamp,a\n2024-01-01,1\n2024-01-02,x\n');
    expect(await runScript('train', '--data', data, '--out', out)).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: `error: ${data}, line 3, column 'a': 'x' is not a number, and a feature needs numbers: mend it, leave the column out with --ignore a, or say that it stands for a missing value with --missing-value 'x'\n`,
    });
    expect(existsSync(out)).toBe(false);
  });

  test.runIf(existsSync('/dev/full'))('1 and a sentence when the disk is full', async () => {
    expect(await runScript('generate', '--rows', '9', '--out', '/dev/full')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr: 'error: no space is left on the disk\n',
    });
  });

  test('0 when no row has a value, which score says instead of passing it for usual', async () => {
    const folder = temporaryFolder();
    await runScript('train', '--data', temporaryFile('rows.csv', 'a,b\n1,1\n2,5\n3,7\n'), '--out', folder);
    const data = temporaryFile('rows.csv', 'a,b\n,\n,?\n');
    const scored = await runScript('score', '--model', folder, '--data', data, '--out', join(folder, 'scores.csv'));
    expect(scored.stdout).toMatch(/: takes no feature; leaves out: a, b \(empty, so that it is imputed\)\n/);
    expect(scored.stdout).toMatch(/: 2 rows, 0 anomalous, 2 without any feature, which have no score\n$/);
  });

  test('1 when there is nothing to evaluate, and says what the rows lack', async () => {
    const folder = temporaryFolder();
    await runScript('train', '--data', temporaryFile('rows.csv', 'a\n1\n2\n3\n'), '--out', folder);
    const evaluate = (content: string) =>
      runScript('evaluate', '--model', folder, '--data', temporaryFile('rows.csv', content));
    const unlabelled = await evaluate('a\n1\n2\n');
    expect(unlabelled.exitCode).toBe(1);
    expect(unlabelled.stderr).toMatch(/rows\.csv: no row has a label; name the column .* --label-column\n$/);
    expect((await evaluate('a,Class\n1,0\n2,1\n')).stderr).toMatch(/ with --label-column: --label-column Class\?\n$/);
    expect((await evaluate('a,label\n,1\n,0\n')).stderr).toMatch(/rows\.csv: no row has a value for any feature\n$/);
    expect((await evaluate('a,label\n,1\n5,\n')).stderr).toContain('1 without a label, 1 without any feature; name');
    expect((await evaluate('a,label\n,1\n5,\n7,1\n')).stdout).toMatch(
      /\nleft out: 1 without a label, 1 without any feature\n$/,
    );
  });
});

describe('every command that reads files', () => {
  const lines = Array.from({ length: 60 }, (_, i) => `2024-01-01 00:${String(i).padStart(2, '0')};p;${Math.sin(i)};`);
  const content = (labels: readonly string[]) =>
    `timestamp;source;temp;note;label\n${lines.map((line, i) => `${line};${labels[i % labels.length]}\n`).join('')}`;

  test('says alike what it takes and what it leaves out, and labels that nobody can read stop only evaluate', async () => {
    const model = temporaryFolder();
    const data = temporaryFile('rows.csv', content(['a', 'b']));
    const at = (name: string) => join(model, name);
    const taken = `${data} (separated by ';'): takes temp; time timestamp; source source; leaves out: note`;
    const beware = `beware: column 'label' is not read as labels: got 'a', 'b', wanted 0 and 1`;
    const flags = ['--data', data];
    const trained = await runScript('train', ...flags, '--out', model);
    const scored = await runScript('score', '--model', model, ...flags, '--out', at('s.csv'));
    for (const { exitCode, stdout } of [trained, scored]) {
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`${taken} (`);
      expect(stdout).toContain(beware);
    }
    const evaluate = ['evaluate', '--model', model, ...flags];
    expect(await runScript(...(evaluate as [string]))).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining(`column 'label': got 'a', 'b', wanted 0 and 1`),
    });
    const told = await runScript(...(evaluate as [string]), '--anomaly-label', 'b');
    expect(told.stdout).toContain('label label (b is an anomaly, a usual)');
    expect(told.stdout).toContain('60 rows, 30 labelled as anomalies');
  });

  test('scores carry the columns that are asked for, as they stand in the file', async () => {
    const model = temporaryFolder();
    const data = temporaryFile('rows.csv', content(['0', '1']));
    await runScript('train', '--data', data, '--out', model);
    const score = ['score', '--model', model, '--data', data, '--out', join(model, 's.csv'), '--columns'];
    await runScript(...(score as [string]), 'timestamp,temp,source');
    const [header, first] = readFileSync(join(model, 's.csv'), 'utf8').split('\n');
    expect(header).toBe('row,score,anomalous,grade,surprise,lane,expected,timestamp,temp,source');
    expect(first).toMatch(/^1,0\.\d+,(true|false),[\d.e-]+,[\d.e-]+,,,2024-01-01 00:00,0,p$/);
    expect((await runScript(...(score as [string]), 'nosuch')).stderr).toContain("there is no column 'nosuch'");
  });
});

test('every command makes of a Parquet file what it makes of the same rows in CSV', { timeout: 60_000 }, async () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  await runScript('generate', '--kind', 'uniform', '--rows', '600', '--sources', '2', '--out', at('rows.csv'));
  const [header, ...lines] = readFileSync(at('rows.csv'), 'utf8').trimEnd().split('\n');
  const cell = (text: string) => (Number.isNaN(Number(text)) ? text : Number(text));
  const rows = lines.map((line) => {
    const cells = line.split(',').map(cell);
    return Object.fromEntries(header.split(',').map((name, i) => [name, cells[i]]));
  });
  writeFileSync(at('rows.parquet'), parquetOf(rows, 200));

  const [csv, parquet] = await Promise.all(
    ['csv', 'parquet'].map(async (kind) => {
      const data = ['--data', at(`rows.${kind}`)];
      const model = ['--model', at(`model-${kind}`)];
      const runs = [
        await runScript('train', ...data, '--out', at(`model-${kind}`)),
        await runScript('threshold', ...model, ...data, '--contamination', '0.04'),
        await runScript('evaluate', ...model, ...data),
        await runScript('score', ...model, ...data, '--columns', 'timestamp', '--out', at(`scores-${kind}`)),
        firstLine(await runScript('compare', ...data)),
      ];
      const said = runs.map(({ exitCode, stdout, stderr }) => ({ exitCode, stderr, stdout: plain(stdout, kind) }));
      return { said, scores: readFileSync(at(`scores-${kind}`), 'utf8') };
    }),
  );
  expect(csv.said.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0, 0]);
  expect(parquet).toEqual(csv);
});

/** Of what ends in times that something took. */
function firstLine(run: ScriptRun): ScriptRun {
  return { ...run, stdout: run.stdout.split('\n')[0] };
}

/** Without what names the file. */
function plain(stdout: string, kind: string): string {
  return stdout.replaceAll(kind, 'KIND').replaceAll(' (Parquet)', '');
}

describe('no file is lost', () => {
  const rows = 'a,label\n1,0\n2,0\n3,1\n';

  async function trained(): Promise<{ model: string; data: string }> {
    const model = temporaryFolder();
    const data = temporaryFile('rows.csv', rows);
    await runScript('train', '--data', data, '--out', model);
    return { model, data };
  }

  test('to an output of the same name', async () => {
    const { model, data } = await trained();
    const link = join(temporaryFolder(), 'link.csv');
    symlinkSync(data, link);
    const other = join(model, 'out');
    const commands = [
      ['score', '--model', model, '--data', data, '--out', data],
      ['score', '--model', model, '--data', data, '--out', link],
      ['score', '--model', model, '--data', data, '--out', other, '--report', data],
      ['evaluate', '--model', model, '--data', data, '--json', data],
      ['generate', '--rows', '9', '--out', other, '--truth', `${model}/../${basename(model)}/out`],
    ];
    for (const [name, ...flags] of commands) {
      const { exitCode, stderr } = await runScript(name, ...flags);
      expect({ exitCode, stderr }).toEqual({
        exitCode: 2,
        stderr: expect.stringMatching(/^error: --\w+ and --\w+ are the same file/),
      });
    }
    expect(readFileSync(data, 'utf8')).toBe(rows);
    expect(existsSync(other)).toBe(false);
  });

  test('to a command that fails', async () => {
    const { model } = await trained();
    const data = temporaryFile('bad.csv', 'a\n1\nx\n');
    const out = temporaryFile('scores.csv', 'the scores of yesterday');
    expect(await runScript('score', '--model', model, '--data', data, '--out', out)).toMatchObject({ exitCode: 1 });
    expect(readFileSync(out, 'utf8')).toBe('the scores of yesterday');
    expect(readdirSync(dirname(out))).toEqual(['scores.csv']);
  });
});
