import { describe, expect, test } from 'vitest';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { describeChoice } from '../../tabular/describe-choice.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import { readRowsInTime } from '../../tabular/rows-in-time.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

const csv = (name: string, ...lines: string[]) => temporaryFile(name, `${lines.join('\n')}\n`);
const rows = (...lines: string[]) => csv('rows.csv', 'timestamp,source,a', ...lines);
const valuesOf = async (files: string[], flags: ColumnFlags = {}) => {
  const read = readRowsInTime(await chooseColumns(files, { features: ['a'], ...flags }));
  return (await Array.fromAsync(read)).map(({ values }) => values[0]);
};

describe('rows in the order of time', () => {
  test('are those of the file where each source is in order, however the sources are mixed', async () => {
    const file = rows('2024-01-02,p,1', '2024-01-01,q,2', '2024-01-03,p,3', '2024-01-03,p,4', '2024-01-02,q,5');
    expect((await chooseColumns([file])).outOfOrder).toBeUndefined();
    expect(await valuesOf([file])).toEqual([1, 2, 3, 4, 5]);
  });

  test('are put in order where one source goes back; rows of one time stay as they stand', async () => {
    const file = rows('2024-01-02,p,2', '2024-01-01,p,1', '2024-01-02,p,3', '2024-01-02,q,4', '2024-01-01,q,5');
    expect(await valuesOf([file])).toEqual([1, 5, 2, 3, 4]);
  });

  test('without a time are of that of the row before, at the beginning of the earliest', async () => {
    const file = rows(',p,0', '2024-01-02,p,2', ',p,3', '2024-01-01,p,1');
    expect(await valuesOf([file])).toEqual([0, 1, 2, 3]);
    const read = await Array.fromAsync(readRows(await chooseColumns([file])));
    expect(read.map(({ timestampMs }) => new Date(timestampMs!).getUTCDate())).toEqual([1, 2, 2, 1]);
  });

  test('of several files are of a source each, unless they name one or are told whose they are', async () => {
    const later = csv('later.csv', 'timestamp,a', '2024-01-03,3', '2024-01-04,4');
    const sooner = csv('sooner.csv', 'timestamp,a', '2024-01-01,1', '2024-01-02,2');
    expect(await valuesOf([later, sooner])).toEqual([3, 4, 1, 2]);
    expect(await valuesOf([later, sooner], { defaultSource: 'pump' })).toEqual([1, 2, 3, 4]);
  });

  test('of more sources than are watched are put in order wherever the time goes back', async () => {
    const many = Array.from({ length: 100_001 }, (_, i) => `2024-01-01,s${i},1`);
    const choice = await chooseColumns([csv('many.csv', ['timestamp,source,a', '2024-01-02,p,0', ...many].join('\n'))]);
    expect(choice.outOfOrder).toMatchObject({ line: 3, before: { line: 2 } });
  });

  test('that are too many to put in order are refused with the line and what to do', async () => {
    const choice = await chooseColumns([rows('2024-01-02,p,2', '2024-01-01,p,1')]);
    const large = { ...choice, rows: 4_000_000 };
    await expect(Array.fromAsync(readRowsInTime(large))).rejects.toThrow(
      "rows.csv, line 3, column 'timestamp': it is before line 2, and 12,000,000 cells are too many to put in order, " +
        '10,000,000 at most: sort the rows by this column, or judge each by itself with --no-timestamp',
    );
    const ordered = { ...large, outOfOrder: undefined };
    expect(await Array.fromAsync(readRowsInTime(ordered))).toEqual(await Array.fromAsync(readRows(choice)));
  });

  test('that are put in order are said to be, with the first line that shows it', async () => {
    const file = rows('2024-01-02,p,2', '2024-01-01,p,1');
    expect(describeChoice(await chooseColumns([file]))).toContain(
      '\nbeware: line 3 is before line 2: the rows are taken in the order of time',
    );
  });
});

describe('beside the features of a model', () => {
  const lines = [
    'timestamp,seq,host,temp,flow,mixed,label',
    ...Array.from({ length: 30 }, (_, i) => `2024-01-01 00:${10 + i},${i},web,${i % 7},${i % 5}.5,${i || 'x'},0`),
  ];
  const chosen = (flags: ColumnFlags = {}) =>
    chooseColumns([csv('rows.csv', ...lines)], flags, { modelFeatures: ['temp'] });

  test('other numbers are taken as the stream gets them, and what the stream would refuse is left out', async () => {
    const { features, besides, leftOut } = await chosen();
    expect([features, besides]).toEqual([['temp', 'flow'], ['flow']]);
    expect(leftOut.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
      'seq: looks like an id or a clock (whole numbers that go up from row to row)',
      "host: text, line 2 has 'web'",
      'mixed: text among its numbers',
    ]);
  });

  test('they are said to be judged by their past alone', async () => {
    expect(describeChoice(await chosen())).toContain('takes temp; by their past alone flow; time timestamp');
  });

  test('nothing is taken that is ignored or not among the features that were named', async () => {
    expect((await chosen({ ignore: ['flow'] })).features).toEqual(['temp']);
    expect((await chosen({ features: ['flow'] })).features).toEqual(['flow']);
  });

  test('nothing is taken where rows have no time', async () => {
    const { features, leftOut } = await chosen({ without: ['timestamp'], ignore: ['timestamp'] });
    expect(features).toEqual(['temp']);
    expect(leftOut).toContainEqual({ name: 'flow', reason: 'no feature of the model' });
  });

  test('a feature of the model must be there, whatever speaks against it', async () => {
    const file = csv('rows.csv', ...lines);
    expect((await chooseColumns([file], {}, { modelFeatures: ['seq'] })).features).toContain('seq');
    await expect(chooseColumns([file], {}, { modelFeatures: ['gone'] })).rejects.toThrow("there is no column 'gone'");
    await expect(chooseColumns([file], {}, { modelFeatures: ['label'] })).rejects.toThrow('it is the label');
  });
});
