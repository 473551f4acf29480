import { describe, expect, test } from 'vitest';
import { readRows } from '../../tabular/read-rows.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

const csv = (...lines: string[]) => temporaryFile('rows.csv', `${lines.join('\n')}\n`);

describe('rows', () => {
  test('have their features in the order asked for and their parts by the usual names', async () => {
    const file = csv('id,b,label,a,source,timestamp', 'x-1,2,1,,pump,1700000000');
    expect(await Array.fromAsync(readRows(file, ['a', 'b']))).toEqual([
      {
        index: 0,
        line: 2,
        values: Float64Array.of(Number.NaN, 2),
        source: 'pump',
        timestampMs: 1_700_000_000_000,
        label: true,
        id: 'x-1',
      },
    ]);
  });

  test('take source, timestamp and label from the columns that flags name', async () => {
    const file = csv('card,at,fraud,amount', '77,2024-05-01T12:00:00+02:00,false,9.5');
    const flags = { sourceColumn: 'card', timestampColumn: 'at', labelColumn: 'fraud' };
    const [row] = await Array.fromAsync(readRows(file, ['amount'], flags));
    expect(row).toMatchObject({ source: '77', timestampMs: Date.UTC(2024, 4, 1, 10), label: false });
  });

  test('have no value where a cell says what means that there is none', async () => {
    const file = csv('a,b,label', '-200,0,0', 'off,1,1');
    const read = await Array.fromAsync(readRows(file, ['b', 'a'], { missingValues: ['-200', '0', 'off'] }));
    expect(read.map(({ values, label }) => [...values, label])).toEqual([
      [Number.NaN, Number.NaN, false],
      [1, Number.NaN, true],
    ]);
  });

  test.each([
    ['a label that is none', ['a,label', '1,maybe'], /line 2, column 'label': 'maybe' is not a label, wanted 0 or 1/],
    ['text for a feature', ['a', '1', 'x'], /line 3, column 'a': 'x' is not a number, and a feature needs numbers$/],
    ['a feature without a column', ['b', '1'], /there is no column 'a', the file has 'b'/],
  ])('end at %s', async (_, lines, sentence) => {
    await expect(Array.fromAsync(readRows(csv(...lines), ['a']))).rejects.toThrow(sentence);
  });
});
