import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings-schema.ts';
import { PipelineAlarms } from './constructs/pipeline-alarms.ts';
import { PipelineDashboard } from './constructs/pipeline-dashboard.ts';
import { pipelineMetrics } from './constructs/pipeline-metrics.ts';
import { SavedQueries } from './constructs/saved-queries.ts';
import { bytesOfShard } from './constructs/source-state-memory.ts';
import type { DataStack } from './data-stack.ts';
import type { DetectionStack } from './detection-stack.ts';

export interface OperationsStackProps extends StackProps {
  readonly settings: Settings;
  readonly data: DataStack;
  readonly detection: DetectionStack;
}

/** What people look at and what wakes them. */
export class OperationsStack extends Stack {
  constructor(scope: Construct, id: string, { settings, data, detection, ...props }: OperationsStackProps) {
    super(scope, id, props);
    const { endpoint, consumer, sweeper, cleaner, topic } = detection;
    const { observations } = data;
    const metrics = pipelineMetrics({
      service: detection.stackName,
      observations,
      endpoint,
      consumer,
      sweeper,
      cleaner,
      topic,
    });
    const alarms = new PipelineAlarms(this, 'Alarms', {
      installation: settings.name,
      metrics,
      topic,
      sourceStateLimitBytes: bytesOfShard(settings),
    });
    const all = [...alarms.all, ...endpoint.alarms.all];
    new PipelineDashboard(this, 'Dashboard', { metrics, alarms: all, hasPast: cleaner !== undefined });
    new SavedQueries(this, 'Queries', { folder: settings.name, logGroup: consumer.logGroup });
  }
}
