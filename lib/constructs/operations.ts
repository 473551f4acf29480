import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { bytesOfShard } from '../../settings/function-memory.ts';
import { hasFallback } from '../../settings/implied-settings.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { MendedAlarms } from './mended-alarms.ts';
import { PipelineAlarms } from './pipeline-alarms.ts';
import { PipelineDashboard } from './pipeline-dashboard.ts';
import { type Pipeline, pipelineMetrics } from './pipeline-metrics.ts';
import { SavedQueries } from './saved-queries.ts';

export interface OperationsProps extends Pipeline {
  readonly settings: Settings;
}

/** What people look at and what wakes them. */
export class Operations extends Construct {
  /** Where the dashboard is seen. */
  readonly dashboardUrl: string;

  constructor(scope: Construct, id: string, { settings, ...pipeline }: OperationsProps) {
    super(scope, id);
    const { service, operationsTopic: topic, endpoint, consumer, sweeper, cleaner, trainer, notifier } = pipeline;
    const metrics = pipelineMetrics(pipeline);
    const alarms = new PipelineAlarms(this, 'Alarms', {
      installation: settings.name,
      metrics,
      topic,
      sourceStateLimitBytes: bytesOfShard(settings),
      noDataHours: settings.noDataHours,
    });
    const all = [...alarms.all, ...(endpoint?.alarms.all ?? [])];
    const alarmNames = all.filter(({ saysWhenMended }) => saysWhenMended).map(({ title }) => title);
    new MendedAlarms(this, 'Mended', { alarmNames, topic });
    const hasPast = cleaner !== undefined;
    const shows = { hasPast, hasFallback: hasFallback(settings), learns: trainer !== undefined };
    const tells = notifier !== undefined;
    const dashboard = new PipelineDashboard(this, 'Dashboard', {
      ...{ name: service, metrics, alarms: all, tells },
      logGroups: [consumer.logGroup, sweeper.logGroup],
      ...shows,
    });
    const { region } = Stack.of(this);
    const console = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}`;
    this.dashboardUrl = `${console}#dashboards/dashboard/${dashboard.dashboardName}`;
    new SavedQueries(this, 'Queries', {
      folder: settings.name,
      logGroup: consumer.logGroup,
      hasFallback: shows.hasFallback,
    });
  }
}
