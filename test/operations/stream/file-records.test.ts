import { describe, expect, test } from 'vitest';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import { type FileReplay, fileRecords } from '../../../operations/stream/file-records.ts';
import { atRate, atSpeed, inBatches } from '../../../operations/stream/pace.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

const csv = (...lines: string[]) => temporaryFile('rows.csv', `${lines.join('\n')}\n`);
const replay = (file: string, changes: Partial<FileReplay> = {}) =>
  Array.fromAsync(
    fileRecords({ file, features: ['a', 'b'], flags: {}, source: 'rows', format: 'json', pace: () => 0, ...changes }),
  );
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

  test('is a line of numbers in format csv', async () => {
    const [record] = await replay(csv('b,a', ',1.5'), { format: 'csv' });
    expect(new TextDecoder().decode(record.data)).toBe('1.5,');
    expect(decoded(record.data, 'rows')).toMatchObject([{ features: [1.5, null] }]);
  });

  test.each([0, 257])('is refused with a source of %i characters', async (length) => {
    const file = csv('source,a,b', `"${'x'.repeat(length)}",1,2`);
    await expect(replay(file)).rejects.toThrow(
      `line 2, column 'source': a source has 1 to 256 characters, got ${length}`,
    );
  });
});

describe('rows are due', () => {
  const file = () =>
    csv(
      'timestamp,a,b',
      '2024-01-01 00:00:00,1,1',
      '2024-01-01 00:02:00,1,1',
      '2024-01-01 00:01:00,1,1',
      '2024-01-01 00:03:00,1,1',
    );
  const dueMs = async (changes: Partial<FileReplay>) => (await replay(file(), changes)).map((record) => record.dueMs);

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

  test('by no clock where the file has none', async () => {
    await expect(replay(csv('a,b', '1,2'), { pace: atSpeed(1) })).rejects.toThrow('line 2 has no time to go by');
  });
});
