import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import { TableError } from '../../tabular/table-error.ts';
import { hostileText } from '../support/hostile-text.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

const cell = fc.oneof(
  fc.constantFrom('1', '-2.5', '1,5', '1.020,5', '?', 'ERR', '#N/A', '#x', '2024-01-01', '01/02/2024', '"', '{', '0'),
  fc.constantFrom(
    '',
    'label',
    'timestamp',
    'device_id',
    'sep=;',
    'Infinity',
    '08-Feb-2024',
    '9007199254740993',
    'a, b',
  ),
  hostileText({ maxLength: 6 }),
);
const delimited = fc
  .tuple(fc.constantFrom(',', ';', '\t', '|', ' '), fc.array(fc.array(cell, { maxLength: 4 }), { maxLength: 6 }))
  .map(([delimiter, rows]) => Buffer.from(rows.map((row) => row.join(delimiter)).join('\n')));
const json = fc
  .array(
    fc.oneof(
      fc.dictionary(fc.constantFrom('source', 'timestamp', 'features', 'a', 'labels'), fc.jsonValue()),
      fc.jsonValue(),
    ),
  )
  .map((values) => Buffer.from(values.map((value) => JSON.stringify(value)).join('\n')));
const bytes = fc.uint8Array({ maxLength: 60 }).map((some) => Buffer.from(some));
const cut = fc.tuple(fc.oneof(delimited, json), fc.nat(40)).map(([file, at]) => file.subarray(0, at));

test('whatever a file holds, its rows are read as they were chosen, or a sentence about it says why not', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(delimited, json, bytes, cut), async (content) => {
      const file = temporaryFile('rows.csv', content);
      try {
        const choice = await chooseColumns([file]);
        expect(await Array.fromAsync(readRows(choice))).toHaveLength(choice.rows);
      } catch (error) {
        expect(error).toBeInstanceOf(TableError);
        expect((error as Error).message.length).toBeGreaterThan(file.length + 10);
      }
    }),
    { numRuns: 500 },
  );
});
