import {
  LogGroupBuilder,
  LogsQueryBuilder,
  MetricEditorMode,
  MetricQueryType,
  MetricsQueryBuilder,
  QueryMode,
} from '@grafana/grafana-foundation-sdk/cloudwatch';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import { StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import {
  type Dashboard,
  DashboardBuilder,
  DatasourceVariableBuilder,
  type Panel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TextBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { askedOfLogs, type DashboardBody, type DashboardWidget, type WidgetMetric } from './dashboard-body.ts';

/** Chosen when the dashboard is looked at. */
const DATASOURCE = { type: 'cloudwatch', uid: '$datasource' };

/** A row of Grafana is two thirds as high as one of CloudWatch. */
const ROWS = 1.5;

/**
 * Makes of a CloudWatch dashboard the same panels for Grafana, which reads them from a CloudWatch data source.
 *
 * @param title also its uid, so that an import replaces what was imported before
 */
export function grafanaDashboard(title: string, { widgets }: DashboardBody): Dashboard {
  const dashboard = new DashboardBuilder(title)
    .uid(title.toLowerCase().slice(0, 40))
    .tags(['weir'])
    .refresh('1m')
    .time({ from: 'now-3h', to: 'now' })
    .withVariable(new DatasourceVariableBuilder('datasource').label('CloudWatch').type('cloudwatch'));
  const owner = ownerOf(widgets);
  for (const widget of widgets) dashboard.withPanel(panelOf(widget, owner));
  return dashboard.build();
}

/** Partition, region and account, as ARNs have them: that of the first alarm. */
function ownerOf(widgets: readonly DashboardWidget[]): readonly string[] {
  const arn = widgets.flatMap(({ properties: { alarms = [] } }) => alarms)[0] ?? '';
  const [, partition = 'aws', , region = '', account = ''] = arn.split(':');
  return [partition, region, account];
}

function panelOf(widget: DashboardWidget, owner: readonly string[]): Builder<Panel> {
  const { type, properties } = widget;
  if (type === 'metric') return graphOf(widget);
  if (type === 'log') return logPanelOf(widget, owner);
  return placed(new TextBuilder(), widget)
    .mode(TextMode.Markdown)
    .content(type === 'alarm' ? alarmsText(properties.alarms ?? []) : (properties.markdown ?? ''));
}

/** Grafana's CloudWatch data source has no states of alarms. */
function alarmsText(arns: readonly string[]): string {
  const [, , , region = ''] = arns[0]?.split(':') ?? [];
  const address = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:?~(alarmStateFilter~'ALARM)`;
  return `${arns.length} alarms watch this installation: [those that are on](${address})`;
}

function graphOf(widget: DashboardWidget): TimeseriesBuilder {
  const { metrics = [], region = '' } = widget.properties;
  const panel = placed(new TimeseriesBuilder(), widget).datasource(DATASOURCE);
  for (const [i, metric] of metrics.entries()) {
    const target = targetOf(metric, i, region);
    panel.withTarget(target);
    const { yAxis } = metric.at(-1) as { readonly yAxis?: string };
    if (yAxis === 'right') {
      panel.overrideByQuery(refIdOf(i), [{ id: 'custom.axisPlacement', value: 'right' }]);
    }
  }
  return panel;
}

function targetOf(metric: WidgetMetric, index: number, region: string): MetricsQueryBuilder {
  const texts = metric.slice(0, -1) as readonly string[];
  const {
    id = `m${index}`,
    label,
    stat = 'Average',
    period = 60,
    visible,
    expression,
  } = metric.at(-1) as Exclude<WidgetMetric[number], string>;
  const [namespace = '', name = '', ...dimensions] = texts;
  const target = new MetricsQueryBuilder()
    .refId(refIdOf(index))
    .datasource(DATASOURCE)
    .queryMode(QueryMode.Metrics)
    .metricQueryType(MetricQueryType.Search)
    .id(id)
    .region(region)
    .period(String(period))
    .hide(visible === false);
  if (label !== undefined) target.label(label);
  if (expression !== undefined) return target.metricEditorMode(MetricEditorMode.Code).expression(expression);
  return target
    .metricEditorMode(MetricEditorMode.Builder)
    .namespace(namespace)
    .metricName(name)
    .dimensions(dimensionsOf(dimensions))
    .matchExact(true)
    .statistic(stat);
}

function dimensionsOf(texts: readonly string[]): Record<string, string[]> {
  const dimensions: Record<string, string[]> = {};
  for (let i = 0; i + 1 < texts.length; i += 2) dimensions[texts[i]!] = [texts[i + 1]!];
  return dimensions;
}

function logPanelOf(widget: DashboardWidget, [partition, , account]: readonly string[]): Builder<Panel> {
  const { query = '', region = '', view } = widget.properties;
  const { groups, asked } = askedOfLogs(query);
  const target = new LogsQueryBuilder()
    .refId('A')
    .datasource(DATASOURCE)
    .queryMode(QueryMode.Logs)
    .id('logs')
    .region(region)
    .expression(asked)
    .logGroups(
      groups.map((name) =>
        new LogGroupBuilder().arn(`arn:${partition}:logs:${region}:${account}:log-group:${name}:*`).name(name),
      ),
    );
  if (view === 'table') return placed(new TableBuilder(), widget).datasource(DATASOURCE).withTarget(target);
  return placed(new TimeseriesBuilder(), widget)
    .datasource(DATASOURCE)
    .withTarget(target.statsGroups(['bin(5m)']))
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal))
    .fillOpacity(30);
}

interface Placeable {
  title(title: string): unknown;
  gridPos(place: { x: number; y: number; w: number; h: number }): unknown;
}

function placed<Made extends Placeable>(panel: Made, { x, y, width: w, height, properties }: DashboardWidget): Made {
  panel.title(properties.title ?? '');
  panel.gridPos({ x, y: y * ROWS, w, h: height * ROWS });
  return panel;
}

/** A, B, C, ... */
function refIdOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
