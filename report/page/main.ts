import { wireAddress } from './address.ts';
import { compactNumber } from './axes.ts';
import { firstSource } from './first-source.ts';
import { createOverviewChart } from './overview-chart.ts';
import type { PageData } from './page-data.ts';
import { wirePin } from './pin-panel.ts';
import { wirePrinting } from './print.ts';
import { describeRow } from './readout.ts';
import { decodeRows } from './rows.ts';
import { type Chart, createSeriesChart } from './series-chart.ts';
import { createCurveChart, createDistributionChart, createLatencyChart } from './small-charts.ts';
import { onThemeChange, readTheme } from './theme.ts';
import { wireToolbar } from './toolbar.ts';
import { createView } from './view.ts';

const page = JSON.parse(document.querySelector('#report-data')!.textContent!) as PageData;
const rows = decodeRows(page);
const view = createView(rows, page.sources.length, firstSource(page, rows));
const charts: Chart[] = [];
let theme = readTheme();

const readout = document.querySelector<HTMLOutputElement>('#readout')!;
// A finger cannot drag over a chart without scrolling the page.
if (matchMedia('(pointer: coarse)').matches) readout.textContent = 'Tap a chart to see why';
const usualReadout = readout.textContent;
const currentTheme = () => theme;

function createChart(element: HTMLElement): Chart | undefined {
  const { chart, feature } = element.dataset;
  if (chart === 'overview')
    return createOverviewChart(element, { page, rows, view, theme: currentTheme, onHover: read });
  if (chart === 'score') return seriesChart(element, rows.score);
  if (chart === 'feature') return seriesChart(element, rows.values[Number(feature)], Number(feature));
  if (chart === 'distribution') return createDistributionChart(element, page.distribution, currentTheme);
  if (chart === 'precision-recall' && page.precisionRecall)
    return createCurveChart(element, page.precisionRecall, currentTheme);
  if (chart === 'latency') return createLatencyChart(element, page.latency!, currentTheme);
  return undefined;
}

function seriesChart(element: HTMLElement, values: Float32Array, feature?: number): Chart {
  const value = element.closest('figure')!.querySelector('.value')!;
  return createSeriesChart(element, {
    view,
    rows,
    events: page.events,
    values,
    feature,
    threshold: feature === undefined ? rows.threshold : undefined,
    usual: feature === undefined ? undefined : rows.usual?.[feature],
    theme: currentTheme,
    onHover(row) {
      value.textContent = row === undefined ? '' : Number.isNaN(values[row]) ? 'missing' : compactNumber(values[row]);
      read(row);
    },
  });
}

function read(row: number | undefined): void {
  readout.textContent = row === undefined ? usualReadout : describeRow(rows, page, row);
}

/** Makes a chart where none is yet. */
function drawChart(element: HTMLElement): void {
  nearScreen.unobserve(element);
  if (element.dataset.ready) return;
  const chart = createChart(element);
  if (chart) charts.push(chart);
  element.dataset.ready = 'true';
}

// A chart is made when it comes near the screen, so that forty features open as quickly as one.
const nearScreen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) drawChart(target as HTMLElement);
  },
  { rootMargin: '200px' },
);
const places = document.querySelectorAll<HTMLElement>('[data-chart]');
for (const place of places) nearScreen.observe(place);

wireToolbar(page, rows, view);
wirePin(page, rows, view);
wireAddress(page, rows, view);
onThemeChange(redrawCharts);
wirePrinting(() => {
  for (const place of places) drawChart(place);
  for (const chart of charts) chart.fit();
  redrawCharts();
});

function redrawCharts(): void {
  theme = readTheme();
  for (const chart of charts) chart.redraw();
}
