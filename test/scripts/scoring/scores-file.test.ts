import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Verdict } from '../../../contracts/verdict.ts';
import { openScoresFile } from '../../../scripts/scoring/scores-file.ts';
import { chooseColumns } from '../../../tabular/choose-columns.ts';
import { readRowsInTime } from '../../../tabular/rows-in-time.ts';
import { temporaryFile, temporaryFolder } from '../../support/temporary-folder.ts';

const usual: Verdict = { score: 0.4, threshold: 0.5, anomalous: false, grade: 0, surprise: 0.2, modelVersion: 'v' };
const strange: Verdict = {
  ...usual,
  anomalous: true,
  grade: 0.5,
  surprise: 3.5,
  lane: 'step',
  contributions: [
    { feature: 'a', contribution: 4, observed: 9, expected: 2, usual: { low: 1.23456, high: 2.77777, at: 'now' } },
  ],
};

async function written(...lines: string[]): Promise<string> {
  const choice = await chooseColumns([temporaryFile('rows.csv', `timestamp,a\n${lines.join('\n')}\n`)]);
  const out = join(temporaryFolder(), 'scores.csv');
  const file = await openScoresFile(out, choice, ['a']);
  for await (const row of readRowsInTime(choice)) {
    await file.add({ row, features: {}, verdict: row.values[0] === 9 ? strange : usual });
  }
  await file.close();
  return readFileSync(out, 'utf8');
}

const HEADER = 'row,score,anomalous,grade,surprise,lane,expected,a\n';

test('scores say which lane leads, and where the past does what it expected', async () => {
  expect(await written('2024-01-01,1', '2024-01-02,9')).toBe(
    `${HEADER}1,0.4,false,0,0.2,,,1\n2,0.4,true,0.5,3.5,step,a 1.235 to 2.778,9\n`,
  );
});

test('scores stand in the order of the file, though its rows were judged in the order of time', async () => {
  expect(await written('2024-01-03,9', '2024-01-01,1', '2024-01-02,2')).toBe(
    `${HEADER}1,0.4,true,0.5,3.5,step,a 1.235 to 2.778,9\n2,0.4,false,0,0.2,,,1\n3,0.4,false,0,0.2,,,2\n`,
  );
});
