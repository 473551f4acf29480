import { ServiceError } from '../../gateway/service.ts';
import { type AwsEnvironment, PARTITION } from '../../template/aws-environment.ts';
import { groupOf, type LogsInput, limitOf, STREAM_NAME } from '../input.ts';
import type { LogGroup, LogGroups } from '../log-groups.ts';

const MAX_GROUPS = 50;

/** DescribeLogGroups: by prefix or by a part of the name, page by page. */
export function describeLogGroups(groups: LogGroups, place: AwsEnvironment, input: LogsInput): object {
  const { logGroupNamePrefix, logGroupNamePattern, nextToken = '' } = input;
  if (logGroupNamePrefix !== undefined && logGroupNamePattern !== undefined)
    throw new ServiceError('InvalidParameterException', 'a prefix and a pattern are mutually exclusive');
  const limit = limitOf(input, MAX_GROUPS);
  const found = [...groups.all.values()]
    .filter(({ name }) => name.startsWith(logGroupNamePrefix ?? '') && isLike(name, logGroupNamePattern))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const left = found.filter(({ name }) => name > nextToken);
  const page = left.slice(0, limit);
  return {
    logGroups: page.map((group) => described(group, place)),
    ...(left.length > limit ? { nextToken: page.at(-1)?.name } : {}),
  };
}

/** DescribeLogStreams: the one that each group has, from its first line on. */
export function describeLogStreams(groups: LogGroups, place: AwsEnvironment, input: LogsInput): object {
  const { name, events, createdAtMs } = groupOf(groups, input);
  if (events.length === 0 || !STREAM_NAME.startsWith(input.logStreamNamePrefix ?? '')) return { logStreams: [] };
  const stream = {
    logStreamName: STREAM_NAME,
    arn: `${groupArn(name, place)}:log-stream:${STREAM_NAME}`,
    creationTime: createdAtMs,
    firstEventTimestamp: events[0].timestampMs,
    lastEventTimestamp: events.at(-1)!.timestampMs,
    lastIngestionTime: events.at(-1)!.timestampMs,
  };
  return { logStreams: [stream] };
}

function described({ name, createdAtMs, events }: LogGroup, place: AwsEnvironment): object {
  const arn = groupArn(name, place);
  return {
    logGroupName: name,
    creationTime: createdAtMs,
    arn: `${arn}:*`,
    logGroupArn: arn,
    storedBytes: events.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0),
    metricFilterCount: 0,
  };
}

function groupArn(name: string, { region, accountId }: AwsEnvironment): string {
  return `arn:${PARTITION}:logs:${region}:${accountId}:log-group:${name}`;
}

/** A pattern is a part of the name, whatever its case. */
function isLike(name: string, pattern = ''): boolean {
  return name.toLowerCase().includes(pattern.toLowerCase());
}
