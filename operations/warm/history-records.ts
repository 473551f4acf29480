import type { NamedFeatures, Observation } from '../../contracts/observation.ts';
import { encodeForget, encodeLearn } from '../../contracts/record-forms/state-record.ts';
import type { ColumnChoice } from '../../tabular/choose-columns.ts';
import { type Row, readRows } from '../../tabular/read-rows.ts';
import { RowError } from '../../tabular/table-error.ts';
import { checkedSource } from '../stream/file-records.ts';
import type { OutgoingRecord } from '../stream/write-records.ts';

/** Observations in one record, so that a call carries many of one source. */
export const MOST_OBSERVATIONS = 200;
/** Observations that wait for others of their source. */
const MOST_WAITING = 20_000;

export interface History {
  readonly choice: ColumnChoice;
  /** Whether each source begins anew with its first row here. */
  readonly forgets?: boolean;
  /** The sources whose rows are meant. @default all */
  readonly only?: ReadonlySet<string> | undefined;
  readonly onRow?: () => void;
}

interface Pack {
  /** Of its first observation. */
  readonly row: number;
  readonly observations: Observation[];
}

/**
 * The rows of a file as records that teach what is known of their sources, many rows of one source in each, in their
 * order. A record has the source as its partition key, as observations of it must have: so it comes where they come.
 *
 * @throws {TableError} at the first row that cannot be read, or has no time, or comes before the one ahead of it
 */
export async function* historyRecords(history: History): AsyncGenerator<OutgoingRecord> {
  const { choice, forgets = false, only, onRow } = history;
  const packs = new Map<string, Pack>();
  const latestMs = new Map<string, number>();
  const begun = new Set<string>();
  let waiting = 0;
  const take = (name: string): OutgoingRecord => {
    const { row, observations } = packs.get(name)!;
    packs.delete(name);
    waiting -= observations.length;
    const isFirst = !begun.has(name);
    begun.add(name);
    return { row, source: name, data: encoded(name, observations, forgets && isFirst), dueMs: 0 };
  };
  for await (const row of readRows(choice)) {
    const observation = toObservation(row, checkedSource(choice, row), choice);
    if (only?.has(observation.source) === false) continue;
    refuseDisorder(row, observation, latestMs, choice);
    onRow?.();
    const { source: name } = observation;
    const pack = packs.get(name) ?? { row: row.index + 1, observations: [] };
    packs.set(name, pack);
    pack.observations.push(observation);
    waiting++;
    if (pack.observations.length === MOST_OBSERVATIONS) yield take(name);
    if (waiting >= MOST_WAITING) for (const each of [...packs.keys()]) yield take(each);
  }
  for (const name of [...packs.keys()]) yield take(name);
}

function encoded(source: string, observations: readonly Observation[], forgets: boolean): Uint8Array {
  const learn = encodeLearn(observations);
  return forgets ? Buffer.concat([encodeForget(source), Buffer.from('\n'), learn]) : learn;
}

function toObservation(row: Row, source: string, { features, files, parts }: ColumnChoice): Observation {
  const { timestampMs, line, labels, values } = row;
  if (timestampMs === undefined) {
    const column = parts.timestamp ?? 'timestamp';
    throw new RowError(files[0], { line, column }, 'history needs the time of each row, and here is none');
  }
  const named = features.map((name, i) => [name, Number.isNaN(values[i]) ? null : values[i]] as const);
  return { source, timestampMs, labels, features: Object.fromEntries(named) as NamedFeatures };
}

/** What comes late would be learned late, and the stream's own order is not that of the file. */
function refuseDisorder(
  { line }: Row,
  { source, timestampMs }: Observation,
  latestMs: Map<string, number>,
  { files, parts }: ColumnChoice,
): void {
  const before = latestMs.get(source) ?? Number.NEGATIVE_INFINITY;
  if (timestampMs < before) {
    const what = `the rows of a source must be in the order of their times: sort the file, ${new Date(timestampMs).toISOString()} comes behind ${new Date(before).toISOString()}`;
    throw new RowError(files[0], { line, column: parts.timestamp }, what);
  }
  latestMs.set(source, timestampMs);
}
