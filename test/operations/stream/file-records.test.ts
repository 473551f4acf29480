import { describe, expect, test } from 'vitest';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import { type FileReplay, fileRecords } from '../../../operations/stream/file-records.ts';
import { atRate, atSpeed, inBatches } from '../../../operations/stream/pace.ts';
import { chooseColumns, type RowRange } from '../../../tabular/choose-columns.ts';
import { parquetOf } from '../../support/parquet-of.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

const csv = (...lines: string[]) => temporaryFile('rows.csv', `${lines.join('\n')}\n`);
const replay = async (file: string, changes: Partial<FileReplay> & RowRange = {}) => {
  const { fromRow, rows, ...others } = changes;
  const features = ['a', 'b'];
  const choice = await chooseColumns([file], { features }, { fromRow, rows, modelFeatures: features });
  return Array.fromAsync(fileRecords({ choice, format: 'json', pace: () => 0, ...others }));
};
const decoded = (data: Uint8Array, partitionKey: string) =>
  decodeRecord(data, { partitionKey, arrivalMs: 5 }).map((part) => (part.ok ? part.observation : part.problem));

describe('a row on the stream', () => {
  test('is an observation that says who, when, which and what', async () => {
    const [record] = await replay(csv('timestamp,source,id,b,a,label', '2024-01-01,pump,x7,,1.5,1'));
    expect(record).toMatchObject({ row: 1, source: 'pump' });
    expect(decoded(record.data, 'pump')).toEqual([
      { source: 'pump', timestampMs: Date.UTC(2024, 0, 1), id: 'x7', features: { a: 1.5, b: null } },
    ]);
  });

  test('takes its number as id and the name given as source where the file has none', async () => {
    const records = await replay(csv('a,b', '1,2', '3,4'), { fromRow: 2 });
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ row: 2, source: 'rows' });
    expect(decoded(records[0].data, 'rows')).toMatchObject([{ source: 'rows', id: '2', features: { a: 3, b: 4 } }]);
  });

  test('is called as its producer called it, without the apostrophe that keeps spreadsheets off', async () => {
    const [record] = await replay(csv('source,id,a,b', "'=pump,''@x,1,2"));
    expect(record).toMatchObject({ source: '=pump' });
    expect(decoded(record.data, '=pump')).toMatchObject([{ source: '=pump', id: "'@x" }]);
  });

  test('is the same of a Parquet file', async () => {
    const row = { timestamp: '2024-01-01T00:00:00Z', source: 'pump', id: 'x7', a: 1.5, b: null };
    const [record] = await replay(temporaryFile('rows', parquetOf([row, { ...row, b: 2 }])));
    expect(decoded(record.data, 'pump')).toEqual([
      { source: 'pump', timestampMs: Date.UTC(2024, 0, 1), id: 'x7', features: { a: 1.5, b: null } },
    ]);
    const unnamed = temporaryFile('rows', parquetOf([{ source: 'x'.repeat(257), a: 1, b: 2 }]));
    await expect(replay(unnamed)).rejects.toThrow("row 1, column 'source': a source has 1 to 256 characters, got 257");
  });

  test('is a line of numbers in format csv', async () => {
    const [record] = await replay(csv('b,a', ',1.5'), { format: 'csv' });
    expect(new TextDecoder().decode(record.data)).toBe('1.5,');
    expect(decoded(record.data, 'rows')).toMatchObject([{ features: [1.5, null] }]);
  });

  test('whose source is blank takes the name given, beside rows that name theirs', async () => {
    const records = await replay(csv('source,a,b', 'pump,1,2', ',3,4'));
    expect(records.map(({ source }) => source)).toEqual(['pump', 'rows']);
  });

  test('comes after what was before it in time, and keeps its number', async () => {
    const records = await replay(csv('timestamp,a,b', '2024-01-02,1,2', '2024-01-01,3,4'));
    expect(records.map(({ row }) => row)).toEqual([2, 1]);
  });

  test('is refused with a source of 257 characters', async () => {
    const file = csv('source,a,b', `"${'x'.repeat(257)}",1,2`);
    await expect(replay(file)).rejects.toThrow(`line 2, column 'source': a source has 1 to 256 characters, got 257`);
  });
});

describe('rows are due', () => {
  const file = () =>
    csv(
      'timestamp,source,a,b',
      '2024-01-01 00:00:00,p,1,1',
      '2024-01-01 00:02:00,q,1,1',
      '2024-01-01 00:01:00,p,1,1',
      '2024-01-01 00:03:00,p,1,1',
    );
  const dueMs = async (changes: Partial<FileReplay> & RowRange) =>
    (await replay(file(), changes)).map((record) => record.dueMs);

  test('a batch at a time', async () => {
    expect(await dueMs({ pace: inBatches(3, 500) })).toEqual([0, 0, 0, 500]);
  });

  test('so many a second', async () => {
    expect(await dueMs({ pace: atRate(4) })).toEqual([0, 250, 500, 750]);
  });

  test("by the file's clock, faster, and never back", async () => {
    expect(await dueMs({ pace: atSpeed(60) })).toEqual([0, 2000, 2000, 3000]);
    expect(await dueMs({ pace: atSpeed(60), fromRow: 2 })).toEqual([0, 0, 1000]);
  });

  test('at once after the row before them where they have no time', async () => {
    const blank = csv('timestamp,a,b', '2024-01-01,1,1', '2024-01-01 00:01,1,1', ',1,1', '2024-01-01 00:02,1,1');
    expect((await replay(blank, { pace: atSpeed(1) })).map((record) => record.dueMs)).toEqual([0, 6e4, 6e4, 12e4]);
  });
});
