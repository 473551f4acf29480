import { join } from 'node:path';
import { openTable } from '../../tabular/read-table.ts';
import type { Figure } from './figure.ts';
import { judgeSeries, readSeries } from './series.ts';

interface Expected {
  readonly file: string;
  readonly changeAt?: number;
  /** Rows at which a detector of the same design alarmed. */
  readonly alarms: readonly number[];
}

/** An alarm as many rows from the other detector's is the same find. */
const NEAR = 10;
/** What it found, it found within as many rows of the change. */
const FOUND_WITHIN = 100;

/**
 * The awkward streams of a folder, by its `expected.csv`: a change that was found is found within 10 rows of that;
 * where nothing alarmed, nothing does; alarms without a change are at most 1.3 times as many.
 */
export async function awkwardFigures(dir: string): Promise<Figure[]> {
  const wrong: string[] = [];
  let [right, files, ours, theirs] = [0, 0, 0, 0];
  for (const expected of await readExpected(join(dir, 'expected.csv'))) {
    const { alarms } = judgeSeries(await readSeries(join(dir, `${expected.file}.csv.gz`)));
    const before = (rows: readonly number[]) => rows.filter((row) => row < (expected.changeAt ?? Infinity)).length;
    ours += before(alarms);
    theirs += before(expected.alarms);
    files++;
    if (isRight(expected, alarms)) right++;
    else wrong.push(`${expected.file} (${alarms.filter((row) => row >= (expected.changeAt ?? 0)).join(' ')})`);
  }
  const note = wrong.length === 0 ? '' : `not as expected: ${wrong.join(', ')}`;
  const few = `${ours} alarms, the other ${theirs}`;
  return [
    { set: 'awkward', measure: `files as expected, of ${files}`, ours: right, goal: files, note },
    {
      set: 'awkward',
      measure: 'alarms without a change, ratio',
      ours: ours / theirs,
      goal: 1.3,
      better: 'lower',
      note: few,
    },
  ];
}

function isRight({ changeAt, alarms: theirs }: Expected, ours: readonly number[]): boolean {
  if (theirs.length === 0) return ours.length === 0;
  if (changeAt === undefined) return true;
  const find = theirs.find((row) => row >= changeAt && row < changeAt + FOUND_WITHIN);
  return find === undefined || ours.some((row) => row >= changeAt && Math.abs(row - find) <= NEAR);
}

async function readExpected(file: string): Promise<Expected[]> {
  const table = await openTable(file);
  const expected: Expected[] = [];
  const at = (name: string) => table.header.indexOf(name);
  for await (const { fields } of table.rows) {
    const change = fields[at('change_at')];
    const alarms = fields[at('alarm_rows_of_the_prototype')].split(' ').filter(Boolean).map(Number);
    expected.push({ file: fields[at('file')], changeAt: change === '' ? undefined : Number(change), alarms });
  }
  return expected;
}
