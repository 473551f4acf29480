import { ServiceError, type ServiceHandler } from '../gateway/service.ts';
import type { AwsEnvironment } from '../template/aws-environment.ts';
import type { LogGroups } from './log-groups.ts';
import { describeLogGroups, describeLogStreams } from './operations/describe-groups.ts';
import { filterLogEvents, getLogEvents } from './operations/read-events.ts';
import { type QueryInput, queryOperations } from './operations/run-query.ts';

/** CloudWatch Logs as far as people, `aws logs tail` and our own scripts read it. */
export function logsService(groups: LogGroups, place: AwsEnvironment): ServiceHandler {
  const operations: Record<string, (input: QueryInput) => object> = {
    DescribeLogGroups: (input) => describeLogGroups(groups, place, input),
    DescribeLogStreams: (input) => describeLogStreams(groups, place, input),
    FilterLogEvents: (input) => filterLogEvents(groups, input),
    GetLogEvents: (input) => getLogEvents(groups, input),
    ...queryOperations(groups),
  };
  return async ({ headers, body }) => {
    const name = headers['x-amz-target']?.replace(/^Logs_20140328\./, '') ?? '';
    const operation = operations[name];
    if (!operation)
      throw new ServiceError('UnknownOperationException', `the local CloudWatch Logs does not know ${name}`);
    const answer = operation(JSON.parse(Buffer.from(body).toString()) as QueryInput);
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(answer) };
  };
}
