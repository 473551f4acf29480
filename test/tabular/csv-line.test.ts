import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { featureName } from '../../contracts/feature-name.ts';
import { csvLine } from '../../tabular/csv-line.ts';
import { guardFormula, unguardFormula } from '../../tabular/formula-guard.ts';
import { openTable } from '../../tabular/read-table.ts';
import { hostileText } from '../support/hostile-text.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

/** A file is UTF-8: there is no writing half a surrogate pair. */
const text = hostileText({ maxLength: 12 }).map((one) => one.toWellFormed());

describe('a text', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+49 30 123', "'+49 30 123"],
    ['-a', "'-a"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\tx', "'\tx"],
    [' =1', "' =1"],
    ['\r=1', `"'\r=1"`],
    ['\n=1', `"'\n=1"`],
    ['\uff1d1', "'\uff1d1"],
    ['-', "'-"],
    ["'=1", "''=1"],
    ["''@x", "'''@x"],
    ['=a,"b"', `"'=a,""b"""`],
  ])('that a spreadsheet would run is written with one more apostrophe: %j', (given, written) => {
    expect(csvLine([given])).toBe(written);
  });

  test.each(['-5', '+5', '-.5e-3', "'-5", "'tis", "'", 'a=b', '5-3', ''])('%j is written as it is', (given) => {
    expect(csvLine([given, 'x'])).toBe(`${given},x`);
  });

  test('has a form of its own in the file, whatever it is', () => {
    fc.assert(
      fc.property(text, (given) => {
        expect(unguardFormula(guardFormula(given))).toBe(given);
      }),
    );
  });

  test('never stands in a file so that it begins a formula', () => {
    const field = fc.oneof(
      text,
      fc.constantFrom('=', '+', '-', '@').chain((sign) => text.map((rest) => sign + rest)),
    );
    fc.assert(
      fc.property(field, (given) => {
        const shown = csvLine([given]).replace(/^"/, '');
        if (/^(\s*[=+\-@]|[\t\r])/.test(shown)) expect(Number.isFinite(Number(given))).toBe(true);
      }),
    );
  });
});

test('a number stays a number, a truth a word, and nothing an empty cell', () => {
  expect(csvLine([-5, 1e-7, true, undefined, 0])).toBe('-5,1e-7,true,,0');
});

test('what is written is read back exactly: texts, every row, and names but for the space around them', async () => {
  const width = fc.integer({ min: 1, max: 4 });
  const tables = width.chain((columns) =>
    fc.record({
      header: fc.uniqueArray(
        text.filter((name) => !/^[\d.+\-e\s]*$/i.test(name)),
        { minLength: columns, maxLength: columns, selector: featureName },
      ),
      rows: fc.array(fc.array(text, { minLength: columns, maxLength: columns }), { maxLength: 5 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(tables, async ({ header, rows }) => {
      const file = temporaryFile('rows.csv', [header, ...rows].map((cells) => `${csvLine(cells)}\n`).join(''));
      const table = await openTable(file);
      expect(table.header).toEqual(header.map(featureName));
      expect((await Array.fromAsync(table.rows)).map(({ fields }) => fields)).toEqual(rows);
    }),
    { numRuns: 300 },
  );
});
