import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { generateRows } from '../../scripts/generate/generate-rows.ts';
import { type Quality, qualityOf } from '../../scripts/scoring/quality.ts';
import type { Figure } from './figure.ts';
import { forestScores, laneSum, tailsOf } from './lanes.ts';
import { judgeSeries, type LaneScores, readSeries, type Series } from './series.ts';

/** Rows to judge, behind rows to know: a model is fitted on those, the streams have seen them. */
export interface RowsTask {
  readonly series: Series;
  /** The first row that is judged. */
  readonly from: number;
  /** The rows from there on are of another source, of which nothing is known. */
  readonly isOther?: boolean;
}

const MINUTE_MS = 60_000;
const FITTED_SHARE = 0.3;
const SEEDS = [0, 1];
const LANES = ['forest', 'S top3', 'one-step', 'sum3'] as const;
type Lane = (typeof LANES)[number];
type Measures = Readonly<Record<Lane, Pick<Quality, 'rocAuc' | 'averagePrecision'>>>;

/** What the sum of the three lanes is to reach, ROC AUC and average precision, of which some sets have one. */
const GOALS: Readonly<Record<string, readonly [number?, number?]>> = {
  'skab valve1': [0.69, 0.65],
  'generator linear': [0.98],
  'generator random-walk': [0.92],
  'generator uniform': [0.99],
  mean: [0.82, 0.52],
};

/** Each kind of rows: how well forest, streams and both together order them. */
export async function rowFigures(streams: string): Promise<Figure[]> {
  const kinds = new Map<string, Measures>();
  for (const [kind, tasks] of await allTasks(streams)) kinds.set(kind, meanOf(tasks.map(measure)));
  kinds.set('mean', meanOf([...kinds.values()]));
  return [...kinds].flatMap(([kind, measures]) => figuresOf(kind, measures));
}

function figuresOf(kind: string, measures: Measures): Figure[] {
  const [auc, ap] = GOALS[kind] ?? [];
  const alone = (key: 'rocAuc' | 'averagePrecision') =>
    LANES.slice(0, 3)
      .map((lane) => `${lane} ${measures[lane][key].toFixed(3)}`)
      .join(', ');
  return [
    { set: kind, measure: 'ROC AUC', ours: measures.sum3.rocAuc, goal: auc, note: alone('rocAuc') },
    {
      set: kind,
      measure: 'average precision',
      ours: measures.sum3.averagePrecision,
      goal: ap,
      note: alone('averagePrecision'),
    },
  ];
}

/** All tasks of each kind of rows. */
export async function allTasks(streams: string): Promise<[string, RowsTask[]][]> {
  const beginningWith = async (folder: string, start: string, stepMs?: number) => {
    const files = (await readdir(join(streams, folder))).filter((file) => file.startsWith(start)).sort();
    return Promise.all(files.map((file) => readSeries(join(streams, folder, file), stepMs)));
  };
  const fitted = (series: Series) => ({ series, from: Math.floor(FITTED_SHARE * series.labels.length) });
  const prefix = (series: Series) => ({ series, from: Number(/train(\d+)/.exec(series.name)?.[1]) });
  return [
    ['asd', trainThenTest(await beginningWith('asd', '', 5 * MINUTE_MS))],
    ['smap/msl rows', (await beginningWith('nasa', '')).map(fitted)],
    ['skab valve1', (await beginningWith('skab', 'valve1')).map(fitted)],
    ['smd', trainThenTest(await beginningWith('smd', '', MINUTE_MS))],
    ['ucr', (await beginningWith('ucr', '')).map(prefix)],
    ...(['linear', 'random-walk', 'exponential', 'uniform'] as const).map((kind): [string, RowsTask[]] => [
      `generator ${kind}`,
      [{ ...afterEachOther(generated(kind, 1), generated(kind, 2)), isOther: true }],
    ]),
  ];
}

/** Files come as NAME_test, NAME_train. */
function trainThenTest(files: readonly Series[]): RowsTask[] {
  return files.flatMap((test, i) => (test.name.endsWith('_test') ? [afterEachOther(files[i + 1], test)] : []));
}

/** The second goes on where the first ends, in time too. */
function afterEachOther(first: Series, second: Series): RowsTask {
  const from = first.labels.length;
  const shift = first.timesMs[from - 1] - second.timesMs[0] + (second.timesMs[1] - second.timesMs[0]);
  const rows = from + second.labels.length;
  const series: Series = {
    name: second.name,
    features: second.features,
    timesMs: joined(
      new Float64Array(rows),
      first.timesMs,
      second.timesMs.map((time) => time + shift),
    ),
    values: joined(new Float64Array(rows * second.features), first.values, second.values),
    labels: joined(new Uint8Array(rows), first.labels, second.labels),
  };
  return { series, from };
}

function joined<Numbers extends Float64Array | Uint8Array>(to: Numbers, first: Numbers, second: Numbers): Numbers {
  to.set(first);
  to.set(second, first.length);
  return to;
}

function generated(kind: 'linear' | 'random-walk' | 'exponential' | 'uniform', seed: number): Series {
  const [rows, features] = [10_000, 5];
  const [timesMs, values, labels]: number[][] = [[], [], []];
  for (const row of generateRows({ kind, rows, features, sources: 1, seed })) {
    timesMs.push(row.timestampMs);
    values.push(...row.values);
    labels.push(Number(row.changes.length > 0));
  }
  return {
    name: kind,
    features,
    timesMs: Float64Array.from(timesMs),
    values: Float64Array.from(values),
    labels: Uint8Array.from(labels),
  };
}

function measure(task: RowsTask): Measures {
  const { series, from } = task;
  const { surprise, oneStep, lanes: past } = task.isOther ? judgeApart(task) : judgeSeries(series);
  const labels = series.labels.subarray(from);
  const streams = { 'S top3': surprise.subarray(from), 'one-step': oneStep.subarray(from) };
  return meanOf(
    SEEDS.map((seed) => {
      const forest = forestScores(series, from, seed);
      const rarity = tailsOf(forest, from);
      const lanes: Record<Lane, Float64Array> = {
        ...streams,
        forest: forest.subarray(from),
        sum3: rarity.map((tail, i) => laneSum(tail, past[from + i])),
      };
      return Object.fromEntries(LANES.map((lane) => [lane, qualityOf(lanes[lane], labels)])) as unknown as Measures;
    }),
  );
}

function judgeApart({ series, from }: RowsTask): Omit<LaneScores, 'alarms'> {
  const part = (first: number, end: number) => {
    const values = series.values.subarray(first * series.features, end * series.features);
    return judgeSeries({ ...series, values, timesMs: series.timesMs.subarray(first, end) });
  };
  const [known, judged] = [part(0, from), part(from, series.labels.length)];
  return {
    surprise: joined(new Float64Array(series.labels.length), known.surprise, judged.surprise),
    oneStep: joined(new Float64Array(series.labels.length), known.oneStep, judged.oneStep),
    lanes: [...known.lanes, ...judged.lanes],
  };
}

function meanOf(measures: readonly Measures[]): Measures {
  const mean = (lane: Lane, key: 'rocAuc' | 'averagePrecision') =>
    measures.reduce((sum, each) => sum + each[lane][key], 0) / measures.length;
  return Object.fromEntries(
    LANES.map((lane) => [lane, { rocAuc: mean(lane, 'rocAuc'), averagePrecision: mean(lane, 'averagePrecision') }]),
  ) as unknown as Measures;
}
