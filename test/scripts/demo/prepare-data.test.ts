import { expect, test } from 'vitest';
import { chooseDemoColumns, ownDemoData } from '../../../scripts/demo/prepare-data.ts';
import { readRows } from '../../../tabular/read-rows.ts';
import { temporaryFile } from '../../support/temporary-folder.ts';

test('labels of the replayed rows mean what they mean in the whole file', async () => {
  // As scikit-learn writes them: the one anomaly is among the rows that train.
  const rows = Array.from({ length: 40 }, (_, i) => `${Math.sin(i)},${i === 5 ? -1 : 1}\n`);
  const file = temporaryFile('rows.csv', `a,label\n${rows.join('')}`);
  const data = await ownDemoData(file, {});
  const { trained, replayed } = await chooseDemoColumns(data, {});
  expect(trained.labels).toMatchObject({ words: '-1 is an anomaly, 1 usual, as in scikit-learn' });
  const labels = (await Array.fromAsync(readRows(replayed))).map(({ label }) => label);
  expect(labels).toEqual(new Array(data.replayedRows).fill(false));
});
