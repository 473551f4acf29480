import uPlot from 'uplot';
import { numberAxis, timeAxis } from './axes.ts';
import { drawClipped, drawPin, visible } from './draw-rows.ts';
import { type HeatMap, heatMap, hottestNear } from './heat-map.ts';
import { onPoint } from './on-point.ts';
import { MOST_LINES, type PageData, type PageEvent } from './page-data.ts';
import { isFlagged, type Rows } from './rows.ts';
import type { Chart } from './series-chart.ts';
import type { Theme } from './theme.ts';
import type { View } from './view.ts';

export interface OverviewOptions {
  readonly page: PageData;
  readonly rows: Rows;
  readonly view: View;
  readonly theme: () => Theme;
  /** Told the row under the pointer, or `undefined` when there is none. */
  readonly onHover: (row: number | undefined) => void;
}

/** Of a line, CSS pixels: the name, the cells below it, the bars of events below them. */
const LINE = { height: 44, cells: 17, cellHeight: 12, bar: 31, barHeight: 7 } as const;
const AXIS_PX = 44;
const TOP_PX = 4;
const CELL_PX = 3;
const LEAST_COLUMNS = 24;
/** Of the rows of a line, so that few cells fall between two of them. */
const FILLED = 0.7;
/** So far away somebody may point, in cells. */
const REACH = 2;

/** All sources over time: how strange each was, as heat, and what happened to it, as bars. */
export function createOverviewChart(element: HTMLElement, options: OverviewOptions): Chart {
  const { rows, page, view, theme, onHover } = options;
  const lines = hottestSources(rows, page.sources.length);
  element.style.height = `${lines.length * LINE.height + AXIS_PX + TOP_PX}px`;
  const size = () => ({ width: element.clientWidth, height: element.clientHeight });
  let map: HeatMap | undefined;
  const rowAt = (u: uPlot) => map && rowUnder(u, map, lines);
  const chart = new uPlot(
    {
      ...size(),
      legend: { show: false },
      padding: [TOP_PX, 18, 0, 0],
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false } },
      scales: {
        x: { time: rows.timed, range: (_u, min, max) => [min, max] },
        y: { range: [0, lines.length], dir: -1 },
      },
      axes: [
        rows.timed ? timeAxis(theme) : numberAxis(theme, { size: 28 }),
        // an empty one, so that the times of all charts stand below each other
        numberAxis(theme, { values: () => [], grid: { show: false } }),
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        draw: [
          (u) => {
            map = heatMap(rows, lines, view.range, columnsOf(u, rows, lines.length));
            drawHeat(u, map, lines, page, theme());
            for (const event of page.events) drawEvent(u, event, lines.indexOf(event.source), theme());
            if (view.pinned !== undefined) drawPin(u, rows.x[view.pinned], Number.NaN, theme().ink);
          },
        ],
        ready: [(u) => onPoint(u.over, () => view.pin(rowAt(u)))],
        setScale: [(u, key) => key === 'x' && view.setRange({ min: u.scales.x!.min!, max: u.scales.x!.max! })],
        setCursor: [(u) => onHover(rowAt(u))],
      },
    },
    [
      [view.range.min, view.range.max],
      [0, lines.length],
    ],
    element,
  );
  view.onRange(() => chart.setScale('x', view.range));
  view.onPin(() => chart.redraw(false, false));
  const fit = () => chart.setSize(size());
  new ResizeObserver(fit).observe(element);
  return { redraw: () => chart.redraw(false, true), fit };
}

/** Those with the most anomalies, in the order in which they came. */
function hottestSources(rows: Rows, count: number): number[] {
  const anomalies = new Uint32Array(count);
  for (let row = 0; row < rows.count; row++) if (isFlagged(rows.mark[row])) anomalies[rows.source[row]]++;
  const all = Array.from(anomalies.keys());
  return all
    .sort((a, b) => anomalies[b] - anomalies[a] || a - b)
    .slice(0, MOST_LINES)
    .sort((a, b) => a - b);
}

/** Cells as narrow as can be seen, and no narrower than that most hold a row. */
function columnsOf(u: uPlot, { x }: Rows, lines: number): number {
  const [from, to] = visible(u, x);
  const rowsOfLine = (to - from) / Math.max(1, lines);
  const narrowest = u.bbox.width / devicePixelRatio / CELL_PX;
  return Math.max(1, Math.floor(Math.min(narrowest, Math.max(LEAST_COLUMNS, FILLED * rowsOfLine))));
}

function drawHeat(u: uPlot, { columns, heat }: HeatMap, lines: readonly number[], { sources }: PageData, theme: Theme) {
  const { ctx, bbox } = u;
  const width = bbox.width / columns;
  drawClipped(u, () => {
    ctx.textBaseline = 'top';
    ctx.textAlign = 'left';
    ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
    for (const [line, source] of lines.entries()) {
      const top = bbox.top + line * LINE.height * devicePixelRatio;
      ctx.globalAlpha = 1;
      ctx.fillStyle = theme.muted;
      ctx.fillText(shortened(sources[source]), bbox.left, top + 2 * devicePixelRatio);
      for (let column = 0; column < columns; column++) {
        const value = heat[line * columns + column];
        if (Number.isNaN(value)) continue;
        ctx.fillStyle = value > 1 ? theme.strange : theme.water;
        ctx.globalAlpha = value > 1 ? 0.45 + 0.55 * (value - 1) : 0.1 + 0.4 * value * value;
        const left = Math.floor(bbox.left + column * width);
        const right = Math.floor(bbox.left + (column + 1) * width);
        ctx.fillRect(left, top + LINE.cells * devicePixelRatio, right - left, LINE.cellHeight * devicePixelRatio);
      }
    }
  });
}

function shortened(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}

/** Full where it was found, or told and nobody knows better; hollow where it was missed, or no event at all. */
function drawEvent(u: uPlot, { from, to, outcome }: PageEvent, line: number, theme: Theme): void {
  if (line < 0) return;
  const { ctx, bbox } = u;
  const left = u.valToPos(from, 'x', true);
  const width = Math.max(6 * devicePixelRatio, u.valToPos(to, 'x', true) - left);
  const top = bbox.top + (line * LINE.height + LINE.bar) * devicePixelRatio;
  const height = LINE.barHeight * devicePixelRatio;
  const colour = outcome === 'found' ? theme.water : outcome === 'missed' ? theme.missed : theme.strange;
  drawClipped(u, () => {
    ctx.setLineDash([]);
    ctx.fillStyle = ctx.strokeStyle = colour;
    ctx.lineWidth = 1.5 * devicePixelRatio;
    if (outcome === 'found' || outcome === 'told') ctx.fillRect(left, top, width, height);
    else ctx.strokeRect(left, top, width, height);
  });
}

function rowUnder(u: uPlot, map: HeatMap, lines: readonly number[]): number | undefined {
  const { left = -1, top = -1 } = u.cursor;
  if (left < 0 || top < 0) return undefined;
  const column = Math.floor((left / u.over.clientWidth) * map.columns);
  const line = Math.min(lines.length - 1, Math.floor(top / LINE.height));
  return hottestNear(map, line, column, REACH);
}
