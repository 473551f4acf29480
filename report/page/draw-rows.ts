import type uPlot from 'uplot';
import { LANE_CODES, NO_REASON } from './page-data.ts';
import { isMarked, MARK, type Selection } from './rows.ts';
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
  drawClipped(u, () => {
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

/** What is drawn of the anomalies that one lane led. */
interface LanePaths {
  readonly faint: Path2D;
  readonly full: Path2D;
  readonly ring: Path2D;
}

/**
 * Anomalies over everything else, in the colour of the lane that led: full where right or unlabelled, a ring for a
 * false alarm, a diamond for a missed one; faint where another feature than `feature` made the row strange.
 */
export function drawMarks(
  u: uPlot,
  selection: Selection,
  y: Float32Array,
  feature: number | undefined,
  theme: Theme,
): void {
  const { x, mark, grade, reason, lane } = selection;
  const toLeft = placing(u, 'x');
  const toTop = placing(u, 'y');
  const [from, to] = visible(u, x);
  const lanes = Array.from({ length: LANE_COUNT }, newPaths);
  const missed = new Path2D();
  for (let i = from; i < to; i++) {
    if (!isMarked(mark[i]) || Number.isNaN(y[i])) continue;
    const left = toLeft(x[i]);
    const top = toTop(y[i]);
    if (mark[i] === MARK.missed) {
      addDiamond(missed, left, top, (feature === undefined ? 4 : 3) * devicePixelRatio);
      continue;
    }
    const { faint, full, ring } = lanes[lane[i]];
    const others = feature !== undefined && reason[i] !== NO_REASON && reason[i] !== feature;
    const radius = (2.4 + (2.2 * grade[i]) / 255) * devicePixelRatio;
    if (others) addCircle(faint, left, top, 2 * devicePixelRatio);
    else addCircle(mark[i] === MARK.strange ? full : ring, left, top, radius);
  }
  drawClipped(u, () => {
    const { ctx } = u;
    ctx.setLineDash([]);
    ctx.lineWidth = (feature === undefined ? 1.5 : 1.2) * devicePixelRatio;
    ctx.globalAlpha = feature === undefined ? 1 : 0.6;
    ctx.strokeStyle = theme.missed;
    ctx.stroke(missed);
    for (const [code, paths] of lanes.entries()) paint(ctx, paths, laneColour(code, theme));
  });
}

const LANE_COUNT = Object.keys(LANE_CODES).length;

function newPaths(): LanePaths {
  return { faint: new Path2D(), full: new Path2D(), ring: new Path2D() };
}

function laneColour(code: number, { strange, stream, step }: Theme): string {
  return code === LANE_CODES.stream ? stream : code === LANE_CODES.step ? step : strange;
}

function paint(ctx: CanvasRenderingContext2D, { faint, full, ring }: LanePaths, colour: string): void {
  ctx.fillStyle = ctx.strokeStyle = colour;
  ctx.globalAlpha = 0.45;
  ctx.fill(faint);
  ctx.globalAlpha = 0.9;
  ctx.stroke(ring);
  ctx.fill(full);
}

/** Where somebody points: an upright line, and a ring around the value. */
export function drawPin(u: uPlot, x: number, y: number, colour: string): void {
  const { ctx, bbox } = u;
  const left = u.valToPos(x, 'x', true);
  drawClipped(u, () => {
    ctx.setLineDash([]);
    ctx.strokeStyle = colour;
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
    if (Number.isNaN(y)) return;
    const ring = new Path2D();
    addCircle(ring, left, u.valToPos(y, 'y', true), 7 * devicePixelRatio);
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.stroke(ring);
  });
}

/** A stretch of time behind the rows. @param strength 0 to 1 */
export function drawStretch(u: uPlot, { min, max }: Range, colour: string, strength = 0.16): void {
  const { ctx, bbox } = u;
  const left = u.valToPos(min, 'x', true) - 3 * devicePixelRatio;
  const right = u.valToPos(max, 'x', true) + 3 * devicePixelRatio;
  drawClipped(u, () => {
    ctx.globalAlpha = strength;
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

/** Draws within the chart alone, and leaves the canvas as it was. */
export function drawClipped(u: uPlot, draw: () => void): void {
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
