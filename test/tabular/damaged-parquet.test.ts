import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openTable } from '../../tabular/read-table.ts';
import { TableError } from '../../tabular/table-error.ts';
import { cellsOf, complaintOf, golden, rowsOf, written } from '../support/read-parquet.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

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
