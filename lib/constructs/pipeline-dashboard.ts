import { type Alarm, AlarmStatusWidget, Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { PipelineMetrics } from './pipeline-metrics.ts';

export interface PipelineDashboardProps {
  /** Known before it is made, so that the functions that it shows can link it. */
  readonly name: string;
  readonly metrics: PipelineMetrics;
  readonly alarms: readonly Alarm[];
  /** Whether sources have a past. */
  readonly hasPast: boolean;
  /** Whether there are channels. */
  readonly tells: boolean;
  /** Whether models are trained. */
  readonly learns: boolean;
  /** Whether the function scores while the endpoint is away. */
  readonly hasFallback: boolean;
}

/** One page that follows the data: what came in, what was found, how late, and what is wrong. */
export class PipelineDashboard extends Dashboard {
  constructor(scope: Construct, id: string, props: PipelineDashboardProps) {
    const { name, metrics, alarms, hasPast, hasFallback, learns, tells } = props;
    super(scope, id, { dashboardName: name });
    this.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 4 }));
    this.addWidgets(
      graph('Observations a minute', [metrics.recordsIn, metrics.observations, metrics.done]),
      graph('Anomalies and alerts', [metrics.anomalies, metrics.alerts]),
      graph('Not judged', [metrics.quarantined, metrics.unprocessable, metrics.givenUp, metrics.dropped]),
    );
    this.addWidgets(
      graph('How late, ms', [metrics.arrivalToVerdictMs, metrics.iteratorAgeMs, ...present([metrics.canaryLatencyMs])]),
      graph('Scoring', [metrics.scoringMs], present([metrics.invocations])),
      graph('Trouble', [
        metrics.unavailable,
        ...present([metrics.endpointErrors, hasFallback ? metrics.scoredByFunction : undefined]),
        metrics.consumerErrors,
        metrics.consumerThrottles,
        metrics.recordsRefused,
        metrics.notificationsFailed,
      ]),
    );
    if (tells)
      this.addWidgets(
        graph(
          'Messages to channels',
          [metrics.messagesSent, metrics.messagesFailed],
          present([metrics.messagesGivenUp]),
        ),
      );
    if (learns) this.showLearning(metrics);
    if (!hasPast) return;
    this.addWidgets(
      graph('Sources of a shard', [metrics.sources], [metrics.sourceStateBytes]),
      graph('Past of sources read again', [metrics.recordsReadAgain, metrics.commitsRefused]),
      graph('Past of sources lost', [metrics.sourceStateGaps, metrics.snapshotsFailed, metrics.sourcesEvicted]),
    );
  }

  private showLearning(metrics: PipelineMetrics): void {
    const { candidatesPromoted, candidatesWaiting, candidatesRefused, rolledBack, trainingFailed } = metrics;
    this.addWidgets(
      graph('Drift of the stream', [metrics.drift]),
      graph('Flagged and assumed, percent', [metrics.flaggedPercent, metrics.imputedCellsPercent]),
      graph('Trained models', [candidatesPromoted, candidatesWaiting, candidatesRefused, rolledBack, trainingFailed]),
    );
  }
}

function present(metrics: readonly (IMetric | undefined)[]): IMetric[] {
  return metrics.filter((metric) => metric !== undefined);
}

function graph(title: string, left: IMetric[], right: IMetric[] = []): GraphWidget {
  return new GraphWidget({ title, left, right, width: 8, height: 6 });
}
