import { ServiceError } from '../gateway/service.ts';
import type { LogEvent, LogGroup, LogGroups } from './log-groups.ts';

/** What requests to CloudWatch Logs may say, of what the local one knows. */
export interface LogsInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly logGroupNamePrefix?: string;
  readonly logGroupNamePattern?: string;
  readonly logStreamName?: string;
  readonly logStreamNames?: readonly string[];
  readonly logStreamNamePrefix?: string;
  readonly filterPattern?: string;
  readonly startFromHead?: boolean;
  /** Milliseconds since the epoch. */
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit?: number;
  readonly nextToken?: string;
}

/** Everything of a group is in one log stream. */
export const STREAM_NAME = 'local';

/** Events that one answer holds at most, as on AWS. */
export const MAX_PAGE = 10_000;

/**
 * The group that a request names, by its name or its ARN.
 *
 * @throws ServiceError when there is none
 */
export function groupOf(groups: LogGroups, { logGroupName, logGroupIdentifier }: LogsInput): LogGroup {
  const named = logGroupName ?? logGroupIdentifier ?? '';
  const name = named.replace(/^arn:aws:logs:[^:]*:[^:]*:log-group:/, '').replace(/:\*$/, '');
  const found = groups.all.get(name);
  if (found) return found;
  throw new ServiceError('ResourceNotFoundException', `The specified log group does not exist: ${named}`);
}

/** Whether an event is of the time that a request asks for; `endsWithin` for the operations that include the end. */
export function isWithin({ timestampMs }: LogEvent, { startTime, endTime }: LogsInput, endsWithin: boolean): boolean {
  if (timestampMs < (startTime ?? 0)) return false;
  return endTime === undefined || timestampMs < endTime || (endsWithin && timestampMs === endTime);
}

/**
 * Up to how many events, or groups, a request wants.
 *
 * @throws ServiceError when AWS would refuse the number
 */
export function limitOf({ limit }: LogsInput, initial: number, max = initial): number {
  if (limit === undefined) return initial;
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw new ServiceError('InvalidParameterException', `got the limit ${limit}, wanted a whole number from 1 to ${max}`);
}

/**
 * Reads a token of ours: what it begins with, and the index of an event.
 *
 * @throws ServiceError for another token
 */
export function indexOfToken(token: string, kinds: string): readonly [kind: string, index: number] {
  const [, kind, index] = new RegExp(`^([${kinds}])/(\\d+)$`).exec(token) ?? [];
  if (kind !== undefined && index !== undefined) return [kind, Number(index)];
  throw new ServiceError('InvalidParameterException', 'The specified nextToken is invalid.');
}
