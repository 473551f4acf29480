import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { describeChoice } from '../../tabular/describe-choice.ts';
import { readTrainingData } from '../../tabular/read-training-data.ts';
import { cellsOf, complaintOf, golden, rowsOf } from '../support/read-parquet.ts';
import { temporaryFile, temporaryFolder } from '../support/temporary-folder.ts';

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
