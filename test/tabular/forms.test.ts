import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openTable } from '../../tabular/read-table.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

/** A table by its lines; rows as texts. */
async function read(content: string | Uint8Array, flags = {}) {
  const { header, rows } = await openTable(temporaryFile('rows.txt', content), flags);
  return { header, rows: (await Array.fromAsync(rows)).map(({ fields }) => fields) };
}
const refusal = async (content: string | Uint8Array, flags = {}) =>
  (await read(content, flags).catch((error) => error)).message.replace(/^.*rows\.txt/, 'rows.txt');
const lines = (...all: string[]) => `${all.join('\n')}\n`;

describe('columns are told apart', () => {
  const expected = {
    header: ['temp', 'flow'],
    rows: [
      ['21.5', '5'],
      ['20.1', '6'],
    ],
  };

  test.each([',', ';', '\t', '|'])('when they are separated by %j', async (delimiter) => {
    expect(await read(lines('temp,flow', '21.5,5', '20.1,6').replaceAll(',', delimiter))).toEqual(expected);
  });

  test('by the delimiter that leaves the cells numbers, when two would fit', async () => {
    const content = lines('temp (C, mean);flow (l, mean)', '21,5;5,1', '20,1;6,2');
    expect((await read(content)).header).toEqual(['temp (C, mean)', 'flow (l, mean)']);
  });

  test('by the one that is told', async () => {
    expect(await read(lines('temp:flow', '21.5:5', '20.1:6'), { delimiter: ':' })).toEqual(expected);
  });

  test("by the one that Excel's first line names", async () => {
    expect(await read(lines('sep=|', 'temp|flow', '21.5|5', '20.1|6'))).toEqual(expected);
    expect(await read(lines('sep=\t', 'temp\tflow', '21.5\t5', '20.1\t6'))).toEqual(expected);
  });

  test('also below a line that names another', async () => {
    expect(await read(lines('sep=;', 'temp,flow', '21.5,5', '20.1,6'))).toEqual(expected);
    expect((await read(lines('sep=;', 'temp', '21,5'), { decimal: ',' })).rows).toEqual([['21,5']]);
  });

  test('not when decimal commas stand between others, or a title above the names', async () => {
    expect(await refusal(lines('temp,flow', '21,5,5,1'))).toContain(
      'the row has 4 fields, wanted 2 as in the header: where these are decimal commas, put them in quotes and say --decimal ,',
    );
    expect(await refusal(lines('temp', '21,5'))).toContain("decimal commas, say --delimiter ';' --decimal ,");
    expect(await refusal(lines('Plant 5,,', 'temp,flow,power', '21,5,100'))).toBe(
      'rows.txt, line 1: it names too few columns to be the header, and the names stand below it: ' +
        "delete the line 'Plant 5'",
    );
  });

  test('with a comma as decimal mark, also between quoted numbers', async () => {
    expect((await read(lines('a,b', '"1,5","2,5"'), { decimal: ',' })).rows).toEqual([['1,5', '2,5']]);
    expect((await read(lines('a', '1,5'), { delimiter: ';', decimal: ',' })).rows).toEqual([['1,5']]);
  });

  test('though spaces stand before quotes, and delimiters after the last field', async () => {
    expect(await read(lines('temp, "flow"', '21.5,5,', '20.1,6,'))).toEqual(expected);
    expect(await read(lines('temp,flow,', '21.5,5', '20.1,6,'))).toMatchObject({ header: ['temp', 'flow', ''] });
  });

  test('not when spaces alone stand between them', async () => {
    expect(await refusal(lines('temp flow', '21.5 5', '20.1 6'))).toBe(
      "rows.txt, line 1: the columns are separated by spaces, wanted , ; tab or | between them, as of: tr -s ' ' ','",
    );
  });

  test('not when rows have more fields than a header of one, which stands further down', async () => {
    expect(await refusal(lines('Logger 7', '', 'temp,flow', '21,5'))).toBe(
      "rows.txt, line 3: the row has 2 fields, wanted 1 as in the header ('Logger 7'): " +
        'if that is none, delete what stands before it, or say --delimiter',
    );
  });
});

describe('what is no row is passed over:', () => {
  const rows = [
    ['21', '5'],
    ['20', '6'],
  ];

  test.each([
    ['comments above the header', lines('# logger 2', '# "site" 7', 'temp,flow', '21,5', '20,6')],
    ['comments between rows', lines('temp,flow', '21,5', '# moved', '20,6')],
    ['a header that comes again', lines('temp,flow', '21,5', 'temp,flow', '20,6')],
    ['a header that stands twice', lines('temp,flow', 'temp,flow', '21,5', '20,6')],
    ['a row of units', lines('temp,flow', 'degC,l/s', '21,5', '20,6')],
    ['a row of units in brackets', lines('temp,flow', '[C],[C]', '21,5', '20,6')],
  ])('%s', async (_, content) => {
    expect(await read(content)).toEqual({ header: ['temp', 'flow'], rows });
  });

  test("InfluxDB's annotations, with all its tables", async () => {
    const block = ['#group,false,true', '#datatype,string,double', '#default,_result,', ',result,_value'];
    const content = lines(...block, ',,1.5', ',,2.5', '', ...block, ',,3.5');
    expect((await read(content)).rows).toEqual([
      ['', '', '1.5'],
      ['', '', '2.5'],
      ['', '', '3.5'],
    ]);
  });

  test('and said, with how often', async () => {
    const file = temporaryFile('rows.csv', lines('temp,flow', 'degC,l/s', '21,5', '# moved', 'temp,flow', '20,6'));
    const table = await openTable(file);
    await Array.fromAsync(table.rows);
    expect(table.passedOver).toEqual({ units: { line: 2, text: 'degC, l/s' }, comments: 1, repeatedHeaders: 1 });
  });

  test.each([
    ['a row that begins with #N/A', lines('temp,flow', '#N/A,5'), [['#N/A', '5']]],
    ['a source called #1', lines('source,temp', '#1,5'), [['#1', '5']]],
    [
      'a first row of one and the same text',
      lines('temp,flow', 'ERR,ERR', '21,5'),
      [
        ['ERR', 'ERR'],
        ['21', '5'],
      ],
    ],
    [
      'a first row of infinities',
      lines('in,out', 'Infinity,-inf', '21,5'),
      [
        ['Infinity', '-inf'],
        ['21', '5'],
      ],
    ],
    ['a column called #', lines('#,temp', '1,5'), [['1', '5']]],
  ])('but not %s', async (_, content, expected) => {
    expect((await read(content)).rows).toEqual(expected);
  });
});

describe('letters are decoded', () => {
  const text = lines('temp °C,flow', '21,5');
  const utf16 = Buffer.from(text, 'utf16le');

  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 LE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 LE without one', utf16],
    ['UTF-16 BE with a mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16 BE without one', Buffer.from(utf16).swap16()],
    ['UTF-16 in gzip', gzipSync(utf16)],
  ])('from %s', async (_, bytes) => {
    expect(await read(bytes)).toEqual({ header: ['temp °C', 'flow'], rows: [['21', '5']] });
  });

  test('from Windows-1252 when that is said, but not against a byte order mark', async () => {
    const bytes = Buffer.concat([Buffer.from('price '), Buffer.of(0x80), Buffer.from(',b\n1,2\n')]);
    expect((await read(bytes, { encoding: 'windows-1252' })).header).toEqual(['price €', 'b']);
    expect((await read(`\ufeff${text}`, { encoding: 'windows-1252' })).header).toEqual(['temp °C', 'flow']);
  });

  test('or the file is refused with the line, the byte and the way out, however far down', async () => {
    const bad = Buffer.concat([Buffer.from(`a,b\n${'1,ü\n'.repeat(50_000)}2,`), Buffer.of(0xfc), Buffer.from('\n')]);
    expect(await refusal(bad)).toBe(
      'rows.txt, line 50002: the byte 0xFC is not UTF-8: say how the file is written with --encoding ' +
        '(Excel on Windows: --encoding windows-1252)',
    );
  });

  test('in no encoding that nobody knows', async () => {
    expect(await refusal(text, { encoding: 'cp999' })).toContain("there is no encoding 'cp999', wanted one like utf-8");
  });
});

describe('what is no table is called what it is:', () => {
  test.each([
    ['a workbook', Buffer.from('PK\x03\x04 [Content_Types].xml'), 'this is an Excel workbook (xlsx)'],
    ['a workbook in gzip', gzipSync('PK\x03\x04 xl/workbook.xml'), 'this is an Excel workbook (xlsx)'],
    ['a sheet of OpenDocument', Buffer.from('PK\x03\x04 opendocument.spreadsheet'), '(ods)'],
    ['a zip archive', Buffer.from('PK\x03\x04 rows.csv'), 'this is a zip archive'],
    ['an old workbook', Buffer.from('\xd0\xcf\x11\xe0\xa1', 'latin1'), 'this is an Excel workbook (xls)'],
    ['gzip in gzip', gzipSync(gzipSync('a,b\n1,2\n')), 'this is packed with gzip twice'],
    ['UTF-32', Buffer.from('\xff\xfe\0\0a\0\0\0', 'latin1'), 'this is text in UTF-32'],
    ['a pickle', Buffer.from('\x80\x04\x95\x10', 'latin1'), 'this is a Python pickle'],
    ['zeros', Buffer.alloc(50), 'this is no text: it begins with a zero byte'],
    ['a PDF', Buffer.from('%PDF-1.7'), 'this is a PDF document'],
    ['SQLite', Buffer.from('SQLite format 3\0'), 'this is an SQLite database'],
    ['a tar archive', Buffer.from(`rows.csv${'\0'.repeat(249)}ustar`), 'this is a tar archive'],
    ['a page', '<!doctype html><html><title>502 Bad Gateway</title>', "this is an HTML page ('502 Bad Gateway')"],
    ['an error of S3', '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code>', "this is XML ('AccessDenied')"],
    ['an error in JSON', '{"message":"Internal server error"}', 'looks like the error of a service, no rows'],
    ['ARFF', '% KDD\n@relation kdd\n', 'this is an ARFF file'],
    ['a pointer of Git LFS', 'version https://git-lfs.github.com/spec/v1\n', 'git lfs pull'],
    [
      'JSON over several lines',
      '{\n "a": 1\n}',
      'this is JSON, but not an object a line, wanted JSON Lines, as of: jq -c .',
    ],
    ['a JSON array', '[{"a":1},{"a":2}]', "jq -c '.[]' FILE"],
    ['arrays without names', '[1,2]\n[3,4]\n', 'an array of values without names'],
  ])('%s', async (_, content, sentence) => {
    expect(await refusal(content)).toContain(sentence);
  });

  test('but a column may be called as other files begin', async () => {
    expect((await read(lines('ORC,temp', '1,2'))).header).toEqual(['ORC', 'temp']);
  });
});
