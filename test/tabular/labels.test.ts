import { describe, expect, test } from 'vitest';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { describeChoice } from '../../tabular/describe-choice.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import { temporaryFile } from '../support/temporary-folder.ts';

const fileOf = (labels: readonly string[]) =>
  temporaryFile('rows.csv', `a,label\n${labels.map((label, i) => `${Math.sin(i)},${label}\n`).join('')}`);
const chosen = (labels: readonly string[], flags: ColumnFlags = {}) => chooseColumns([fileOf(labels)], flags);
const read = async (labels: readonly string[], flags: ColumnFlags = {}) =>
  (await Array.fromAsync(readRows(await chosen(labels, flags)))).map(({ label }) => label);

describe('labels are read over the whole column:', () => {
  test.each([
    [['0', '1', ''], [false, true, undefined], '1 is an anomaly, 0 usual'],
    [['0.0', '1.0'], [false, true], '1 is an anomaly, 0 usual'],
    [['True', 'false'], [true, false], 'true is an anomaly, false usual'],
    [['yes', 'no'], [true, false], 'yes is an anomaly, no usual'],
    [['Normal', 'anomaly'], [false, true], 'anomaly is an anomaly, normal usual'],
    [['n', 'o'], [false, true], 'o is an anomaly, n usual'],
    [['inlier', 'outlier'], [false, true], 'outlier is an anomaly, inlier usual'],
    [['1', '-1', '1'], [false, true, false], '-1 is an anomaly, 1 usual, as in scikit-learn'],
    [['BENIGN', 'DDoS', 'PortScan'], [false, true, true], 'ddos, portscan are anomalies, benign usual'],
    [['normal.', 'smurf.'], [false, true], 'smurf is an anomaly, normal usual'],
  ])('%j', async (labels, expected, words) => {
    expect(await read(labels)).toEqual(expected);
    expect((await chosen(labels)).labels).toMatchObject({ words });
  });

  test.each([[['1', '2']], [['0', '1', '2']], [['a', 'b']], [['ok', 'odd']], [['0', '-1']]])(
    '%j only when it is told which of them mean an anomaly, and they stop nobody',
    async (labels) => {
      const choice = await chosen(labels);
      expect(choice.labels).toMatch(
        /^got '.*', wanted 0 and 1: say which of them mean an anomaly with --anomaly-label$/,
      );
      expect(describeChoice(choice)).toContain("beware: column 'label' is not read as labels: got ");
      expect(await read(labels)).toEqual(labels.map(() => undefined));
      const last = labels.at(-1)!;
      expect(await read(labels, { anomalyLabels: [last.toUpperCase()] })).toEqual(
        labels.map((label) => label === last),
      );
    },
  );
});

test.each([
  [['1', '1'], 'beware: all 2 labelled rows are anomalies; if not, say which values mean one with --anomaly-label'],
  [['0', '0', ''], 'beware: none of 2 labelled rows is an anomaly'],
])('labels that are all alike deserve a word: %j', async (labels, sentence) => {
  expect(describeChoice(await chosen(labels))).toContain(sentence);
});
