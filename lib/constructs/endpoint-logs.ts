import { RemovalPolicy } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { endpointLogGroupOf, endpointNameOf } from '../../contracts/installation.ts';
import type { Settings } from '../../settings/settings-schema.ts';

export interface EndpointLogsProps {
  readonly settings: Settings;
}

/**
 * The log groups of the endpoint, one for each kind that it may be.
 *
 * They are there before it, and in another stack: a first endpoint that fails takes its stack away, and what its
 * container said would be gone with it. SageMaker would make a group by itself, and keep its lines for ever.
 */
export class EndpointLogs extends Construct {
  constructor(scope: Construct, id: string, { settings }: EndpointLogsProps) {
    super(scope, id);
    for (const kind of ['serverless', 'real-time'] as const) {
      new LogGroup(this, kind, {
        logGroupName: endpointLogGroupOf(endpointNameOf(settings.name, kind)),
        retention: settings.logRetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    }
  }
}
