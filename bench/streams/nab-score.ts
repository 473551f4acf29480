/**
 * The score of the Numenta Anomaly Benchmark, by its rules.
 *
 * @see Lavin & Ahmad (2015), Evaluating Real-Time Anomaly Detection Algorithms: the Numenta Anomaly Benchmark
 */
export interface NabProfile {
  readonly tpWeight: number;
  readonly fpWeight: number;
  readonly fnWeight: number;
}

/** One file: its times, and its windows of anomaly as first and last time. */
export interface NabFile {
  readonly timesMs: Float64Array;
  readonly windows: readonly (readonly [number, number])[];
}

export interface NabCounts {
  /** Weighted, before it is set against a detector that is silent and one that is perfect. */
  readonly raw: number;
  readonly windows: number;
  readonly found: number;
  /** Detections outside windows. */
  readonly falseDetections: number;
}

/** The first 15 % of a file, at most 750 rows, are not judged. */
const PROBATION = 0.15;
const LONGEST_FILE = 5000;

/**
 * Scores the detections of one file: the first in a window counts by how early in it, one outside by how far it is
 * behind the last window, a window without any costs.
 *
 * @param detections rows in rising order
 */
export function countDetections(file: NabFile, detections: readonly number[], profile: NabProfile): NabCounts {
  const { timesMs } = file;
  const probation = Math.floor(PROBATION * Math.min(timesMs.length, LONGEST_FILE));
  const windows = file.windows.map(([first, last]) => ({ first: timesMs.indexOf(first), last: timesMs.indexOf(last) }));
  const best = windows.map(() => -profile.fnWeight);
  let falsePart = 0;
  let falseDetections = 0;
  for (const row of detections.filter((each) => each >= probation)) {
    const inside = windows.findIndex(({ first, last }) => row >= first && row <= last);
    if (inside >= 0) {
      const { first, last } = windows[inside];
      const worth = (sigmoid(-(last - row + 1) / (last - first + 1)) * profile.tpWeight) / sigmoid(-1);
      best[inside] = Math.max(best[inside], worth);
      continue;
    }
    const past = windows.findLast(({ last }) => last < row);
    falsePart += profile.fpWeight * (past ? sigmoid((row - past.last) / (past.last - past.first)) : -1);
    falseDetections++;
  }
  return {
    raw: falsePart + best.reduce((sum, worth) => sum + worth, 0),
    windows: windows.length,
    found: best.filter((worth) => worth > -profile.fnWeight).length,
    falseDetections,
  };
}

/** Sets a raw score on the scale on which silence is 0 and a detection at the start of each window alone is 100. */
export function normalised(counts: readonly NabCounts[], { tpWeight, fnWeight }: NabProfile): number {
  const raw = counts.reduce((sum, each) => sum + each.raw, 0);
  const windows = counts.reduce((sum, each) => sum + each.windows, 0);
  return (100 * (raw + fnWeight * windows)) / (windows * (tpWeight + fnWeight));
}

/** 1 far before the end of a window, 0 at it, -1 far behind. */
function sigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}
