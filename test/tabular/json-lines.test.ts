import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import { openTable } from '../../tabular/read-table.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

const jsonl = (...all: unknown[]) =>
  temporaryFile('rows.csv', all.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'));
const rowsOf = async (file: string, flags = {}) => {
  const choice = await chooseColumns([file], flags);
  return { choice, rows: await Array.fromAsync(readRows(choice)) };
};

describe('JSON Lines are rows', () => {
  test('in the flat form, whatever the file is called, with the names of all lines', async () => {
    const { choice, rows } = await rowsOf(
      jsonl({ source: 'p', timestamp: '2024-01-01', temp: '20.5' }, { source: 'p', timestamp: 1.7e12, late: true }),
    );
    expect(choice.features).toEqual(['temp', 'late']);
    expect(rows.map(({ values }) => [...values])).toEqual([
      [20.5, Number.NaN],
      [Number.NaN, 1],
    ]);
    expect(rows[1]).toMatchObject({ source: 'p', timestampMs: 1.7e12, line: 2 });
  });

  test('in the full form, gzipped, with labels that are no features', async () => {
    const line = {
      source: 'p',
      id: 'x',
      timestamp: '2024-01-01',
      labels: { label: '1', n: '7' },
      features: { ' a ': 2 },
    };
    const file = temporaryFile(
      'rows',
      gzipSync(`${JSON.stringify(line)}\n${JSON.stringify({ features: { a: 3 } })}\n`),
    );
    const { choice, rows } = await rowsOf(file);
    expect(choice).toMatchObject({ features: ['a'], parts: { label: 'labels.label', id: 'id' } });
    expect(choice.leftOut).toEqual([{ name: 'labels.n', reason: 'a label' }]);
    expect(rows[0]).toMatchObject({ id: 'x', label: true, timestampMs: Date.UTC(2024, 0, 1) });
  });

  test('as verdicts.jsonl has them, with the time of the observation', async () => {
    const { choice, rows } = await rowsOf(
      jsonl({
        identity: 's:1:0',
        source: 'p',
        observedAt: '2024-01-01T00:00:00.000Z',
        features: { a: 1 },
        verdict: {},
      }),
    );
    expect(choice.features).toEqual(['a']);
    expect(rows[0].timestampMs).toBe(Date.UTC(2024, 0, 1));
  });

  test('with NaN as Python writes it, and every digit of an id', async () => {
    const { rows } = await rowsOf(jsonl('{"id": 12345678901234567891, "a": NaN}', '{"id": 7, "a": 1.5}'));
    expect(rows.map(({ id, values }) => [id, values[0]])).toEqual([
      ['12345678901234567891', Number.NaN],
      ['7', 1.5],
    ]);
  });

  test('with values that have no names numbered, as collect does', async () => {
    expect((await rowsOf(jsonl({ features: [1, 2] }, { features: [3, 4] }))).choice.features).toEqual([
      'value_1',
      'value_2',
    ]);
  });
});

describe('a line is refused', () => {
  test.each([
    [
      'that is no JSON',
      ['{"a":1}', '{"a":2'],
      'line 2: this is no JSON, at character 7 got the end, wanted a comma or }',
    ],
    ['with a text that no JSON has', ['{"a":1}', '{"a":1,"b":"\u0000"}'], 'line 2: this is no JSON, it has a text'],
    ['with text among numbers', ['{"a":1}', '{"a":"ERR"}'], "line 2, column 'a': 'ERR' is not a number"],
    ['with an infinity', ['{"a":1}', '{"a":1e999}'], "line 2, column 'a': 'Infinity' is not a number"],
    ['with one name twice', ['{"a":1,"a ":2}'], "line 1, column 'a': the row names it twice"],
  ])('%s', async (_, content, sentence) => {
    await expect(rowsOf(jsonl(...content))).rejects.toThrow(sentence);
  });

  test('when the gzip that it is in breaks off', async () => {
    const whole = gzipSync('{"a":1}\n{"a":2}\n');
    const file = temporaryFile('rows.jsonl.gz', whole.subarray(0, whole.length - 6));
    await expect(rowsOf(file)).rejects.toThrow('rows.jsonl.gz: the gzip data are damaged or cut off');
  });

  test('not by who begins behind it', async () => {
    const table = await openTable(jsonl('{"a":', '{"a":2}'), {}, 2);
    expect(await Array.fromAsync(table.rows)).toEqual([{ index: 1, line: 2, fields: ['2'] }]);
  });
});
