import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openTable } from '../../tabular/read-table.ts';
import { TableError } from '../../tabular/table-error.ts';
import { temporaryFile, temporaryFolder } from '../support/temporary-folder.ts';

async function read(file: string) {
  const table = await openTable(file);
  const rows = [];
  for await (const row of table.rows) rows.push(row);
  return { header: table.header, rows };
}

const refusal = async (content: string | Uint8Array) => {
  const error = await read(temporaryFile('rows.csv', content)).catch((cause) => cause);
  expect(error).toBeInstanceOf(TableError);
  return error.message.replace(/^.*rows\.csv/, 'rows.csv');
};

describe('a table', () => {
  test('gives every row with the line it stands on', async () => {
    const { header, rows } = await read(temporaryFile('rows.csv', '\ufeffa,b\r\n1,"two\nlines"\r\n\r\n3,4\r\n'));
    expect(header).toEqual(['a', 'b']);
    expect(rows).toEqual([
      { index: 0, line: 3, fields: ['1', 'two\nlines'] },
      { index: 1, line: 5, fields: ['3', '4'] },
    ]);
  });

  test('keeps space around a text only where it is quoted, and around a name never', async () => {
    const { header, rows } = await read(temporaryFile('rows.csv', 'a, b ," c "\nx , "y" ," z"\n'));
    expect(header).toEqual(['a', 'b', 'c']);
    expect(rows).toEqual([{ index: 0, line: 2, fields: ['x', 'y', ' z'] }]);
  });

  test('is unpacked when it is gzip, whatever its name', async () => {
    const { rows } = await read(temporaryFile('rows.csv', gzipSync('a,b\n1,2\n')));
    expect(rows).toEqual([{ index: 0, line: 2, fields: ['1', '2'] }]);
  });
});

describe('rows before a fault are given before it is told:', () => {
  const before = Array.from({ length: 40 }, (_, i) => [String(i), '5']);
  const text = (rows: string[]) => `a,b\n${[...before.map((row) => row.join()), ...rows].join('\n')}\n`;

  test.each([
    ['a quote that is never closed', text(['"7,8', '9,10'])],
    ['a stray quote', text(['7,8"9', '9,10'])],
    ['a ragged row', text(['7', '9,10'])],
    ['a line that is no JSON', `${before.map(([a, b]) => `{"a":"${a}","b":${b}}`).join('\n')}\n{"a":\n`],
  ])('%s', async (_, content) => {
    const fields: (readonly string[])[] = [];
    const { rows } = await openTable(temporaryFile('rows.csv', content));
    const reading = (async () => {
      for await (const row of rows) fields.push(row.fields);
    })();
    await expect(reading).rejects.toThrow(TableError);
    expect(fields).toEqual(before);
  });
});

describe('a bad file gets one sentence with file and line:', () => {
  test('missing', async () => {
    await expect(openTable('no-such-file.csv')).rejects.toThrow('no-such-file.csv: there is no such file');
  });

  test('a device', async () => {
    await expect(openTable('/dev/null')).rejects.toThrow('wanted a file, which is read twice, got a pipe or a device');
  });

  test('a folder', async () => {
    await expect(openTable(temporaryFolder())).rejects.toThrow('this is a folder, wanted a file of rows');
  });

  test.each([
    ['empty', '', 'rows.csv: the file is empty, wanted a header line and rows'],
    ['a name twice in the header', 'a,b,a\n1,2,3\n', "rows.csv, line 1, column 'a': the header names it twice"],
    ['ragged', 'a,b\n1,2\n3\n', 'rows.csv, line 3: the row has 1 fields, wanted 2 as in the header'],
    ['an open quote', 'a,b\n1,2\n"3,4\n5,6\n7,8\n', 'rows.csv, line 3: a quote is opened here and never closed'],
    ['a stray quote', 'a,b\n1,2"3\n', 'rows.csv, line 2: a quote stands inside an unquoted field'],
    ['a stray quote at the end', 'a,b\n1,"2"3\n', 'rows.csv, line 2: a quoted field goes on after its closing quote'],
    ['half a gzip file', gzipSync('a,b\n1,2\n').subarray(0, 18), /rows\.csv: the gzip data are damaged or cut off/],
  ])('%s', async (_, content, sentence) => {
    const message = await refusal(content);
    if (typeof sentence === 'string') expect(message).toBe(sentence);
    else expect(message).toMatch(sentence);
  });

  test('a row without end', async () => {
    expect(await refusal(`a,b\n1,2\n"${'x'.repeat(5 * 1024 * 1024)}\n`)).toBe(
      'rows.csv, line 3: the row is longer than 4 MiB, is a quote left open?',
    );
  });
});
