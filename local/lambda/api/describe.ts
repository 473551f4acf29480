import type { Resource } from '../../template/resolve-assembly.ts';
import type { FunctionConfiguration } from '../function-configuration.ts';

/** A function as ListFunctions and GetFunctionConfiguration show it. */
export function describeFunction(configuration: FunctionConfiguration, startedAt: string): object {
  const { name, arn, roleArn, handler, runtime, memoryMb, timeoutMs, variables } = configuration;
  return {
    FunctionName: name,
    FunctionArn: arn,
    Role: roleArn,
    Handler: handler,
    Runtime: runtime,
    MemorySize: memoryMb,
    Timeout: timeoutMs / 1000,
    Environment: { Variables: variables },
    LoggingConfig: {
      LogFormat: configuration.logFormat,
      LogGroup: configuration.logGroupName,
      ApplicationLogLevel: configuration.applicationLogLevel,
    },
    PackageType: 'Zip',
    Version: '$LATEST',
    LastModified: startedAt,
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

/** What Lambda adds to an event source mapping that leaves it out. */
const MAPPING_DEFAULTS = {
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 0,
  ParallelizationFactor: 1,
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  BisectBatchOnFunctionError: false,
  TumblingWindowInSeconds: 0,
  FunctionResponseTypes: [],
};

/** The properties of a mapping that the API shows under the same name. */
const SHOWN = [
  ...Object.keys(MAPPING_DEFAULTS),
  ...['EventSourceArn', 'StartingPosition', 'StartingPositionTimestamp', 'DestinationConfig', 'FilterCriteria'],
  'MetricsConfig',
];

/** An event source mapping as the API shows it. `startedAtSeconds` since the epoch. */
export function describeMapping({ ref, properties }: Resource, functionArn: string, startedAtSeconds: number): object {
  const shown = SHOWN.filter((name) => properties[name] !== undefined).map((name) => [name, properties[name]]);
  return {
    UUID: ref,
    FunctionArn: functionArn,
    ...MAPPING_DEFAULTS,
    ...Object.fromEntries(shown),
    State: properties.Enabled === false ? 'Disabled' : 'Enabled',
    StateTransitionReason: 'User action',
    LastModified: startedAtSeconds,
  };
}
