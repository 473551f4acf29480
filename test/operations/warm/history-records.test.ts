import { describe, expect, test } from 'vitest';
import { decodeRecord } from '../../../contracts/decode-record.ts';
import { type History, historyRecords } from '../../../operations/warm/history-records.ts';
import { chooseColumns } from '../../../tabular/choose-columns.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

const csv = (...lines: string[]) => temporaryFile('history.csv', `${lines.join('\n')}\n`);
const history = async (file: string, more: Partial<History> = {}, features = ['x']) => {
  const choice = await chooseColumns([file], { features }, {});
  return Array.fromAsync(historyRecords({ choice, ...more }));
};
const decoded = (data: Uint8Array) =>
  decodeRecord(data, { partitionKey: 'other', arrivalMs: 5 }).map((one) => [
    one.stateOnly,
    one.ok && one.observation.source,
    one.ok && one.observation.features,
    one.ok && one.observation.timestampMs,
  ]);
const at = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();

describe('history on the stream', () => {
  test('teaches the rows of each source in their order, under the source as partition key', async () => {
    const rows = [`${at(0)},pump,1`, `${at(1)},fan,2`, `${at(2)},pump,`, `${at(2)},pump,4`];
    const records = await history(csv('timestamp,source,heat', ...rows), {}, ['heat']);
    expect(records.map(({ source, row }) => [source, row])).toEqual([
      ['pump', 1],
      ['fan', 2],
    ]);
    expect(decoded(records[0]!.data)).toEqual([
      ['learn', 'pump', { heat: 1 }, Date.parse(at(0))],
      ['learn', 'pump', { heat: null }, Date.parse(at(2))],
      ['learn', 'pump', { heat: 4 }, Date.parse(at(2))],
    ]);
  });

  test('has the labels that are named with each row', async () => {
    const file = csv('timestamp,source,x,shop', `${at(0)},card,1,kiosk`, `${at(1)},card,2,`);
    const choice = await chooseColumns([file], { labels: ['shop'] });
    const [{ data }] = await Array.fromAsync(historyRecords({ choice }));
    const read = decodeRecord(data, { partitionKey: 'card', arrivalMs: 5 });
    expect(read.map((one) => one.ok && one.observation.labels)).toEqual([{ shop: 'kiosk' }, {}]);
  });

  test('has many rows of a source in a record, and loses none', async () => {
    const rows = Array.from({ length: 950 }, (_, i) => `${at(i)},${i % 2 === 0 ? 'a' : 'b'},${i}`);
    const records = await history(csv('timestamp,source,x', ...rows));
    for (const source of ['a', 'b']) {
      const own = records.filter((record) => record.source === source);
      expect(own.map(({ data }) => decoded(data).length)).toEqual([200, 200, 75]);
      const values = own.flatMap(({ data }) => decoded(data).map(([, , features]) => (features as { x: number }).x));
      expect(values).toEqual(Array.from({ length: 475 }, (_, i) => 2 * i + (source === 'a' ? 0 : 1)));
    }
  });

  test('does not wait for ever for others of a source', async () => {
    const rows = Array.from({ length: 20_500 }, (_, i) => `${at(i)},s${i},${i}`);
    const records = await history(csv('timestamp,source,x', ...rows));
    expect(new Set(records.map(({ source }) => source)).size).toBe(20_500);
  });

  test('may have each source begin anew, once, before its first row', async () => {
    const rows = Array.from({ length: 201 }, (_, i) => `${at(i)},${i}`);
    const records = await history(csv('timestamp,x', ...rows), { forgets: true });
    const changes = records.map(({ data }) => decoded(data).map(([change]) => change));
    expect(changes[0]!.slice(0, 2)).toEqual(['forget', 'learn']);
    expect(changes.flat().filter((change) => change === 'forget')).toHaveLength(1);
    expect(changes.flat()).toHaveLength(202);
  });

  test('may be that of some sources alone', async () => {
    const file = csv('timestamp,source,x', `${at(0)},pump,1`, `${at(1)},fan,2`, `${at(2)},pump,3`);
    const records = await history(file, { only: new Set(['pump']) });
    expect(records.map(({ source, data }) => [source, decoded(data).length])).toEqual([['pump', 2]]);
  });

  test('is refused where rows have no time, or the rows of a source are not in order', async () => {
    await expect(history(csv('x', '1', '2'))).rejects.toThrow(/history needs the time of each row/);
    await expect(history(csv('timestamp,x', `${at(1)},1`, `${at(0)},2`))).rejects.toThrow(
      /line 3.*must be in the order of their times: sort the file, 2026-01-01T00:00:00.000Z comes behind 2026-01-01T00:01/,
    );
  });
});
