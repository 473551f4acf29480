import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import { judgeSeries, readSeries } from './series.ts';

/** Alarms in the first rows of a channel are not counted, as in NAB: 15 %, at most 750. */
const PROBATION = 0.15;
const MOST_PROBATION = 750;

/** Segments of anomaly found, and false alarms, on the telemetry channels of a folder; they have no clock. */
export async function segmentFigures(dir: string): Promise<Figure[]> {
  let [segments, found, wrong, rows] = [0, 0, 0, 0];
  for (const file of (await readdir(dir)).sort()) {
    const series = await readSeries(join(dir, file));
    const probation = Math.min(PROBATION * series.labels.length, MOST_PROBATION);
    const alarms = judgeSeries(series).alarms.filter((row) => row >= probation);
    const channel = segmentsOf(series.labels);
    segments += channel.length;
    found += channel.filter(([first, last]) => alarms.some((row) => row >= first && row <= last)).length;
    wrong += alarms.filter((row) => series.labels[row] === 0).length;
    rows += series.labels.length;
  }
  const note = `of ${segments}; ${wrong} false alarms in ${rows} rows`;
  return [
    { set: 'smap/msl', measure: 'segments found', ours: found, goal: 18, note },
    {
      set: 'smap/msl',
      measure: 'false alarms per 1,000 rows',
      ours: Math.round((100_000 * wrong) / rows) / 100,
      goal: 0.21,
      better: 'lower',
    },
  ];
}

/** First and last rows of each run of anomalies. */
function segmentsOf(labels: Uint8Array): [number, number][] {
  const segments: [number, number][] = [];
  for (const [row, label] of labels.entries()) {
    const last = segments.at(-1);
    if (label === 0) continue;
    if (last?.[1] === row - 1) last[1] = row;
    else segments.push([row, row]);
  }
  return segments;
}
