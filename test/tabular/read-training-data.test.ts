import { describe, expect, test } from 'vitest';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

const trainOn = async (files: string[], flags?: ColumnFlags, rows?: number) =>
  readTrainingData(await chooseColumns(files, flags, { rows }));
const csv = (...lines: string[]) => temporaryFile('rows.csv', `${lines.join('\n')}\n`);
/** `count` rows of the columns that a function of the row's index gives. */
const rowsOf = (count: number, row: (i: number) => unknown[]) =>
  Array.from({ length: count }, (_, i) => row(i).join(','));
const wobble = (i: number) => Math.sin(i * 12.9898) * 43.7;

describe('training data', () => {
  test('are the numeric columns that have no other part, row after row', async () => {
    const file = csv(
      'timestamp,source,id,a,note,b,label',
      '2024-01-01 00:00:00,pump,7,1.5,hello,10,0',
      '2024-01-01T00:01:00Z,pump,8,,world,-2e1,1',
    );
    const data = await trainOn([file]);
    expect(data.features).toEqual(['a', 'b']);
    expect([...data.rows]).toEqual([1.5, 10, Number.NaN, -20]);
    expect([...data.timestampsMs!]).toEqual([Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 1, 0, 1)]);
  });

  test('have a number for each source that they name', async () => {
    const data = await trainOn([csv('source,a', 'pump,1', 'fan,2', 'pump,3')]);
    expect([...data.sources!]).toEqual([0, 1, 0]);
    expect(await trainOn([csv('a', '1')])).not.toHaveProperty('sources');
    const [one, two] = ['one.csv', 'two.csv'].map((name) => temporaryFile(name, 'a\n1\n'));
    expect([...(await trainOn([one, two])).sources!]).toEqual([0, 1]);
  });

  test('have the labels that are named, which are no features, blank ones undefined', async () => {
    const file = csv('a,merchant,b', '1,70,2', '3,,4');
    const data = await trainOn([file], { labels: ['merchant'] });
    expect(data).toMatchObject({ features: ['a', 'b'], labels: { merchant: ['70', undefined] } });
    expect(await trainOn([file])).toMatchObject({ features: ['a', 'merchant', 'b'] });
    const lines = temporaryFile('rows.jsonl', '{"features":{"a":1},"labels":{"merchant":"x","label":"0"}}\n');
    expect(await trainOn([lines], { labels: ['merchant'] })).toMatchObject({ labels: { merchant: ['x'] } });
    await expect(trainOn([csv('a', '1')], { labels: ['shop'] })).rejects.toThrow(
      "there is no column 'shop', the file has 'a'",
    );
  });

  test('are only the named features, in that order', async () => {
    const file = csv('a,b,c', '1,2,3', '4,5,6');
    const data = await trainOn([file], { features: ['c', 'a'] });
    expect(data).toMatchObject({ features: ['c', 'a'], rows: Float64Array.of(3, 1, 6, 4) });
    expect(data).not.toHaveProperty('timestampsMs');
  });

  test('come from several files by name, up to a limit', async () => {
    const files = [csv('a,b', '1,2', '3,4'), csv('b,a', '6,5', '8,7')];
    expect([...(await trainOn(files)).rows]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...(await trainOn(files, {}, 3)).rows]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('say where each row stands, by file and line', async () => {
    const one = temporaryFile('one.csv', 'a,b\n\n1,"x\ny"\n2,z\n');
    const two = temporaryFile('two.csv', 'a,b\n3,z\n');
    const { placeOf } = await trainOn([one, two]);
    expect([0, 1, 2].map((row) => placeOf?.(row))).toEqual(['one.csv, line 4', 'one.csv, line 5', 'two.csv, line 2']);
  });

  test('have no value where a cell says what means that there is none, and name the numbers that do', async () => {
    const file = csv('timestamp,a,b', '-200,-200,1', '-200,1e0,-200.0', '-200,2,off', '-200, Off ,-2e2', '7,-2000,3');
    const data = await trainOn([file], { missingValues: ['-200', 'OFF'] });
    expect(data.features).toEqual(['a', 'b']);
    const { NaN: none } = Number;
    expect([...data.rows]).toEqual([none, 1, 1, none, 2, none, none, none, -2000, 3]);
    expect(data.missingValues).toEqual([-200]);
    expect([...data.timestampsMs!]).toEqual([-200_000, -200_000, -200_000, -200_000, 7000]);
    expect(await trainOn([csv('a', '1')])).not.toHaveProperty('missingValues');
  });

  test('leave out what is ignored and columns without a number', async () => {
    const file = csv('a,b,empty', '1,2,', '3,4,nan');
    expect((await trainOn([file], { ignore: ['b'] })).features).toEqual(['a']);
  });

  test('keep their values when there are more rows than the first guess', async () => {
    const file = csv('a,b', ...rowsOf(5000, (i) => [wobble(i), -wobble(i)]));
    const { rows } = await trainOn([file]);
    expect(rows).toHaveLength(10_000);
    expect(rows[9998]).toBe(wobble(4999));
    expect(rows[9999]).toBe(-wobble(4999));
  });
});

describe('training data are refused with a hint when', () => {
  test.each([
    [
      'a text column is named as a feature',
      ['a,b', '1,x'],
      { features: ['b'] },
      /line 2, column 'b': 'x' is not a number/,
    ],
    [
      'a column turns from numbers to text',
      ['a', '1', '2', 'oops'],
      {},
      /line 4, column 'a': 'oops' is not a number.*--ignore/,
    ],
    ['a number is out of range', ['a', '1', '1e999'], {}, /line 3, column 'a': '1e999' is not a number/],
    [
      'a named column is not there',
      ['a,b', '1,2'],
      { features: ['c'] },
      /there is no column 'c', the file has 'a', 'b'/,
    ],
    ['an ignored column is not there', ['a,b', '1,2'], { ignore: ['c'] }, /there is no column 'c'/],
    ['a label column is not there', ['a,b', '1,2'], { labelColumn: 'fraud' }, /there is no column 'fraud'/],
    ['the label is named as a feature', ['a,label', '1,0'], { features: ['a', 'label'] }, /'label': it is the label/],
    [
      'no column holds numbers',
      ['a', 'x'],
      {},
      /no column left holds numbers: a \(text, line 2 has 'x'\); if something else .* --delimiter/,
    ],
    [
      'a named feature holds nothing',
      ['a,b', '1,', '2,'],
      { features: ['a', 'b'] },
      /column 'b': it holds no number at all/,
    ],
    ['there are no rows', ['a,b'], {}, /there are no rows after the header/],
    [
      'a time cannot be read',
      ['timestamp,a', 'yesterday,1'],
      {},
      /line 2, column 'timestamp': 'yesterday' is not a time/,
    ],
  ])('%s', async (_, lines, flags, sentence) => {
    await expect(trainOn([csv(...lines)], flags)).rejects.toThrow(sentence);
  });

  test('a column counts the rows, though a few are out of order', async () => {
    const file = csv('transaction,a', ...rowsOf(200, (i) => [1000 + (i % 50 === 0 ? i + 2 : i), wobble(i)]));
    await expect(trainOn([file])).rejects.toThrow(/'transaction' looks like an id.*--ignore transaction,/);
    expect((await trainOn([file], { ignore: ['transaction'] })).features).toEqual(['a']);
    expect((await trainOn([file], { features: ['transaction'] })).features).toEqual(['transaction']);
  });

  test('a column determines the label', async () => {
    const file = csv(
      'a,kind,label',
      ...rowsOf(200, (i) => [wobble(i), i % 20 === 0 ? 1 + (i % 3) : 0, i % 20 === 0 ? 1 : 0]),
    );
    await expect(trainOn([file])).rejects.toThrow(/'kind' determines the label.*--ignore kind/);
  });

  test('but not because a measurement rises with every row', async () => {
    const file = csv('level', ...rowsOf(200, (i) => [i + 0.5]));
    expect((await trainOn([file])).features).toEqual(['level']);
  });

  test('but not because a measurement has distinct values or a category goes with both labels', async () => {
    const file = csv('a,weekday,label', ...rowsOf(200, (i) => [wobble(i), i % 7, i % 20 === 0 ? 1 : 0]));
    expect((await trainOn([file])).features).toEqual(['a', 'weekday']);
  });
});
