import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { describe, expect, it } from 'vitest';
import { askedOfLogs, type DashboardBody } from '../../../operations/grafana/dashboard-body.ts';
import { grafanaDashboard } from '../../../operations/grafana/grafana-dashboard.ts';
import { synthesiseAndResolve } from '../../support/synthesise.ts';

const [deployed] = synthesiseAndResolve().resourcesOf('AWS::CloudWatch::Dashboard');
const body: DashboardBody = JSON.parse(String(deployed!.properties.DashboardBody));
const dashboard = grafanaDashboard('Weir-Detection', body);
const panels = (dashboard.panels ?? []) as unknown as (Omit<Panel, 'targets'> & {
  readonly targets: readonly Record<string, unknown>[];
})[];

const panelOf = (title: string) => panels.find((panel) => panel.title === title)!;

describe('the dashboard for Grafana', () => {
  it('has the panels of the one in CloudWatch, each in its place', () => {
    expect(panels.map(({ title, gridPos }) => [title, gridPos?.x, gridPos?.w])).toEqual(
      body.widgets.map(({ x, width, properties }) => [properties.title ?? '', x, width]),
    );
    const places = panels.map(({ gridPos }) => gridPos!);
    for (const { y, h } of places) expect([y, h].every(Number.isInteger)).toBe(true);
    for (const [i, a] of places.entries()) {
      const overlapping = places.filter(
        (b, j) => j > i && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h,
      );
      expect(overlapping).toEqual([]);
    }
  });

  it('asks for each metric by its namespace, name, dimensions and statistic', () => {
    const [target] = panelOf('Oldest record that waits, ms').targets;
    expect(target).toMatchObject({
      queryMode: 'Metrics',
      namespace: 'AWS/Lambda',
      metricName: 'IteratorAge',
      dimensions: { FunctionName: [expect.stringContaining('ConsumerFunction')] },
      statistic: 'Maximum',
      period: '60',
      region: 'us-east-1',
      datasource: { type: 'cloudwatch', uid: '$datasource' },
    });
    const asked = panels.flatMap(({ targets = [] }) => targets).filter(({ queryMode }) => queryMode === 'Metrics');
    expect(asked).toHaveLength(body.widgets.flatMap(({ properties: { metrics = [] } }) => metrics).length);
  });

  it('computes what is computed, from metrics that are not shown themselves', () => {
    const targets = panelOf('Trouble').targets;
    expect(targets.find(({ expression }) => expression === 'FILL(alerts, 0) + FILL(alarms, 0)')).toMatchObject({
      metricEditorMode: 1,
      hide: false,
    });
    const parts = targets.filter(({ id }) => id === 'alerts' || id === 'alarms');
    expect(parts.map(({ hide }) => hide)).toEqual([true, true]);
    for (const { targets: all = [] } of panels) expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  it('puts on the right what has another unit', () => {
    expect(panelOf('Sources of a shard').fieldConfig?.overrides).toEqual([
      {
        matcher: { id: 'byFrameRefID', options: 'B' },
        properties: [{ id: 'custom.axisPlacement', value: 'right' }],
      },
    ]);
  });

  it('asks the log in the language of Logs Insights, of the groups by their ARNs', () => {
    const panel = panelOf('The last 20 anomalies');
    expect(panel.type).toBe('table');
    const widget = body.widgets.find(({ properties }) => properties.title === 'The last 20 anomalies')!;
    expect(panel.targets).toMatchObject([
      {
        queryMode: 'Logs',
        expression: askedOfLogs(widget.properties.query!).asked,
        logGroups: [
          { arn: expect.stringMatching(/^arn:aws:logs:us-east-1:000000000000:log-group:.*ConsumerLogs.*:\*$/) },
          { arn: expect.stringMatching(/SweeperLogGroup.*:\*$/) },
        ],
      },
    ]);
    expect(askedOfLogs(widget.properties.query!).asked).toMatch(/^fields observedAt, .*\n\| limit 20$/s);
    expect(panelOf('Anomalies by severity').type).toBe('timeseries');
  });

  it('replaces itself when it is imported again, lets people choose the data source, and links the alarms', () => {
    expect(dashboard.uid).toBe('weir-detection');
    expect(dashboard.templating?.list).toMatchObject([{ name: 'datasource', type: 'datasource', query: 'cloudwatch' }]);
    expect(panelOf('Alarms')).toMatchObject({
      type: 'text',
      options: { content: expect.stringMatching(/^\d+ alarms watch this installation: \[those that are on\]\(https:/) },
    });
  });
});
