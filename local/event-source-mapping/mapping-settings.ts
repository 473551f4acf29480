import { type EventPattern, readEventPattern } from './event-pattern.ts';

export type StartingPosition =
  | { readonly kind: 'TRIM_HORIZON' | 'LATEST' }
  | { readonly kind: 'AT_TIMESTAMP'; readonly timestampMs: number };

/** What an AWS::Lambda::EventSourceMapping says, decoded; limits that do not exist are infinite. */
export interface MappingSettings {
  readonly streamArn: string;
  readonly isEnabled: boolean;
  readonly startingPosition: StartingPosition;
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  readonly parallelizationFactor: number;
  readonly retryAttempts: number;
  readonly maxRecordAgeMs: number;
  readonly bisectsOnError: boolean;
  readonly reportsItemFailures: boolean;
  readonly failureDestinationArn: string | undefined;
  /** A record passes when it matches one of them; none: all pass. */
  readonly filters: readonly EventPattern[];
}

/**
 * Decodes the resolved properties of a template, with Lambda's defaults and limits.
 *
 * @throws {RangeError} for a value that Lambda refuses, or that this driver does not know how to honour
 */
export function readMappingSettings(properties: Readonly<Record<string, unknown>>): MappingSettings {
  const number = (name: string, fallback: number, min: number, max: number): number => {
    const value = properties[name] ?? fallback;
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return value as number;
    throw new RangeError(`${name} must be a whole number from ${min} to ${max}, got ${JSON.stringify(value)}`);
  };
  const infinite = (value: number) => (value === -1 ? Number.POSITIVE_INFINITY : value);
  const batchSize = number('BatchSize', 100, 1, 10_000);
  const batchingWindowSeconds = number('MaximumBatchingWindowInSeconds', 0, 0, 300);
  if (number('TumblingWindowInSeconds', 0, 0, 900) > 0) {
    throw new RangeError('TumblingWindowInSeconds must be left out: the local cloud has no tumbling windows');
  }
  return {
    streamArn: readText(properties, 'EventSourceArn'),
    isEnabled: properties.Enabled !== false,
    startingPosition: readStartingPosition(properties),
    batchSize,
    batchingWindowMs: batchingWindowSeconds * 1000,
    parallelizationFactor: number('ParallelizationFactor', 1, 1, 10),
    retryAttempts: infinite(number('MaximumRetryAttempts', -1, -1, 10_000)),
    maxRecordAgeMs: infinite(readMaxRecordAgeSeconds(number)) * 1000,
    bisectsOnError: properties.BisectBatchOnFunctionError === true,
    reportsItemFailures: readResponseTypes(properties).includes('ReportBatchItemFailures'),
    failureDestinationArn: readFailureDestination(properties),
    filters: readFilters(properties),
  };
}

function readText(properties: Readonly<Record<string, unknown>>, name: string): string {
  const value = properties[name];
  if (typeof value === 'string') return value;
  throw new RangeError(`${name} must be a text, got ${JSON.stringify(value)}`);
}

function readStartingPosition(properties: Readonly<Record<string, unknown>>): StartingPosition {
  const kind = properties.StartingPosition;
  if (kind === 'TRIM_HORIZON' || kind === 'LATEST') return { kind };
  const seconds = properties.StartingPositionTimestamp;
  if (kind === 'AT_TIMESTAMP' && typeof seconds === 'number') return { kind, timestampMs: seconds * 1000 };
  throw new RangeError(
    `StartingPosition must be TRIM_HORIZON, LATEST, or AT_TIMESTAMP with StartingPositionTimestamp in seconds, got ${JSON.stringify(kind)} with ${JSON.stringify(seconds)}`,
  );
}

function readMaxRecordAgeSeconds(number: (name: string, fallback: number, min: number, max: number) => number): number {
  const seconds = number('MaximumRecordAgeInSeconds', -1, -1, 604_800);
  if (seconds === -1 || seconds >= 60) return seconds;
  throw new RangeError(`MaximumRecordAgeInSeconds must be -1 or from 60 to 604800, got ${seconds}`);
}

function readResponseTypes(properties: Readonly<Record<string, unknown>>): readonly unknown[] {
  const types = properties.FunctionResponseTypes ?? [];
  if (Array.isArray(types)) return types;
  throw new RangeError(`FunctionResponseTypes must be a list, got ${JSON.stringify(types)}`);
}

function readFailureDestination(properties: Readonly<Record<string, unknown>>): string | undefined {
  const config = properties.DestinationConfig as { OnFailure?: { Destination?: string } } | undefined;
  const arn = config?.OnFailure?.Destination;
  if (arn === undefined || ['sqs', 'sns', 's3'].includes(arn.split(':')[2] ?? '')) return arn;
  throw new RangeError(
    `OnFailure.Destination must be the ARN of an SQS queue, an SNS topic or an S3 bucket, got ${arn}`,
  );
}

function readFilters(properties: Readonly<Record<string, unknown>>): EventPattern[] {
  const criteria = properties.FilterCriteria as { Filters?: readonly { Pattern?: string }[] } | undefined;
  return (criteria?.Filters ?? []).map((filter) => readEventPattern(filter.Pattern ?? '{}'));
}
