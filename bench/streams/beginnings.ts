import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { generatedTable } from '../../scripts/generate/generated-table.ts';
import { qualityOf } from '../../scripts/scoring/quality.ts';
import { judgeAndLearn, type StreamVerdict } from '../../streams/judge-and-learn.ts';
import { lanesOf } from '../../streams/lanes.ts';
import { createSourceState, type SourceState } from '../../streams/source-state.ts';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import { BASELINES, type Baseline } from './baseline-states.ts';
import type { Figure } from './figure.ts';
import { forestScores, laneSum, tailsOf } from './lanes.ts';
import { readSeries, type Series } from './series.ts';

/** Sources of one kind: of each a new one begins now and then, and the others are its peers. */
interface Peers {
  readonly set: string;
  /** What the peers are known by. */
  readonly known: readonly Series[];
  /** What is judged, by the same index. */
  readonly judged: readonly Series[];
}

const BEGINNING = 300;
/** Folds of sources: one is new, the others are its peers. */
const FOLDS = 4;
const MINUTE_MS = 60_000;
/** The first observation that the past counts at; today the hundredth. */
const STARTS = [0, 20, 50, 100];

/** How well the first 300 rows of new sources are told apart, for each thing that they may begin with. */
export async function beginningFigures(streams: string): Promise<Figure[]> {
  return (await allPeers(streams)).flatMap((peers) => {
    const beginnings = beginningsOf(peers);
    return Object.keys(BASELINES).flatMap((name) =>
      STARTS.map((start) => figureOf(peers.set, name, start, beginnings)),
    );
  });
}

async function allPeers(streams: string): Promise<Peers[]> {
  const filesOf = async (folder: string, end: RegExp, stepMs?: number) => {
    const files = (await readdir(join(streams, folder))).filter((file) => end.test(file)).sort();
    return Promise.all(files.map((file) => readSeries(join(streams, folder, file), stepMs)));
  };
  const telemetry = (await filesOf('nasa', /^SMAP/)).map(firstFeature);
  const cards = await cardSeries(join(streams, 'cardtx', 'tx_2018-06-04_14d.csv.gz'));
  const valve = await filesOf('skab', /^valve1/);
  return [
    ...(['machines', 'metrics', 'payments'] as const).map((kind) => generatedPeers(kind)),
    {
      set: 'asd',
      known: await filesOf('asd', /_train/, 5 * MINUTE_MS),
      judged: await filesOf('asd', /_test/, 5 * MINUTE_MS),
    },
    { set: 'smap', known: telemetry, judged: telemetry },
    { set: 'skab valve1', known: valve, judged: valve },
    { set: 'cards', known: cards, judged: cards },
  ];
}

/** Each with a level and a day of its own; four seeds, whose sources are all peers. */
function generatedPeers(kind: 'machines' | 'metrics' | 'payments'): Peers {
  const all: Series[] = [];
  const [sources, rows] = kind === 'payments' ? [20, 12_000] : [6, 10_800];
  for (const seed of [1, 2, 3, 4]) {
    const { rows: table } = generatedTable({ kind, rows, sources, seed, anomalies: 60 });
    all.push(...bySource(Array.from(table, ({ source, ...row }) => ({ ...row, source: `${seed} ${source}` }))));
  }
  return { set: kind, known: all, judged: all };
}

function bySource(
  rows: readonly { source: string; timestampMs: number; values: readonly (number | undefined)[]; label: boolean }[],
): Series[] {
  return [...Map.groupBy(rows, ({ source }) => source)].map(([name, own]) => ({
    name,
    features: own[0].values.length,
    timesMs: Float64Array.from(own, ({ timestampMs }) => timestampMs),
    values: Float64Array.from(own.flatMap(({ values }) => values.map((value) => value ?? Number.NaN))),
    labels: Uint8Array.from(own, ({ label }) => Number(label)),
  }));
}

async function cardSeries(file: string): Promise<Series[]> {
  const rows = [];
  for await (const row of readRows(
    await chooseColumns([file], { features: ['amount'], sourceColumn: 'customer_id' }),
  )) {
    const { source = '', timestampMs = 0, values, label } = row;
    rows.push({ source, timestampMs, values: [...values], label: Boolean(Number(label)) });
  }
  return bySource(rows);
}

function firstFeature(series: Series): Series {
  const values = series.values.filter((_, i) => i % series.features === 0);
  return { ...series, features: 1, values };
}

/** What was seen of the rows of new sources, all together. */
interface Beginnings {
  readonly labels: Uint8Array;
  /** By row, of its source from 1. */
  readonly nth: readonly number[];
  readonly rarity: Float64Array;
  readonly pasts: Readonly<Record<string, readonly StreamVerdict[]>>;
}

function beginningsOf({ known, judged }: Peers): Beginnings {
  const labels: number[] = [];
  const nth: number[] = [];
  const rarity: number[] = [];
  const pasts: Record<string, StreamVerdict[]> = Object.fromEntries(Object.keys(BASELINES).map((name) => [name, []]));
  for (let fold = 0; fold < FOLDS; fold++) {
    const peers = known.filter((_, i) => i % FOLDS !== fold);
    const states = Object.entries(BASELINES).map(([name, make]) => [name, make(peers)] as const);
    const rows = joined(peers);
    for (const series of judged.filter((_, i) => i % FOLDS === fold)) {
      rarity.push(...rarityOf(rows, series));
      for (let from = 0; from < series.labels.length; from += BEGINNING) {
        const part = partOf(series, from, Math.min(from + BEGINNING, series.labels.length));
        labels.push(...part.labels);
        nth.push(...Array.from(part.labels, (_, i) => i + 1));
        for (const [name, baseline] of states) pasts[name].push(...verdicts(part, baseline));
      }
    }
  }
  return { labels: Uint8Array.from(labels), nth, rarity: Float64Array.from(rarity), pasts };
}

function joined(peers: readonly Series[]): Series {
  return { ...peers[0], values: Float64Array.from(peers.flatMap(({ values }) => [...values])) };
}

/** Decades of each row for a forest that saw rows of the peers. */
function rarityOf(peers: Series, { features, values }: Series): Float64Array {
  const from = Math.min(4096, peers.values.length / features);
  const step = Math.floor(peers.values.length / features / from);
  const some = Float64Array.from({ length: from * features }, (_, i) => {
    return peers.values[Math.floor(i / features) * step * features + (i % features)];
  });
  const both = new Float64Array(some.length + values.length);
  both.set(some);
  both.set(values, some.length);
  return tailsOf(forestScores({ features, values: both }, from, 0), from);
}

function partOf(series: Series, from: number, to: number): Series {
  const { features, values, timesMs, labels } = series;
  const part = { timesMs: timesMs.subarray(from, to), labels: labels.subarray(from, to) };
  return { ...series, ...part, values: values.subarray(from * features, to * features) };
}

function verdicts({ features, timesMs, values }: Series, baseline: Baseline): StreamVerdict[] {
  let state: SourceState | undefined;
  return Array.from(timesMs, (timestampMs, row) => {
    const own = values.subarray(row * features, (row + 1) * features);
    state ??= baseline(own) ?? createSourceState(features);
    return judgeAndLearn(state, { timestampMs, values: own });
  });
}

function figureOf(set: string, name: string, start: number, { labels, nth, rarity, pasts }: Beginnings): Figure {
  const scores = new Float64Array(labels.length);
  let [calm, alarms, rare] = [0, 0, 0];
  for (const [i, verdict] of pasts[name].entries()) {
    const counts = nth[i] > start || start === 0;
    const lanes = counts ? lanesOf(speaking(verdict)) : undefined;
    scores[i] = laneSum(rarity[i], lanes);
    if (labels[i] === 1) continue;
    calm++;
    if (counts && verdict.isAlarm) alarms++;
    if ((lanes?.stream ?? 0) >= 3) rare++;
  }
  const { rocAuc, averagePrecision, anomalies } = qualityOf(scores, labels);
  const note = `AP ${averagePrecision.toFixed(3)}; of 1,000 calm rows ${((1000 * alarms) / calm).toFixed(1)} alarm, ${((1000 * rare) / calm).toFixed(1)} are 1 in 1,000; ${anomalies} of ${labels.length}`;
  return { set, measure: `${name} from ${start}: ROC AUC`, ours: rocAuc, note };
}

/** As if the source were not new. */
function speaking(verdict: StreamVerdict): StreamVerdict {
  const { surprise, score, largest, meanOfLargest, step, judged, isFrozen } = verdict;
  return { surprise, score, largest, meanOfLargest, step, judged, isFrozen, weight: 1 } as StreamVerdict;
}
