import { ServiceError, type ServiceHandler } from '../gateway/service.ts';
import { filterPattern } from './filter-pattern.ts';
import type { LogGroups } from './log-groups.ts';

interface Input {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
  readonly filterPattern?: string;
  readonly startTime?: number;
  readonly endTime?: number;
  readonly limit?: number;
  readonly nextToken?: string;
}

const PAGE = 10_000;
const STREAM_NAME = 'local';

/**
 * CloudWatch Logs as far as `aws logs tail` and our own scripts read it; everything of a group is in one log stream.
 */
export function logsService(groups: LogGroups): ServiceHandler {
  const operations: Record<string, (input: Input) => object> = {
    DescribeLogGroups: () => ({ logGroups: groups.names().map((logGroupName) => ({ logGroupName })) }),
    DescribeLogStreams: () => ({ logStreams: [{ logStreamName: STREAM_NAME }] }),
    FilterLogEvents: (input) => filterLogEvents(groups, input),
  };
  return async ({ headers, body }) => {
    const name = headers['x-amz-target']?.replace(/^Logs_20140328\./, '') ?? '';
    const operation = operations[name];
    if (!operation)
      throw new ServiceError('UnknownOperationException', `the local CloudWatch Logs does not know ${name}`);
    const answer = operation(JSON.parse(Buffer.from(body).toString()) as Input);
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(answer) };
  };
}

function filterLogEvents(groups: LogGroups, input: Input): object {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, limit = PAGE, nextToken = '0' } = input;
  const group = input.logGroupName ?? input.logGroupIdentifier ?? '';
  if (!groups.names().includes(group)) {
    throw new ServiceError('ResourceNotFoundException', `The specified log group does not exist: ${group}`);
  }
  const matches = readPattern(input.filterPattern ?? '');
  const from = Number(nextToken);
  const found = groups
    .events(group)
    .filter(({ timestampMs, message }) => timestampMs >= startTime && timestampMs <= endTime && matches(message));
  const events = found.slice(from, from + limit).map(({ timestampMs, message }, index) => ({
    eventId: String(from + index).padStart(20, '0') + timestampMs,
    logStreamName: STREAM_NAME,
    timestamp: timestampMs,
    ingestionTime: timestampMs,
    message,
  }));
  return { events, ...(from + limit < found.length ? { nextToken: String(from + limit) } : {}) };
}

function readPattern(pattern: string): (line: string) => boolean {
  try {
    return filterPattern(pattern);
  } catch (error) {
    throw new ServiceError('InvalidParameterException', (error as Error).message);
  }
}
