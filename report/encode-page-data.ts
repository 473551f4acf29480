import type { Bins, Distribution, LatencyBars, PageColumns, PageData } from './page/page-data.ts';
import { pageEvents, pageReasons } from './page-events.ts';
import { precisionRecallCurve } from './precision-recall-curve.ts';
import { type ReportData, type ReportLatency, type ReportRows, TRUTH } from './report-data.ts';

/**
 * What the page's script draws: the rows numbered in `shown` as columns, and the small charts' numbers from all rows.
 */
export function encodePageData(data: ReportData, shown: Uint32Array): PageData {
  const { rows, quality, latency } = data;
  return {
    features: rows.features,
    sources: rows.sources,
    measure: rows.measure,
    columns: encodeColumns(rows, shown),
    events: pageEvents(data),
    reasons: pageReasons(data, shown),
    distribution: distributionOf(rows),
    precisionRecall: quality && precisionRecallCurve(rows, quality),
    latency: latency && latencyBars(latency),
  };
}

function encodeColumns(rows: ReportRows, shown: Uint32Array): PageColumns {
  const { timestampMs, truth } = rows;
  const floats = (column: Float32Array) => base64(Float32Array.from(shown, (row) => column[row]));
  return {
    values: rows.values.map(floats),
    usual: rows.usual?.map(({ low, high }) => ({ low: floats(low), high: floats(high) })),
    seconds: timestampMs && base64(Float64Array.from(shown, (row) => timestampMs[row] / 1000)),
    source: base64(Uint32Array.from(shown, (row) => rows.source[row])),
    score: floats(rows.score),
    threshold: floats(rows.threshold),
    grade: base64(Uint8Array.from(shown, (row) => Math.round(rows.grade[row] * 255))),
    anomalous: base64(Uint8Array.from(shown, (row) => rows.anomalous[row])),
    reason: base64(Uint16Array.from(shown, (row) => rows.reason[row])),
    lane: base64(Uint8Array.from(shown, (row) => rows.lane[row])),
    truth: truth && base64(Uint8Array.from(shown, (row) => truth[row])),
  };
}

function base64(column: Float32Array | Float64Array | Uint32Array | Uint16Array | Uint8Array): string {
  return Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('base64');
}

const SCORE_BINS = 60;
/** Scores may go on without end: the bins do to so many times what is below the threshold. */
const MOST_BEYOND = 4;

/** Split by the labels where there are any, else by the verdict. */
function distributionOf({ count, score, threshold, anomalous, truth }: ReportRows): Distribution {
  const usual: number[] = [];
  const strange: number[] = [];
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < count; row++) {
    const value = score[row];
    if (Number.isNaN(value) || truth?.[row] === TRUTH.unknown) continue;
    (truth ? truth[row] === TRUTH.strange : anomalous[row] === 1) ? strange.push(value) : usual.push(value);
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  const bins = (values: readonly number[]) => toShares(toBins(values, from, to, SCORE_BINS));
  if (from > to) [from, to] = [0, 1];
  const limit = threshold[count - 1] ?? 1;
  if (limit > from) to = Math.min(to, from + MOST_BEYOND * (limit - from));
  return { usual: bins(usual), strange: bins(strange), threshold: limit };
}

const LATENCY_BINS = 48;

function latencyBars({ p50, p95, p99, samplesMs }: ReportLatency): LatencyBars | undefined {
  if (!samplesMs || samplesMs.length === 0) return undefined;
  const longest = samplesMs.reduce((a, b) => Math.max(a, b));
  return { bins: toBins(samplesMs, 0, longest, LATENCY_BINS), p50, p95, p99 };
}

/**
 * How many of `values` fall into each of `count` equal bins over [from, to]; what lies outside counts in the outermost.
 */
function toBins(values: ArrayLike<number>, from: number, to: number, count: number): Bins {
  const width = (to - from || 1) / count;
  const counts = new Array<number>(count).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (Number.isNaN(value)) continue;
    counts[Math.min(count - 1, Math.max(0, Math.floor((value - from) / width)))]++;
  }
  return { from, width, counts };
}

/** The same bins as shares of their sum, so that a few strange rows are seen beside very many usual ones. */
function toShares(bins: Bins): Bins {
  const total = bins.counts.reduce((sum, count) => sum + count, 0) || 1;
  return { ...bins, counts: bins.counts.map((count) => count / total) };
}
