import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeTimestamp } from '../../contracts/record-forms/timestamp.ts';
import { chooseColumns } from '../../tabular/choose-columns.ts';
import { readRows } from '../../tabular/read-rows.ts';
import type { Figure } from './figure.ts';
import { countDetections, type NabFile, type NabProfile, normalised } from './nab-score.ts';
import { judgeSeries, readSeries, type Series } from './series.ts';

interface NabSeries extends NabFile {
  readonly series: Series;
  /** Numenta's published scores by row. */
  readonly published: Float64Array;
}

const GOALS: Readonly<Record<string, number>> = { standard: 78, reward_low_FP_rate: 71, reward_low_FN_rate: 82 };
/** What Numenta's HTM reaches on these files at the threshold that is best for them, by the leaderboard beside them. */
const PUBLISHED: Readonly<Record<string, number>> = {
  standard: 65.78,
  reward_low_FP_rate: 58.15,
  reward_low_FN_rate: 70.29,
};
const PUBLISHED_THRESHOLD = 0.581621033511;

/** NAB's three scores of ours over its files in a folder, and what our scoring makes of Numenta's published scores. */
export async function nabFigures(dir: string): Promise<Figure[]> {
  const files = await readFiles(dir);
  const profiles = JSON.parse(await readFile(join(dir, 'profiles.json'), 'utf8'));
  const figures: Figure[] = [];
  const ours = files.map(({ series }) => judgeSeries(series).alarms);
  const theirs = files.map(({ published }) => [...published.keys()].filter((i) => published[i] >= PUBLISHED_THRESHOLD));
  for (const [name, { CostMatrix: profile }] of Object.entries<{ CostMatrix: NabProfile }>(profiles)) {
    const counts = files.map((file, i) => countDetections(file, ours[i], profile));
    const sum = (key: 'found' | 'windows' | 'falseDetections') => counts.reduce((total, each) => total + each[key], 0);
    const note = `${sum('found')} of ${sum('windows')} windows, ${sum('falseDetections')} false`;
    figures.push({ set: 'nab', measure: name, ours: normalised(counts, profile), goal: GOALS[name], note });
    const anchor = normalised(
      files.map((file, i) => countDetections(file, theirs[i], profile)),
      profile,
    );
    const off = Math.abs(anchor - PUBLISHED[name]);
    const told = `our scoring of HTM's scores: ${anchor.toFixed(2)}, published ${PUBLISHED[name]}`;
    figures.push({
      set: 'nab',
      measure: `${name}, scorer off by`,
      ours: off,
      goal: 0.005,
      better: 'lower',
      note: told,
    });
  }
  return figures;
}

/** The files as they are, for who measures time on them. */
export async function nabSeries(dir: string): Promise<Series[]> {
  return (await readFiles(dir)).map(({ series }) => series);
}

async function readFiles(dir: string): Promise<NabSeries[]> {
  const labels = await readFile(join(dir, 'labels', 'combined_windows.json'), 'utf8');
  const windows: Record<string, [string, string][]> = JSON.parse(labels);
  const files: NabSeries[] = [];
  for (const group of (await readdir(join(dir, 'data'))).sort()) {
    for (const file of (await readdir(join(dir, 'data', group))).sort()) {
      const series = await readSeries(join(dir, 'data', group, file));
      const published = await readScores(join(dir, 'results', 'numenta', group, file));
      const ends = windows[`${group}/${series.name}.csv`].map(
        ([first, last]) => [timeOf(first), timeOf(last)] as const,
      );
      files.push({ series, timesMs: series.timesMs, windows: ends, published });
    }
  }
  return files;
}

async function readScores(file: string): Promise<Float64Array> {
  const scores: number[] = [];
  const choice = await chooseColumns([file], { features: ['anomaly_score'] });
  for await (const { values } of readRows(choice)) scores.push(values[0]);
  return Float64Array.from(scores);
}

function timeOf(text: string): number {
  const decoded = decodeTimestamp(text, 'combined_windows.json');
  if (!decoded.ok) throw new Error(decoded.problem.message);
  return decoded.value;
}
