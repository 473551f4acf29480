import uPlot from 'uplot';
import { axis, compactNumber, numberAxis } from './axes.ts';
import type { Bins, Curve, Distribution, LatencyBars } from './page-data.ts';
import type { Chart } from './series-chart.ts';
import type { Theme } from './theme.ts';

/** How the scores of usual and strange rows are spread, and where the threshold parts them. */
export function createDistributionChart(element: HTMLElement, data: Distribution, theme: () => Theme): Chart {
  const { usual, strange, threshold } = data;
  return createChart(element, [middles(usual), [...usual.counts], [...strange.counts]], {
    scales: binScales(usual),
    axes: [numberAxis(theme, { size: 28, space: 60 }), percentAxis(theme)],
    series: [{}, bars(() => theme().water), bars(() => theme().strange)],
    hooks: { draw: [(u) => drawMarkers(u, [[threshold, 'threshold']], theme())] },
  });
}

/** How long it took from a put record to its alert. */
export function createLatencyChart(element: HTMLElement, data: LatencyBars, theme: () => Theme): Chart {
  const markers: [number, string][] = [
    [data.p50, 'p50'],
    [data.p95, 'p95'],
    [data.p99, 'p99'],
  ];
  return createChart(element, [middles(data.bins), [...data.bins.counts]], {
    scales: binScales(data.bins),
    axes: [numberAxis(theme, { size: 28, space: 70, values: (_u, splits) => splits.map(duration) }), numberAxis(theme)],
    series: [{}, bars(() => theme().water)],
    hooks: { draw: [(u) => drawMarkers(u, markers, theme())] },
  });
}

/** What share of the strange rows is found, and at what price, for every threshold; a dot where the model's is. */
export function createCurveChart(element: HTMLElement, { recall, precision, here }: Curve, theme: () => Theme): Chart {
  const unit = { time: false, range: [0, 1.03] as [number, number] };
  return createChart(element, [[...recall], [...precision]], {
    scales: { x: unit, y: unit },
    axes: [percentAxis(theme, { size: 28, space: 60 }), percentAxis(theme)],
    series: [{}, { stroke: () => theme().water, width: 2, points: { show: false } }],
    hooks: { draw: [(u) => here && drawDot(u, here.recall, here.precision, theme().strange)] },
  });
}

function createChart(element: HTMLElement, data: uPlot.AlignedData, options: Partial<uPlot.Options>): Chart {
  const size = () => ({ width: element.clientWidth, height: element.clientHeight });
  const chart = new uPlot(
    {
      ...size(),
      legend: { show: false },
      cursor: { show: false },
      padding: [18, 14, 0, 0],
      series: [],
      ...options,
    },
    data,
    element,
  );
  const fit = () => chart.setSize(size());
  new ResizeObserver(fit).observe(element);
  return { redraw: () => chart.redraw(false, true), fit };
}

function binScales({ from, width, counts }: Bins): uPlot.Scales {
  return {
    x: { time: false, range: [from, from + width * counts.length] },
    y: { range: (_u, _min, max) => [0, max * 1.05 || 1] },
  };
}

function middles({ from, width, counts }: Bins): number[] {
  return counts.map((_, bin) => from + (bin + 0.5) * width);
}

function duration(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${compactNumber(ms / 1000)} s`;
}

function bars(colour: () => string): uPlot.Series {
  return { paths: uPlot.paths.bars!({ size: [0.92] }), fill: () => `${colour()}b0`, width: 0, points: { show: false } };
}

function percentAxis(theme: () => Theme, own: uPlot.Axis = {}): uPlot.Axis {
  return axis(theme, {
    size: 48,
    values: (_u, splits) => splits.map((share) => `${compactNumber(share * 100)} %`),
    ...own,
  });
}

/** Upright lines with their names above; a name that would run into the one before is left to the figures in words. */
function drawMarkers(u: uPlot, markers: readonly (readonly [number, string])[], theme: Theme): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.fillStyle = ctx.strokeStyle = theme.ink;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  let free = 0;
  for (const [value, name] of markers) {
    const left = u.valToPos(value, 'x', true);
    if (!(left >= bbox.left && left <= bbox.left + bbox.width)) continue;
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
    const half = ctx.measureText(name).width / 2;
    if (left - half < free) continue;
    ctx.fillText(name, left, bbox.top - 5 * devicePixelRatio);
    free = left + half + 6 * devicePixelRatio;
  }
  ctx.restore();
}

function drawDot(u: uPlot, x: number, y: number, colour: string): void {
  const { ctx } = u;
  ctx.save();
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.arc(u.valToPos(x, 'x', true), u.valToPos(y, 'y', true), 5 * devicePixelRatio, 0, 2 * Math.PI);
  ctx.fill();
  ctx.restore();
}
