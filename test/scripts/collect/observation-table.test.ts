import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { observationTable } from '../../../scripts/collect/observation-table.ts';
import { chooseColumns } from '../../../tabular/choose-columns.ts';
import { readRows } from '../../../tabular/read-rows.ts';
import { hostileText } from '../../support/hostile-text.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const FEATURE = '=cmd|\u2028" x';
const name = hostileText({ minLength: 1, maxLength: 10 }).map((text) => text.toWellFormed());

test('what is collected is read back exactly, whatever sources, ids and features are called', async () => {
  const observation = fc.record({
    source: name,
    id: fc.option(name, { nil: undefined }),
    timestampMs: fc.integer({ min: 0, max: 4e12 }),
    labels: fc.option(
      fc.record({ shop: hostileText({ minLength: 1, maxLength: 10 }).map((text) => text.toWellFormed()) }),
      {
        nil: undefined,
      },
    ),
    features: fc.record({
      [FEATURE]: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0)),
    }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(observation, { minLength: 1, maxLength: 5 }), async (observations) => {
      const file = join(temporaryFolder(), 'rows.csv');
      const table = await observationTable(file, ['shop']);
      for (const one of observations) await table.add(one);
      expect(await table.finish()).toEqual([FEATURE]);
      expect(readdirSync(dirname(file))).toEqual(['rows.csv']);
      const rows = await Array.fromAsync(
        readRows(await chooseColumns([file], { features: [FEATURE], labels: ['shop'] }, { modelFeatures: [FEATURE] })),
      );
      const readBack = rows.map(({ source, id, timestampMs, labels, values }) => ({
        source,
        id: id || undefined,
        timestampMs,
        labels: labels && Object.keys(labels).length > 0 ? labels : undefined,
        features: { [FEATURE]: Number.isNaN(values[0]) ? null : values[0] },
      }));
      expect(readBack).toEqual(observations);
    }),
  );
});

test('a spreadsheet finds no formula in what is collected', async () => {
  const file = join(temporaryFolder(), 'rows.csv');
  const table = await observationTable(file);
  await table.add({ source: '=HYPERLINK("http://x")', id: '@x', timestampMs: 0, features: { '+a': -5 } });
  await table.finish();
  expect(readFileSync(file, 'utf8')).toBe(
    `timestamp,source,id,'+a\n1970-01-01T00:00:00.000Z,"'=HYPERLINK(""http://x"")",'@x,-5\n`,
  );
});
