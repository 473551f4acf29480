import type { Authoriser } from '../iam/authoriser.ts';
import type { LogLine } from '../local-cloud.ts';
import type { LogGroups } from '../logs/log-groups.ts';
import type { MetricStore } from '../metrics/metric-store.ts';
import { readEmf } from '../metrics/read-emf.ts';
import { type AwsEnvironment, PARTITION } from '../template/aws-environment.ts';
import type { FunctionConfiguration } from './function-configuration.ts';

export interface FunctionLogOptions {
  readonly place: AwsEnvironment;
  readonly logs: LogGroups;
  readonly authorise: Authoriser['authorise'];
  readonly metrics: Pick<MetricStore, 'record'>;
  readonly listeners: ReadonlySet<(line: LogLine) => void>;
}

const ACTIONS = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/**
 * Writes functions' lines to their log groups with their roles. As on AWS, lines that a role may not write are gone.
 */
export function functionLog(options: FunctionLogOptions): (configuration: FunctionConfiguration, line: string) => void {
  const { place, logs, metrics, authorise, listeners } = options;
  const mayWrite = new Map<string, boolean>();

  function asked({ roleArn, logGroupName }: FunctionConfiguration): boolean {
    const resource = `arn:${PARTITION}:logs:${place.region}:${place.accountId}:log-group:${logGroupName}:log-stream:local`;
    try {
      authorise(
        'logs',
        roleArn,
        ACTIONS.map((action) => ({ action, resource })),
      );
      return true;
    } catch {
      return false;
    }
  }

  return (configuration, text) => {
    const { arn, logGroupName, logicalId } = configuration;
    const allowed = mayWrite.get(arn) ?? asked(configuration);
    mayWrite.set(arn, allowed);
    if (!allowed) return;
    logs.write(logGroupName, logicalId, text);
    for (const datum of readEmf(text)) metrics.record(datum);
    for (const listener of listeners) listener({ function: logicalId, text });
  };
}
