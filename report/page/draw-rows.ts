import type uPlot from 'uplot';
import { NO_REASON } from './page-data.ts';
import { MARK, type Selection } from './rows.ts';
import type { Theme } from './theme.ts';
import type { Range } from './view.ts';

/** Times that one place is painted over: enough to see where rows are dense, few enough to be quick with 100,000. */
const MAX_COATS = 3;

/** Fewer rows than this stand by themselves and are drawn to be seen one by one. */
const SPARSE_ROWS = 4000;

/** Rows as a cloud of small squares, darker where they are dense. */
export function drawCloud(u: uPlot, x: Float64Array, y: Float32Array, colour: string): void {
  const { ctx, bbox } = u;
  const [from, to] = visible(u, x);
  const isSparse = to - from < SPARSE_ROWS;
  const size = Math.round((isSparse ? 2.6 : 2) * devicePixelRatio);
  const columns = Math.ceil(bbox.width / size) + 1;
  const coats = new Uint8Array(columns * (Math.ceil(bbox.height / size) + 1));
  const toLeft = placing(u, 'x');
  const toTop = placing(u, 'y');
  clipped(u, () => {
    ctx.fillStyle = colour;
    ctx.globalAlpha = isSparse ? 0.7 : 0.45;
    for (let i = from; i < to; i++) {
      const column = Math.floor((toLeft(x[i]) - bbox.left) / size);
      const line = Math.floor((toTop(y[i]) - bbox.top) / size);
      const place = line * columns + column;
      // A missing value has no place, and one outside of the chart none that is in the table.
      if (!(coats[place] < MAX_COATS)) continue;
      coats[place]++;
      ctx.fillRect(bbox.left + column * size, bbox.top + line * size, size, size);
    }
  });
}

/**
 * Anomalies over everything else: full where right or unlabelled, a ring for a false alarm, a diamond for a missed one;
 * faint where another feature than `feature` made the row strange.
 */
export function drawMarks(
  u: uPlot,
  selection: Selection,
  y: Float32Array,
  feature: number | undefined,
  theme: Theme,
): void {
  const { x, mark, grade, reason } = selection;
  const { ctx } = u;
  const toLeft = placing(u, 'x');
  const toTop = placing(u, 'y');
  const [from, to] = visible(u, x);
  const paths = { faint: new Path2D(), full: new Path2D(), ring: new Path2D(), diamond: new Path2D() };
  for (let i = from; i < to; i++) {
    if (mark[i] === MARK.none || Number.isNaN(y[i])) continue;
    const left = toLeft(x[i]);
    const top = toTop(y[i]);
    const radius = (2.4 + (2.2 * grade[i]) / 255) * devicePixelRatio;
    const others = feature !== undefined && reason[i] !== NO_REASON && reason[i] !== feature;
    if (mark[i] === MARK.missed)
      addDiamond(paths.diamond, left, top, (feature === undefined ? 4 : 3) * devicePixelRatio);
    else if (others) addCircle(paths.faint, left, top, 2 * devicePixelRatio);
    else addCircle(mark[i] === MARK.strange ? paths.full : paths.ring, left, top, radius);
  }
  clipped(u, () => {
    ctx.setLineDash([]);
    ctx.lineWidth = (feature === undefined ? 1.5 : 1.2) * devicePixelRatio;
    ctx.fillStyle = theme.strange;
    ctx.strokeStyle = theme.missed;
    ctx.globalAlpha = feature === undefined ? 1 : 0.6;
    ctx.stroke(paths.diamond);
    ctx.globalAlpha = 0.45;
    ctx.fill(paths.faint);
    ctx.globalAlpha = 0.9;
    ctx.strokeStyle = theme.strange;
    ctx.stroke(paths.ring);
    ctx.fill(paths.full);
  });
}

/** A stretch of time behind the rows. */
export function drawStretch(u: uPlot, { min, max }: Range, colour: string): void {
  const { ctx, bbox } = u;
  const left = u.valToPos(min, 'x', true) - 3 * devicePixelRatio;
  const right = u.valToPos(max, 'x', true) + 3 * devicePixelRatio;
  clipped(u, () => {
    ctx.globalAlpha = 0.16;
    ctx.fillStyle = colour;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  });
}

function addCircle(path: Path2D, left: number, top: number, radius: number): void {
  path.moveTo(left + radius, top);
  path.arc(left, top, radius, 0, 2 * Math.PI);
}

function addDiamond(path: Path2D, left: number, top: number, radius: number): void {
  path.moveTo(left, top - radius);
  path.lineTo(left + radius, top);
  path.lineTo(left, top + radius);
  path.lineTo(left - radius, top);
  path.closePath();
}

function clipped(u: uPlot, draw: () => void): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}

/** A scale as one multiplication: `valToPos` looks its scale up each time, which shows at 100,000 rows. */
function placing(u: uPlot, scale: 'x' | 'y'): (value: number) => number {
  const { min = 0, max = 1, distr, asinh: unit = 1 } = u.scales[scale];
  // the only one that is not straight
  const bent = distr === 4 ? (value: number) => Math.asinh(value / unit) : (value: number) => value;
  const zero = u.valToPos(min, scale, true);
  const factor = (u.valToPos(max, scale, true) - zero) / (bent(max) - bent(min));
  return (value) => zero + (bent(value) - bent(min)) * factor;
}

/** First and one past the last index within the chart. */
export function visible(u: uPlot, x: Float64Array): [from: number, to: number] {
  const { min = 0, max = 0 } = u.scales.x!;
  return [firstAtLeast(x, min), firstAtLeast(x, max)];
}

function firstAtLeast(x: Float64Array, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (x[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
