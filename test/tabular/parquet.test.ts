import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { type ChoosingOptions, chooseColumns } from '../../tabular/choose-columns.ts';
import { describeChoice } from '../../tabular/describe-choice.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import { openTable } from '../../tabular/read-table.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';
import { TableError } from '../../tabular/table-error.ts';
import { temporaryFile, temporaryFolder } from '../support/temporary-folder.ts';

/** Files that Apache Arrow wrote: test/golden/make_parquet_golden.py. */
const golden = (name: string) => join('test/golden/parquet', `${name}.parquet`);

const written = (columnData: ColumnSource[], rowGroupSize?: number) =>
  temporaryFile('rows', Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize })));

async function complaintOf(reading: Promise<unknown>): Promise<string> {
  const problem = await reading.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(problem).toBeInstanceOf(TableError);
  return (problem as TableError).message;
}

async function cellsOf(file: string): Promise<Record<string, string>[]> {
  const { header, rows } = await openTable(file);
  return (await Array.fromAsync(rows)).map(({ fields }) =>
    Object.fromEntries(header.map((name, i) => [name, fields[i]])),
  );
}

async function rowsOf(files: string[], flags: ColumnFlags = {}, options: ChoosingOptions = {}) {
  const choice = await chooseColumns(files, flags, options);
  return { choice, rows: await Array.fromAsync(readRows(choice)) };
}

/** The rows of `groups.parquet` and of all that hold the same. */
const ROWS = Array.from({ length: 10 }, (_, i) => ({
  source: `pump-${i % 2}`,
  timestamp: `2026-11-20T12:0${i}:00.000Z`,
  temp: i === 5 ? '' : String(20 + i / 2),
  flow: String([5, 7, 6][i % 3]),
  label: i === 7 ? '1' : '0',
}));

describe('a column of a Parquet file is text as CSV would have it', () => {
  test.each([
    ['int32', '21', '-2147483648'],
    ['int64', '21', '4611686018427387905'],
    ['uint64', '21', '18446744073709551615'],
    ['uint8', '21', '255'],
    ['float', '21.5', ''],
    ['double', '21.5', ''],
    ['half', '21.5', '-0.5'],
    ['decimal9', '21.5', '-0.5'],
    ['decimal18', '21.50', '-0.05'],
    ['decimal38', '21', '-12345678901234567890'],
    ['truth', '1', '0'],
    ['text', 'pump-3', '°C'],
    ['category', 'pump-3', 'pump-4'],
    ['bytes', 'pump-3', '0xff00'],
    ['fixed', 'ab', '0xff00'],
    ['date', '2026-11-20', '1969-12-31'],
    ['millis', '2026-11-20T12:30:00.000Z', '1969-12-31T23:59:59.999Z'],
    ['micros', '2026-11-20T12:30:00.000Z', '1969-12-31T23:59:59.999999Z'],
    ['nanos', '2026-11-20T12:30:00.123456789Z', '1969-12-31T23:59:59.999999999Z'],
    ['clock', '12:05:07.250', '00:00:00.000'],
    ['seconds', '12:05:07.000', '23:59:59.999'],
    ['none', '', ''],
  ])('%s', async (name, some, edge) => {
    expect((await cellsOf(golden('types'))).map((cells) => cells[name])).toEqual([some, '', edge]);
  });

  test('times as Impala and older Spark write them', async () => {
    const times = (await cellsOf(golden('int96'))).map(({ nanos }) => nanos);
    expect(times).toEqual(['2026-11-20T12:30:00.123456789Z', '', '1969-12-31T23:59:59.999999999Z']);
  });

  test('a time beyond all dates keeps its number, and is refused where a time is wanted', async () => {
    const data = [9_000_000_000_000_000_000n];
    const type = { type: 'TIMESTAMP', unit: 'MICROS', isAdjustedToUTC: true } as const;
    const schema = [
      { name: 'root', num_children: 2 },
      { name: 'timestamp', type: 'INT64', repetition_type: 'REQUIRED', logical_type: type },
      { name: 'temp', type: 'DOUBLE', repetition_type: 'REQUIRED' },
    ] as const;
    const columnData = [
      { name: 'timestamp', data },
      { name: 'temp', data: [1] },
    ];
    const file = temporaryFile('rows', Buffer.from(parquetWriteBuffer({ columnData, schema: [...schema] })));
    const problem = await complaintOf(rowsOf([file]));
    expect(problem).toContain("rows, row 1, column 'timestamp': '9000000000000000000 micros' is not a time");
  });
});

describe('a Parquet file', () => {
  test.each([
    'groups',
    'pages',
    'checksums',
    'second-pages',
    ...['none', 'snappy', 'gzip', 'brotli', 'zstd'].map((codec) => `packed-${codec}`),
  ])('is read in any groups, pages and encodings, and however it is packed: %s', async (name) => {
    expect(await cellsOf(golden(name))).toEqual(ROWS);
  });

  test('has source, time, label and features as CSV has, with missing values', async () => {
    const { choice, rows } = await rowsOf([golden('groups')]);
    const taken = 'takes temp, flow; time timestamp; source source; label label (1 is an anomaly, 0 usual)';
    expect(describeChoice(choice)).toBe(`${golden('groups')} (Parquet): ${taken}`);
    expect(rows[5]).toMatchObject({
      index: 5,
      source: 'pump-1',
      timestampMs: Date.UTC(2026, 10, 20, 12, 5),
      label: false,
    });
    expect([...rows[5].values]).toEqual([Number.NaN, 6]);
    expect(rows.map(({ label }) => label).indexOf(true)).toBe(7);
  });

  test.each([1, 4, 5, 10])('is read from row %i on', async (fromRow) => {
    const { rows } = await rowsOf([golden('groups')], {}, { fromRow });
    expect(rows.map(({ index }) => index)).toEqual(ROWS.map((_, i) => i).slice(fromRow - 1));
    expect(rows[0].fields).toEqual(Object.values(ROWS[fromRow - 1]));
  });

  test('stands beside files of CSV and JSON Lines with the same columns, and its rows are told by number', async () => {
    const csv = temporaryFile('rows.csv', 'flow,temp\n5,20\n');
    const json = temporaryFile('rows.jsonl', '{"temp":21,"flow":6}\n');
    const choice = await chooseColumns([golden('groups'), csv, json], { features: ['temp', 'flow'] }, { rows: 12 });
    const { rows, placeOf } = await readTrainingData(choice);
    expect([...rows.slice(-4)]).toEqual([20, 5, 21, 6]);
    expect([0, 9, 10, 11].map(placeOf!)).toEqual([
      'groups.parquet, row 1',
      'groups.parquet, row 10',
      'rows.csv, line 2',
      'rows.jsonl, line 1',
    ]);
  });

  test('is told by what is in it: called CSV it is Parquet, and CSV called Parquet is CSV, which is said', async () => {
    const called = join(temporaryFolder(), 'rows.csv');
    copyFileSync(golden('groups'), called);
    expect(await cellsOf(called)).toEqual(ROWS);
    const csv = temporaryFile('rows.parquet', 'temp,flow\n21.5,5\n');
    expect(describeChoice(await chooseColumns([csv]))).toContain(
      'rows.parquet (delimited text, whatever its name): takes',
    );
    const named = temporaryFile('rows.csv', 'PAR1,flow\n21.5,5\n');
    expect(await cellsOf(named)).toEqual([{ PAR1: '21.5', flow: '5' }]);
  });
});

describe('nested columns are read as in JSON Lines', () => {
  test.each([
    ['a struct', 'full', { timestamp: '2026-11-20T12:00:00.000Z', 'labels.label': '0', temp: '21.5', flow: '5' }],
    ['a map', 'map', { temp: '21.5', flow: '' }],
  ])('an observation in its full form, whose features are %s', async (_what, name, cells) => {
    expect((await cellsOf(golden(name)))[0]).toEqual({ source: 'pump-3', ...cells });
  });

  test('other columns that hold objects or lists are texts, which are left out', async () => {
    const { choice, rows } = await rowsOf([golden('nested')]);
    expect(describeChoice(choice)).toContain(
      `takes temp; leaves out: place (text, row 1 has '{"site":"north","floor":"115292150460684...'), last (text, row 1 has '[1.5,2.5]')`,
    );
    expect(rows.map(({ values }) => [...values])).toEqual([[21.5], [22]]);
  });
});

describe('a file that cannot be read is refused in a sentence:', () => {
  const cut = (name: string, end: number) => temporaryFile('rows', readFileSync(golden(name)).subarray(0, end));
  const damaged = 'the Parquet data are damaged, cut off, or of an unknown kind';

  test.each([
    ['one that is cut off', () => cut('groups', -20), `rows: ${damaged} (parquet file invalid (footer != PAR1))`],
    ['one of its first bytes alone', () => cut('groups', 6), `rows: ${damaged}`],
    [
      'one in gzip',
      () => temporaryFile('rows', gzipSync(readFileSync(golden('types')))),
      'rows: this is a Parquet file packed with gzip, wanted rows as text: unpack it: gunzip',
    ],
    [
      'an encrypted one',
      () => temporaryFile('rows', Buffer.from('PARE\0\0PARE')),
      'rows: this is an encrypted Parquet file, wanted',
    ],
    ['one without rows', () => golden('no-rows'), 'no-rows.parquet: there are no rows'],
    [
      'one packed in LZ4',
      () => golden('packed-lz4'),
      'packed-lz4.parquet: its pages are packed with LZ4_RAW, wanted snappy, gzip, zstd, brotli or none: write it with compression="zstd"',
    ],
    [
      'a summary of other files',
      () => golden('summary'),
      "summary.parquet: its rows are in other files ('part-0.parquet'), wanted those",
    ],
    [
      'one with a name twice',
      () =>
        written([
          { name: 'temp', data: [1] },
          { name: ' temp', data: [2] },
        ]),
      "rows, column 'temp': two columns have this name",
    ],
    [
      'text among numbers',
      () => written([{ name: 'temp', data: ['20', 'ERR'] }]),
      "rows, row 2, column 'temp': 'ERR' is not a number",
    ],
    ['an empty file of that name', () => temporaryFile('rows.parquet', ''), 'rows.parquet: the file is empty'],
  ])('%s', async (_what, file, sentence) => {
    expect(await complaintOf(rowsOf([file()]))).toContain(sentence);
  });

  test('times that are row numbers, by their row', async () => {
    const file = written([
      { name: 'timestamp', data: [3, 1, 2] },
      { name: 'temp', data: [1, 2, 1] },
    ]);
    expect(await complaintOf(rowsOf([file]))).toContain(
      "rows, row 1, column 'timestamp': '3' and all others would be times in 1970",
    );
  });

  test('a row that is not there', async () => {
    expect(await complaintOf(rowsOf([golden('groups')], {}, { fromRow: 11 }))).toMatch(
      /there is no row 11, row 1 being the first$/,
    );
  });

  test('a group that is damaged, after the rows of those before it', async () => {
    const temp = Array.from({ length: 9 }, (_, i) => i / 2);
    const bytes = readFileSync(written([{ name: 'temp', data: temp, codec: 'UNCOMPRESSED' }], 3));
    bytes.fill(
      0xff,
      bytes.indexOf(Buffer.from(Float64Array.of(3).buffer)) - 30,
      bytes.indexOf(Buffer.from(Float64Array.of(3).buffer)),
    );
    const { rows } = await openTable(temporaryFile('rows', bytes));
    const read: number[] = [];
    const reading = (async () => {
      for await (const { index } of rows) read.push(index);
    })();
    expect(await complaintOf(reading)).toMatch(/^.*rows, row \d+, column 'temp': the Parquet data are damaged/);
    expect(read.length).toBeGreaterThan(0);
    expect(read.length % 3).toBe(0);
  });

  test('a value that is no longer what was written, where the file has checksums', async () => {
    const bytes = readFileSync(golden('checksums'));
    bytes[bytes.indexOf(Buffer.from(Float64Array.of(20.5).buffer)) + 3] ^= 1;
    const problem = await complaintOf(cellsOf(temporaryFile('rows', bytes)));
    expect(problem).toContain("rows, row 1, column 'temp': the Parquet data are damaged");
  });

  test('whatever bytes are wrong, and nothing else happens', { timeout: 60_000 }, async () => {
    const files = ['types', 'full', 'checksums', 'packed-zstd'].map((name) => readFileSync(golden(name)));
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), changes, async (good, changed) => {
        const bytes = Buffer.from(good);
        for (const [at, value] of changed) bytes[4 + (at % (bytes.length - 8))] = value;
        const file = temporaryFile('rows', bytes);
        const problem = await cellsOf(file).then(
          () => undefined,
          (error: unknown) => error,
        );
        if (problem !== undefined) expect(problem).toBeInstanceOf(TableError);
      }),
      { numRuns: 400, seed: 1 },
    );
  });
});
