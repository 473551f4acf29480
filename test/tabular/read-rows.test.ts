import { describe, expect, test } from 'vitest';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

const read = async (file: string, features: string[], flags: ColumnFlags = {}) =>
  Array.fromAsync(
    readRows(await chooseColumns([file], { ...flags, features }, { badRowsLater: true, modelFeatures: features })),
  );
const csv = (...lines: string[]) => temporaryFile('rows.csv', `${lines.join('\n')}\n`);

describe('rows', () => {
  test('have their features in the order asked for and their parts by the usual names', async () => {
    const file = csv('id,b,label,a,source,timestamp', 'x-1,2,1,,pump,1700000000');
    expect(await read(file, ['a', 'b'])).toEqual([
      {
        file,
        index: 0,
        line: 2,
        values: Float64Array.of(Number.NaN, 2),
        source: 'pump',
        timestampMs: 1_700_000_000_000,
        label: true,
        id: 'x-1',
        fields: ['x-1', '2', '1', '', 'pump', '1700000000'],
      },
    ]);
  });

  test('take source, timestamp and label from the columns that flags name', async () => {
    const file = csv('card,at,fraud,amount', '77,2024-05-01T12:00:00+02:00,false,9.5');
    const flags = { sourceColumn: 'card', timestampColumn: 'at', labelColumn: 'fraud' };
    const [row] = await read(file, ['amount'], flags);
    expect(row).toMatchObject({ source: '77', timestampMs: Date.UTC(2024, 4, 1, 10), label: false });
  });

  test('have no value where a cell says what means that there is none', async () => {
    const file = csv('a,b,label', '-200,0,0', 'off,1,1');
    const rows = await read(file, ['b', 'a'], { missingValues: ['-200', '0', 'off'] });
    expect(rows.map(({ values, label }) => [...values, label])).toEqual([
      [Number.NaN, Number.NaN, false],
      [1, Number.NaN, true],
    ]);
  });

  test.each([
    [
      'text for a feature',
      ['a', '1', 'x'],
      /line 3, column 'a': 'x' is not a number, and a feature needs numbers: mend it/,
    ],
    ['a feature without a column', ['b', '1'], /there is no column 'a', the file has 'b'/],
  ])('end at %s', async (_, lines, sentence) => {
    await expect(read(csv(...lines), ['a'])).rejects.toThrow(sentence);
  });
});
