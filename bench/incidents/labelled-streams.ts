import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { decodeTimestamp } from '../../contracts/record-forms/timestamp.ts';
import { type DemoData, generateDemoData, ownDemoData } from '../../scripts/demo/prepare-data.ts';
import { DEMO_HAPPENINGS } from '../../scripts/demo/scene.ts';
import { countRows } from '../../tabular/count-rows.ts';
import type { ColumnFlags } from '../../tabular/locate-columns.ts';
import type { LabelledEvent } from './labelled-events.ts';

/** Rows to learn from and to replay, and what is known to have happened in them. */
export interface LabelledStream {
  readonly set: string;
  readonly name: string;
  readonly data: DemoData;
  readonly flags: ColumnFlags;
  /** Absent: rows are labelled one by one. */
  readonly events?: readonly LabelledEvent[];
}

/** NAB leaves the first 15 % of a file to learn from. */
const NAB_LEARNED = 0.15;
const NAB_GROUP = 'realKnownCause';
const CARDS = 'tx_2018-06-04_14d.csv.gz';

/**
 * All streams: the first 30 % of each train, of NAB's 15 %, of the demo's nine days; the rest is replayed.
 *
 * @param data the folder of the sets @param scratch where the demo's rows are written
 */
export async function* labelledStreams(data: string, scratch: string): AsyncGenerator<LabelledStream> {
  yield* skabStreams(join(data, 'streams', 'skab'));
  yield* nabStreams(join(data, 'nab'));
  const flags = { features: ['amount'], sourceColumn: 'customer_id' };
  yield { set: 'cards', name: 'cards', flags, data: await ownDemoData(join(data, 'streams', 'cardtx', CARDS), flags) };
  yield { set: 'demo', name: 'demo', flags: {}, data: await generateDemoData(scratch), events: DEMO_HAPPENINGS };
}

async function* skabStreams(folder: string): AsyncGenerator<LabelledStream> {
  const flags = { ignore: ['changepoint'] };
  for (const file of (await readdir(folder)).filter((name) => name.startsWith('valve1')).sort()) {
    yield { set: 'SKAB valve1', name: nameOf(file), flags, data: await ownDemoData(join(folder, file), flags) };
  }
}

async function* nabStreams(folder: string): AsyncGenerator<LabelledStream> {
  const labels = await readFile(join(folder, 'labels', 'combined_windows.json'), 'utf8');
  const windows: Record<string, [string, string][]> = JSON.parse(labels);
  const files = join(folder, 'data', NAB_GROUP);
  for (const file of (await readdir(files)).sort()) {
    const [path, source] = [join(files, file), nameOf(file)];
    const events = windows[`${NAB_GROUP}/${source}.csv`].map(([from, to]) => {
      return { source, fromMs: timeOf(from), toMs: timeOf(to) };
    });
    const learned = Math.floor(NAB_LEARNED * (await countRows(path, {})));
    const data = await ownDemoData(path, {}, undefined, learned);
    yield { set: `NAB ${NAB_GROUP}`, name: source, flags: {}, data, events };
  }
}

function nameOf(file: string): string {
  return basename(file).replace(/\.csv(\.gz)?$/, '');
}

function timeOf(text: string): number {
  const decoded = decodeTimestamp(text, 'combined_windows.json');
  if (!decoded.ok) throw new Error(decoded.problem.message);
  return decoded.value;
}
