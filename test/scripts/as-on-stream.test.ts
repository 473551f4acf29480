import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runScriptIn } from '../support/run-script.ts';
import { normals } from '../support/streams.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** Rows of a counter and a temperature with a day of its own; a number stands where there is none. */
function rows(): string {
  const normal = normals(3);
  const lines = ['timestamp,source,temp,sent'];
  for (let i = 0; i < 900; i++) {
    const temp = i % 30 === 7 ? -200 : (20 + 5 * Math.sin(i / 8) + normal() + (i % 90 === 80 ? 9 : 0)).toFixed(2);
    lines.push([new Date(Date.UTC(2024, 0, 1) + i * 1_800_000).toISOString(), 'pump', temp, 40 * i].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Trains on the rows, and makes what `score` writes and says of them with a weir.json, or without one. */
async function scorer() {
  const folder = temporaryFolder();
  const [data, model] = [join(folder, 'rows.csv'), join(folder, 'model')];
  writeFileSync(data, rows());
  const flags = ['--data', data, '--features', 'temp', '--alert-budget', '1%', '--out', model];
  expect(await runScriptIn(folder, 'train', ...flags)).toMatchObject({ exitCode: 0, stderr: '' });
  return (settings: object | undefined, ...more: string[]) => scoredWith({ data, model }, settings, more);
}

async function scoredWith(
  { data, model }: Readonly<Record<'data' | 'model', string>>,
  settings: object | undefined,
  more: readonly string[],
) {
  const folder = temporaryFolder();
  if (settings) writeFileSync(join(folder, 'weir.json'), JSON.stringify(settings));
  const out = join(folder, 'scores.csv');
  const flags = ['--model', model, '--data', data, '--out', out, ...more];
  const { stdout, stderr } = await runScriptIn(folder, 'score', ...flags);
  const scores = stderr === '' ? readFileSync(out, 'utf8') : stderr;
  const incidents = /^[\d,]+ incidents?(?=,)/m.exec(stdout)?.[0];
  return { scores, incidents, notice: stdout.split('\n').find((line) => line.startsWith('as weir.json says: ')) };
}

describe('a file is judged as the stream that weir.json speaks of', () => {
  test('as its settings say, and in one line', async () => {
    const scored = await scorer();
    const settings = { counters: ['sent'], timeZone: 'Asia/Kolkata', sensitivity: 'high', missingValues: [-200] };
    const fromFile = await scored(settings);
    const flags = ['--counter', 'sent', '--time-zone', 'Asia/Kolkata', '--sensitivity', 'high', '--missing-value=-200'];
    const fromFlags = await scored(undefined, ...flags);
    expect(fromFile.scores).toBe(fromFlags.scores);
    expect(fromFile.scores).not.toBe((await scored(undefined)).scores);
    expect([fromFile.notice, fromFlags.notice]).toEqual([
      'as weir.json says: counters sent; timeZone Asia/Kolkata; sensitivity high; missingValues -200',
      undefined,
    ]);
  }, 60_000);

  test('unless an option says otherwise', async () => {
    const scored = await scorer();
    const overridden = await scored({ counters: ['temp'] }, '--counter', 'sent');
    expect(overridden.scores).toBe((await scored(undefined, '--counter', 'sent')).scores);
    expect(overridden.notice).toBe('as weir.json says: counters temp (an option says otherwise)');
  }, 60_000);

  test('with incidents that end when its settings say', async () => {
    const scored = await scorer();
    const [usual, long] = [await scored({}), await scored({ cooldownSeconds: 86_400 })];
    expect(long.scores).toBe(usual.scores);
    expect(Number.parseInt(usual.incidents!, 10)).toBeGreaterThan(1);
    expect(Number.parseInt(long.incidents!, 10)).toBeLessThan(Number.parseInt(usual.incidents!, 10));
    expect(long.notice).toBe('as weir.json says: cooldownSeconds 86400');
  }, 60_000);

  test('by its rows alone where sources have no past', async () => {
    const scored = await scorer();
    const without = await scored({ sourceState: 'off' });
    expect(without.scores).not.toMatch(/,(stream|step),/);
    expect(without.notice).toBe('as weir.json says: sourceState off');
  }, 60_000);

  test('not at all while the file is wrong', async () => {
    const scored = await scorer();
    expect((await scored({ timeZone: 'Mars' })).scores).toMatch(
      'setting timeZone in weir.json must be the name of a time zone',
    );
  }, 60_000);
});
