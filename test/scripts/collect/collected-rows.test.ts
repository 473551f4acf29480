import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FieldMapping } from '../../../contracts/mapping.ts';
import { encodeObservation, type Observation } from '../../../contracts/observation.ts';
import { TEST_LABEL } from '../../../contracts/test-alert.ts';
import { CollectedRows } from '../../../scripts/collect/collected-rows.ts';
import { observationTable } from '../../../scripts/collect/observation-table.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const AT_MS = Date.parse('2026-11-20T12:00:00Z');

/** What is said of these records, and what is in the file. */
async function collected(records: readonly (string | Uint8Array)[], mapping?: FieldMapping, rows = Infinity) {
  const file = join(temporaryFolder(), 'rows.csv');
  const table = await observationTable(file);
  const collecting = new CollectedRows(table, { mapping, rows });
  for (const [i, data] of records.entries()) {
    await collecting.add({ partitionKey: `key-${i}`, arrivalMs: 0, data: Buffer.from(data) } as never);
  }
  const said = collecting.describe('rows.csv', await table.finish()).split('\n');
  return { said, lines: readFileSync(file, 'utf8').trimEnd().split('\n') };
}

const row = (features: Observation['features'], source = 'a', labels = {}) =>
  encodeObservation({ source, timestampMs: 0, features, labels });

test('each feature is said with its range, what of it is missing, and that it never varies', async () => {
  const rows = Array.from({ length: 200 }, (_, i) =>
    row({ temp: 20 + i / 3, owner: 5, ...(i > 0 && { flow: i % 2 }), rare: i < 50 ? 1 : null, gone: null }),
  );
  expect((await collected(rows)).said).toEqual([
    'rows.csv: 200 rows, 1 source, features temp, owner, rare, gone, flow',
    '  temp is 20 to 86.3333',
    '  owner is 5 in every row: a model learns nothing from it',
    '  rare is 1 wherever it is there, missing in 75 % of the rows: a model learns nothing from it',
    '  gone is missing in every row',
    '  flow is 0 to 1, missing in less than 1 % of the rows',
  ]);
});

test('names show as one line, and one that a file has for something else is told', async () => {
  const { said } = await collected([row({ 'a\nb': 1, label: 2 }), row({ 'a\nb': 3, label: 4 })]);
  expect(said).toEqual([
    'rows.csv: 2 rows, 1 source, features a\ufffdb, label',
    '  a\ufffdb is 1 to 3',
    '  label is 2 to 4',
    'beware: label will be read as no feature, but as the label of a row: give it another name with mapping.features',
  ]);
});

test('of very many features the first are said', async () => {
  const { said } = await collected([row(Array.from({ length: 60 }, (_, i) => i))]);
  expect(said).toHaveLength(52);
  expect(said.at(-1)).toBe('  and 10 features more');
});

test('rows that are nearly all of sources of their own are told once, with what to set', async () => {
  const { said } = await collected(Array.from({ length: 60 }, (_, i) => `{"x":${i}}`));
  expect(said[0]).toBe('rows.csv: 60 rows, 60 sources, features x');
  expect(said.slice(2).join('\n')).toMatch(/^nearly every row is a source of its own.*\n.* set mapping\.source /);
  const sources = (count: number, distinct: number) =>
    collected(Array.from({ length: count }, (_, i) => `{"x":${i},"source":"s-${i % distinct}"}`));
  expect((await sources(60, 20)).said).toHaveLength(2);
  expect((await sources(9, 9)).said).toHaveLength(2);
});

test('test alerts, control messages and what cannot be read are no rows, and each is counted', async () => {
  const control = '{"messageType":"CONTROL_MESSAGE","logEvents":[]}';
  const test = row({ x: 99 }, 'a', { [TEST_LABEL]: 'test-alert' });
  const { said, lines } = await collected([row({ x: 1 }), test, control, row({ x: 2 }), 'oops', 'oops']);
  expect(lines.slice(1)).toEqual(['1970-01-01T00:00:00.000Z,a,1', '1970-01-01T00:00:00.000Z,a,2']);
  expect(said).toEqual([
    'rows.csv: 2 rows, 1 source, features x',
    '  x is 1 to 2',
    'left out: 1 test alert',
    '1 record without an observation: control messages, deletions',
    '2 unreadable: neither JSON nor a line of numbers: it starts with "oops"',
  ]);
});

test('history that was put on the stream is no row', async () => {
  const learn = '{"weir:state":"learn","source":"a","features":{"x":99}}\n{"weir:state":"forget","source":"a"}';
  const { said, lines } = await collected([row({ x: 1 }), learn]);
  expect(lines).toHaveLength(2);
  expect(said).toContain('left out: 2 lines that only change what is known of sources');
});

test('what is in an envelope is collected, and nothing of the envelope', async () => {
  const logEvents = [1, 2, 3].map((temp) => ({ id: `${temp}`, timestamp: AT_MS + temp, message: `{"temp":${temp}}` }));
  const head = { messageType: 'DATA_MESSAGE', owner: '123456789012', logGroup: 'g', logStream: 'pump' };
  const { said, lines } = await collected([JSON.stringify({ ...head, logEvents })]);
  expect(said).toEqual(['rows.csv: 3 rows, 1 source, features temp', '  temp is 1 to 3']);
  expect(lines[1]).toBe('2026-11-20T12:00:00.001Z,pump,1,1');
});

test('a mapping and an end of the rows hold within a record, too', async () => {
  const list = '{"list":[{"a":1},{"a":2},{"a":3}]}';
  const { lines } = await collected([list], { observations: 'list[*]' }, 2);
  expect(lines).toHaveLength(3);
});
