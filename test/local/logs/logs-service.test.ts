import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  DescribeQueriesCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  GetQueryResultsCommand,
  StartQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LogGroups, logGroups } from '../../../local/logs/log-groups.ts';
import { logsService } from '../../../local/logs/logs-service.ts';
import { type LoneService, serveAlone } from '../serve-alone.ts';

const logGroupName = '/aws/lambda/consumer';

let groups: LogGroups;
let service: LoneService;
let client: CloudWatchLogsClient;

beforeEach(async () => {
  groups = logGroups(undefined);
  service = await serveAlone('logs', logsService(groups, { accountId: '000000000000', region: 'us-east-1' }));
  client = new CloudWatchLogsClient(service.client);
});

afterEach(async () => {
  client.destroy();
  await service.stop();
});

const write = (...lines: string[]) => {
  for (const line of lines) groups.write(logGroupName, 'consumer', line);
};

async function page(more: Partial<GetLogEventsCommandInput> = {}) {
  const { events = [], ...tokens } = await client.send(
    new GetLogEventsCommand({ logGroupName, logStreamName: 'local', ...more }),
  );
  return { text: events.map(({ message }) => message).join(''), ...tokens };
}

test('groups are listed by prefix, by a part of the name, and page by page', async () => {
  for (const name of ['/aws/lambda/b', '/aws/lambda/a', '/aws/sagemaker/a', 'local-cloud']) groups.create(name);
  const list = async (input: object) => {
    const { logGroups: found = [], nextToken } = await client.send(new DescribeLogGroupsCommand(input));
    return { names: found.map((group) => group.logGroupName), nextToken };
  };
  expect((await list({ logGroupNamePrefix: '/aws/lambda/' })).names).toEqual(['/aws/lambda/a', '/aws/lambda/b']);
  expect((await list({ logGroupNamePattern: 'SAGE' })).names).toEqual(['/aws/sagemaker/a']);
  const first = await list({ limit: 3 });
  expect(first.names).toHaveLength(3);
  expect((await list({ limit: 3, nextToken: first.nextToken })).names).toEqual(['local-cloud']);
});

test('a group says its ARN, its age and its size', async () => {
  write('12345');
  const described = (await client.send(new DescribeLogGroupsCommand({}))).logGroups![0];
  expect(described).toMatchObject({ logGroupName, storedBytes: 5 });
  expect(described.arn).toBe(`arn:aws:logs:us-east-1:000000000000:log-group:${logGroupName}:*`);
  expect(described.creationTime).toBeGreaterThan(Date.now() - 60_000);
});

test('a group has one log stream once it has a line', async () => {
  groups.create(logGroupName);
  const streams = async (more = {}) =>
    (await client.send(new DescribeLogStreamsCommand({ logGroupName, ...more }))).logStreams!.length;
  expect(await streams()).toBe(0);
  write('a');
  expect([await streams(), await streams({ logStreamNamePrefix: 'x' })]).toEqual([1, 0]);
  await expect(client.send(new DescribeLogStreamsCommand({ logGroupName: 'none' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('the events of a stream are read from its end or its head, and on in both directions', async () => {
  write('a', 'b', 'c', 'd', 'e');
  const end = await page({ limit: 2 });
  expect(end.text).toBe('de');
  const before = await page({ limit: 2, nextToken: end.nextBackwardToken });
  expect(before.text).toBe('bc');
  expect((await page({ limit: 2, nextToken: before.nextForwardToken })).text).toBe('de');
  const head = await page({ limit: 2, startFromHead: true });
  expect(head.text).toBe('ab');
  expect((await page({ nextToken: head.nextForwardToken })).text).toBe('cde');
});

test('at an end the token stays the same, and what is written later follows it', async () => {
  write('a', 'b');
  const { nextForwardToken, nextBackwardToken } = await page();
  const nothing = await page({ nextToken: nextForwardToken });
  expect(nothing).toMatchObject({ text: '', nextForwardToken });
  expect(await page({ nextToken: nextBackwardToken })).toMatchObject({ text: '', nextBackwardToken });
  write('c');
  expect((await page({ nextToken: nextForwardToken })).text).toBe('c');
});

test('a reader misses no line when old ones are forgotten', async () => {
  write(...Array.from({ length: 49_999 }, () => '.'), 'last');
  const { nextForwardToken } = await page();
  write('next');
  expect((await page({ nextToken: nextForwardToken })).text).toBe('next');
});

test('events are of the time that is asked for, and of the streams', async () => {
  write('a');
  const { timestampMs } = groups.all.get(logGroupName)!.events[0];
  expect((await page({ startTime: timestampMs, endTime: timestampMs + 1 })).text).toBe('a');
  expect((await page({ endTime: timestampMs })).text).toBe('');
  const filter = async (more: object) =>
    (await client.send(new FilterLogEventsCommand({ logGroupName, ...more }))).events!.length;
  expect([await filter({}), await filter({ logStreamNames: ['other'] })]).toEqual([1, 0]);
  expect(await filter({ startTime: timestampMs + 1 })).toBe(0);
});

test('matching events are given page by page', async () => {
  write('yes 1', 'no', 'yes 2', 'yes 3');
  const filter = (nextToken?: string) =>
    client.send(new FilterLogEventsCommand({ logGroupName, filterPattern: 'yes', limit: 2, nextToken }));
  const first = await filter();
  const second = await filter(first.nextToken);
  expect([first, second].map(({ events }) => events!.map(({ message }) => message))).toEqual([
    ['yes 1', 'yes 2'],
    ['yes 3'],
  ]);
  expect(second.nextToken).toBeUndefined();
});

test('what is not there or not known is refused', async () => {
  write('a');
  await expect(page({ logStreamName: 'other' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(page({ nextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await expect(client.send(new DescribeQueriesCommand({}))).rejects.toThrow(
    'the local CloudWatch Logs does not know DescribeQueries',
  );
  const query = { logGroupName, startTime: 0, endTime: 1, queryString: 'parse @message "*" as all' };
  await expect(client.send(new StartQueryCommand(query))).rejects.toThrow(
    'the local Logs Insights does not know the command parse',
  );
});

test('a query of Logs Insights finds rows, of the time that it asks for', async () => {
  write(
    '{"message":"anomaly","source":"pump"}',
    'plain',
    '{"message":"anomaly","source":"fan"}',
    '{"message":"batch"}',
  );
  const nowSeconds = Math.floor(Date.now() / 1000);
  const queryString = 'fields @message, source | filter message = "anomaly" | sort source asc';
  const ask = async (startTime: number, limit?: number) => {
    const asked = { logGroupNames: [logGroupName], queryString, startTime, endTime: nowSeconds + 60, limit };
    const { queryId } = await client.send(new StartQueryCommand(asked));
    const { status, results = [] } = await client.send(new GetQueryResultsCommand({ queryId }));
    return [status, ...results.map((row) => row.map(({ field, value }) => `${field}: ${value}`).join(', '))];
  };
  expect(await ask(nowSeconds - 60)).toEqual([
    'Complete',
    '@message: {"message":"anomaly","source":"fan"}, source: fan',
    '@message: {"message":"anomaly","source":"pump"}, source: pump',
  ]);
  expect(await ask(nowSeconds - 60, 1)).toHaveLength(2);
  expect(await ask(nowSeconds + 30)).toEqual(['Complete']);
});
