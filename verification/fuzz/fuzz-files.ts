import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeRecord } from '../../contracts/decode-record.ts';
import type { Observation } from '../../contracts/observation.ts';
import { seededRandom } from '../../kernels/random.ts';
import { fileRecords } from '../../operations/stream/file-records.ts';
import { namedValues, observationTable } from '../../scripts/collect/observation-table.ts';
import { type ColumnChoice, chooseColumns } from '../../tabular/choose-columns.ts';
import type { Row } from '../../tabular/read-rows.ts';
import { readRowsInTime } from '../../tabular/rows-in-time.ts';
import { TableError } from '../../tabular/table-error.ts';
import { Draw } from './draw.ts';
import { type HostileFile, hostileFiles } from './hostile-file.ts';

export interface FileFuzzOptions {
  readonly files: number;
  readonly seed: number;
}

export interface FileFuzzTotals {
  readonly files: number;
  /** Files that are no table, or have a row that is none, each with a sentence about it. */
  readonly refused: number;
  readonly rows: number;
  /** Rows that the stream would set aside: their source or id is none there. */
  readonly setAside: number;
  /** What was read otherwise the second time, or ended in something else than a sentence: the first ten, in words. */
  readonly wrong: readonly string[];
}

/** What a row says, whatever it is written in. */
interface Said {
  readonly source: string;
  readonly id: string | undefined;
  readonly timestampMs: number | undefined;
  readonly values: readonly (number | null)[];
}

/** Of rows that name none. */
const SOURCE = 'file';
const MOST_WRONG = 10;

/**
 * Reads hostile files as commands do, sends what is in them as `stream` does, gathers it as `collect` does, and reads
 * it again: every row must say the same at each door, or a sentence must say why there is none.
 */
export async function fuzzFiles({ files, seed }: FileFuzzOptions): Promise<FileFuzzTotals> {
  const folder = await mkdtemp(join(tmpdir(), 'weir-fuzz-'));
  const hostile = hostileFiles(new Draw(seededRandom(seed)));
  const totals = { files, refused: 0, rows: 0, setAside: 0 };
  const wrong: string[] = [];
  try {
    for (let i = 0; i < files; i++) {
      const file = hostile.next().value;
      try {
        const { rows, setAside } = await throughAllDoors(folder, file);
        totals.rows += rows;
        totals.setAside += setAside;
      } catch (error) {
        if (error instanceof TableError) totals.refused++;
        else if (wrong.length < MOST_WRONG) wrong.push(`file ${i}, ${shown(file)}: ${(error as Error).stack}`);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  return { ...totals, wrong };
}

function shown({ bytes, flags }: HostileFile): string {
  return `${Buffer.from(bytes).toString('base64')} ${JSON.stringify(flags)}`;
}

/** @throws {TableError} for a file that is refused; another error for one that is read wrongly */
async function throughAllDoors(folder: string, { bytes, flags }: HostileFile) {
  const file = join(folder, 'rows.csv');
  await writeFile(file, bytes);
  const choice = await chooseColumns([file], { ...flags, defaultSource: SOURCE });
  const rows = (await readAgain(choice)).map(saidByRow);
  if (rows.length !== choice.rows) throw new Error(`${choice.rows} rows were chosen, ${rows.length} read`);
  const observations = await sent(choice);
  const taken = rows.filter((_, i) => observations[i] !== undefined);
  const decoded = observations.filter((observation) => observation !== undefined);
  const said = decoded.map((observation) => saidByObservation(observation, choice.features));
  expectSame(taken, said, 'on the stream');
  if (taken.length > 0) expectSame(taken, await collected(join(folder, 'collected.csv'), decoded, choice), 'collected');
  return { rows: rows.length, setAside: rows.length - taken.length };
}

/** Everything in the file was looked at already: it may not be refused any more. */
async function readAgain(choice: ColumnChoice): Promise<Row[]> {
  try {
    return await Array.fromAsync(readRowsInTime(choice));
  } catch (error) {
    throw new Error(`a file that was chosen cannot be read: ${error}`);
  }
}

/**
 * What the stream makes of the rows; undefined of one that it would set aside. @throws {TableError} for a bad source
 */
async function sent(choice: ColumnChoice): Promise<(Observation | undefined)[]> {
  const observations: (Observation | undefined)[] = [];
  for await (const { data } of fileRecords({ choice, format: 'json', pace: () => 0 })) {
    const [one, ...others] = decodeRecord(data, { partitionKey: SOURCE, arrivalMs: 0 });
    const isAside = !one.ok && ['bad_source', 'bad_id'].includes(one.problem.code);
    if (others.length > 0 || !(one.ok || isAside)) throw new Error(`the stream does not read ${data}`);
    observations.push(one.ok ? one.observation : undefined);
  }
  return observations;
}

/** What is read of a file that `collect` wrote. */
async function collected(file: string, observations: readonly Observation[], choice: ColumnChoice): Promise<Said[]> {
  const table = await observationTable(file);
  for (const observation of observations) await table.add(observation);
  await table.finish();
  const again = await readAgain(
    await chooseColumns([file], { features: choice.features }, { modelFeatures: choice.features }),
  );
  return again.map(saidByRow);
}

function saidByRow({ source = SOURCE, id, index, timestampMs, values }: Row): Said {
  const given = Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  return { source, id: id ?? String(index + 1), timestampMs, values: given };
}

/** An object of JavaScript has names that are whole numbers before all others. */
function saidByObservation({ source, id, timestampMs, features }: Observation, names: readonly string[]): Said {
  const values = new Map(namedValues(features));
  return { source, id, timestampMs, values: names.map((name) => values.get(name) ?? null) };
}

/** A row without a time has that of its sending, which nobody wrote. */
function expectSame(rows: readonly Said[], others: readonly Said[], door: string): void {
  for (const [i, row] of rows.entries()) {
    const other = others.at(i);
    const wanted = { ...row, timestampMs: row.timestampMs ?? other?.timestampMs };
    if (JSON.stringify(wanted) === JSON.stringify(other)) continue;
    throw new Error(`${door}: got ${JSON.stringify(other)}, wanted ${JSON.stringify(wanted)}`);
  }
  if (others.length !== rows.length) throw new Error(`${door}: got ${others.length} rows, wanted ${rows.length}`);
}
