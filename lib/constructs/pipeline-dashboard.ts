import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { type ILogGroup, QueryString } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { dashboardPanels, type Panel, type QueryPanel, type Shown } from './dashboard-panels.ts';
import { LOG_QUERIES } from './log-queries.ts';
import type { PipelineMetrics } from './pipeline-metrics.ts';

export interface PipelineDashboardProps extends Shown {
  /** Known before it is made, so that the functions that it shows can link it. */
  readonly name: string;
  readonly metrics: PipelineMetrics;
  readonly alarms: readonly Alarm[];
  /** Where anomalies and alerts are logged. */
  readonly logGroups: readonly ILogGroup[];
}

const WIDTHS = { third: 8, half: 12, whole: 24 };
const VIEWS = { table: LogQueryVisualizationType.TABLE, stacked: LogQueryVisualizationType.STACKEDAREA };

/** What somebody who has never seen the page needs to read it. */
const WHAT_GOOD_LOOKS_LIKE = [
  '**What good looks like.** No alarm is on. *Records a minute*: three lines on each other: what came, was seen, is done.',
  '*Not judged* and *Trouble* are empty or 0. *From arrival to verdict*: p99 below 2,000 ms, a message some hundred later;',
  '*Oldest record that waits* below 2,000 ms. *Anomalies by severity*: mostly low, and few: most become `evidence` or `joined`,',
  'and few `opened`. *Missing and assumed* below 5 percent. *Drift* below 0.25.',
  'What an alarm means and what to do: docs/runbook.md. What it has cost: Cost Explorer, by the tag aws:cloudformation:stack-name.',
].join(' ');

/** One page that follows the data: what came in, what was found, how late, and what is wrong. */
export class PipelineDashboard extends Dashboard {
  constructor(scope: Construct, id: string, props: PipelineDashboardProps) {
    const { name, metrics, alarms, logGroups, ...shown } = props;
    super(scope, id, { dashboardName: name });
    const logGroupNames = logGroups.map(({ logGroupName }) => logGroupName);
    this.addWidgets(new TextWidget({ markdown: WHAT_GOOD_LOOKS_LIKE, width: 24, height: 4 }));
    this.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 4 }));
    for (const row of dashboardPanels(metrics, shown)) {
      this.addWidgets(...row.map((panel) => widgetOf(panel, logGroupNames)));
    }
  }
}

function widgetOf(panel: Panel, logGroupNames: string[]): IWidget {
  if ('query' in panel) return queryWidget(panel, logGroupNames);
  const { title, left, right = [] } = panel;
  return new GraphWidget({ title, left: [...left], right: [...right], width: WIDTHS.third, height: 6 });
}

function queryWidget(panel: QueryPanel, logGroupNames: string[]): IWidget {
  const { title, query, view, limit, width = 'third' } = panel;
  const asked: ConstructorParameters<typeof QueryString>[0] = LOG_QUERIES[query];
  const queryString = new QueryString({ ...asked, ...(limit !== undefined && { limit }) }).toString();
  return new LogQueryWidget({ title, logGroupNames, queryString, view: VIEWS[view], width: WIDTHS[width], height: 6 });
}
