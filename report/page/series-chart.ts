import uPlot from 'uplot';
import { numberAxis, timeAxis, verticalOf } from './axes.ts';
import { drawCloud, drawMarks, drawPin, drawStretch, visible } from './draw-rows.ts';
import { onPoint } from './on-point.ts';
import type { PageEvent } from './page-data.ts';
import { isMarked, type Rows, type Selection } from './rows.ts';
import type { Theme } from './theme.ts';
import type { View } from './view.ts';

export interface SeriesChartOptions {
  readonly view: View;
  readonly rows: Rows;
  readonly events: readonly PageEvent[];
  /** One value per row. */
  readonly values: Float32Array;
  /** Index of the feature whose values they are; absent for the score. */
  readonly feature?: number;
  /** A second, dashed line: where strange begins. */
  readonly threshold?: Float32Array;
  /** The ends of what was usual for each value: a band behind the line of one source. */
  readonly usual?: { readonly low: Float32Array; readonly high: Float32Array };
  readonly theme: () => Theme;
  /** Told the row under the pointer, or `undefined` when it left. */
  readonly onHover: (row: number | undefined) => void;
}

export interface Chart {
  redraw(): void;
  /** Takes the size of the element that it is in. */
  fit(): void;
}

/** Pixels within which the pointer takes an anomaly rather than the row that is nearest. */
const SNAP_PX = 8;

/** One column over time, its anomalies marked, moving together with the other charts of the same view. */
export function createSeriesChart(element: HTMLElement, options: SeriesChartOptions): Chart {
  const { view, threshold, usual, theme, onHover } = options;
  const line = uPlot.paths.linear!();
  let shown = view.selection.column(options.values);
  const data = (): uPlot.AlignedData => {
    const { x, column } = view.selection;
    if (usual) return [x, shown, column(usual.low), column(usual.high)];
    return threshold ? [x, shown, column(threshold)] : [x, shown];
  };

  const vertical = verticalOf(options.values, threshold?.at(-1));
  const rowsSeries: uPlot.Series = {
    stroke: () => theme().water,
    width: 1.25,
    points: { show: false },
    paths: (u, series, from, to) => (isLine(u, view.selection) ? line(u, series, from, to) : null),
  };
  const thresholdSeries: uPlot.Series = { stroke: () => theme().ink, width: 1, dash: [5, 4], points: { show: false } };
  // Where a line of values would say nothing, a band around it would not either. It does not stretch the axis.
  const endSeries: uPlot.Series = { ...rowsSeries, stroke: undefined, width: 0, auto: false };
  const chart = new uPlot(
    {
      ...sizeOf(element),
      legend: { show: false },
      padding: [8, 18, 0, 0],
      cursor: cursorOver(view),
      scales: { x: { time: options.rows.timed, range: (_u, min, max) => [min, max] }, y: vertical.scale },
      axes: [options.rows.timed ? timeAxis(theme) : numberAxis(theme, { size: 28 }), numberAxis(theme, vertical.axis)],
      series: [{}, rowsSeries, ...(usual ? [endSeries, endSeries] : threshold ? [thresholdSeries] : [])],
      bands: usual ? [{ series: [3, 2], fill: () => `${theme().water}4d` }] : [],
      hooks: {
        drawClear: [(u) => drawEvents(u, options), (u) => view.focus && drawStretch(u, view.focus, theme().focus)],
        drawSeries: [
          (u, series) => {
            if (series === 1 && !isLine(u, view.selection)) drawCloud(u, view.selection.x, shown, theme().water);
          },
        ],
        draw: [(u) => drawMarks(u, view.selection, shown, options.feature, theme()), (u) => drawPinned(u, options)],
        ready: [(u) => onPoint(u.over, () => view.pin(hoveredRow(u, view.selection)))],
        setScale: [(u, key) => key === 'x' && view.setRange({ min: u.scales.x!.min!, max: u.scales.x!.max! })],
        setCursor: [(u) => onHover(hoveredRow(u, view.selection))],
      },
    },
    data(),
    element,
  );
  chart.setScale('x', view.range);

  view.onRange(() => chart.setScale('x', view.range));
  view.onSelection(() => {
    shown = view.selection.column(options.values);
    chart.setData(data(), false);
    chart.setScale('x', view.range);
  });
  view.onPin(() => chart.redraw(false, false));
  const fit = () => chart.setSize(sizeOf(element));
  new ResizeObserver(fit).observe(element);
  return { redraw: () => chart.redraw(false, true), fit };
}

/** Behind the rows of one source: when something happened to it. */
function drawEvents(u: uPlot, { view, events, theme }: SeriesChartOptions): void {
  const { source, selection } = view;
  if (!selection.oneSource) return;
  for (const event of events) {
    if (event.outcome === 'told' || (source !== undefined && event.source !== source)) continue;
    drawStretch(
      u,
      { min: event.from, max: event.to },
      event.outcome === 'found' ? theme().water : theme().strange,
      0.1,
    );
  }
}

function drawPinned(u: uPlot, { view, rows, values, theme }: SeriesChartOptions): void {
  const { pinned } = view;
  if (pinned !== undefined) drawPin(u, rows.x[pinned], values[pinned], theme().ink);
}

/** Rows in a pixel up to which a line is no wall. */
const MOST_ROWS_A_PIXEL = 5;

/**
 * A line joins rows of one source while they can be told apart; closer together it would be a wall from lowest to
 * highest.
 */
function isLine(u: uPlot, { x, oneSource }: Selection): boolean {
  const [from, to] = visible(u, x);
  return oneSource && to - from < MOST_ROWS_A_PIXEL * u.bbox.width;
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: element.clientWidth, height: element.clientHeight };
}

function cursorOver(view: View): uPlot.Cursor {
  return {
    y: false,
    points: { size: 7 },
    drag: { x: true, y: false },
    sync: { key: 'rows', setSeries: false },
    dataIdx: (u, series, closest) => (series === 1 ? nearestMark(u, view.selection, closest) : null),
  };
}

function nearestMark(u: uPlot, { x, mark }: Selection, closest: number): number {
  const pointer = u.posToVal(u.cursor.left ?? 0, 'x');
  const reach = Math.abs(u.posToVal(SNAP_PX, 'x') - u.posToVal(0, 'x'));
  let best = closest;
  let bestDistance = reach;
  const look = (step: 1 | -1) => {
    for (let i = closest; i >= 0 && i < x.length; i += step) {
      const distance = Math.abs(x[i] - pointer);
      if (distance > reach) return;
      if (isMarked(mark[i]) && distance < bestDistance) [best, bestDistance] = [i, distance];
    }
  };
  look(1);
  look(-1);
  return best;
}

function hoveredRow(u: uPlot, selection: Selection): number | undefined {
  const index = u.cursor.idxs?.[1];
  const inside = u.cursor.left !== undefined && u.cursor.left >= 0;
  return inside && typeof index === 'number' ? selection.rowAt(index) : undefined;
}
