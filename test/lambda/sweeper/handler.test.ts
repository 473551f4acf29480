import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { countAnomalies } from '../../../incidents/count-anomalies.ts';
import { newItem } from '../../../incidents/incident-item.ts';
import { incidentTable } from '../../../lambda/aws/incident-table.ts';
import { ARRIVAL_MS, anomaly, deliveredFrom } from '../../support/consumer/observations.ts';
import { CONSUMER_ENVIRONMENT } from '../../support/consumer/settings.ts';

const table = mockClient(DynamoDBClient);
const topic = mockClient(SNSClient);

let handler: typeof import('../../../lambda/sweeper/handler.ts').handler;
let written = '';
const keyOf = ({ pk, sk }: Record<string, { S?: string }>) => `${pk!.S} ${sk!.S}`;
const CONTEXT = { getRemainingTimeInMillis: () => 60_000 };

beforeAll(async () => {
  for (const [name, value] of Object.entries({ ...CONSUMER_ENVIRONMENT, AWS_REGION: 'eu-west-1' }))
    vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written += text;
    return true;
  });
  ({ handler } = await import('../../../lambda/sweeper/handler.ts'));
});

/** A table with one incident whose opening nobody has told. */
beforeEach(async () => {
  written = '';
  table.reset();
  topic.reset();
  table.onAnyCommand().resolves({});
  topic.onAnyCommand().resolves({});
  const rules = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };
  const { item } = countAnomalies(newItem('pump-1'), [anomaly(1, 0.1)], deliveredFrom(), rules, ARRIVAL_MS);
  await incidentTable({
    tableName: 'incidents',
    cooldownMs: 300_000,
    now: Date.now,
    client: new DynamoDBClient({}),
  }).write(item!);
  const { Item } = table.commandCalls(PutItemCommand)[0].args[0].input;
  table.resetHistory();
  table
    .on(QueryCommand)
    .resolvesOnce({ Items: [Item!] })
    .resolves({ Items: [] });
  const items = new Map([[keyOf(Item!), Item]]);
  table.on(GetItemCommand).callsFake(({ Key }) => ({ Item: items.get(keyOf(Key)) }));
  table.on(PutItemCommand).callsFake((put) => {
    items.set(keyOf(put.Item), put.Item);
    return {};
  });
  table.on(UpdateItemCommand).callsFake(({ Key, ExpressionAttributeNames: names }) => {
    const { version, pending, ...item } = items.get(keyOf(Key))!;
    const { [names['#alert']]: _, ...left } = pending.M!;
    items.set(keyOf(Key), { ...item, version: { N: String(Number(version.N) + 1) }, pending: { M: left } });
    return {};
  });
});

describe('the sweeper', () => {
  it('tells what nobody told and closes what fell silent, and says so', async () => {
    await handler({}, CONTEXT);
    const kinds = topic
      .commandCalls(PublishCommand)
      .map(({ args }) => args[0].input.MessageAttributes?.kind?.StringValue);
    expect(kinds).toEqual(['opened', 'closed']);
    // The item of the source, and of each alert its fate, its line in the history and what is known of the incident.
    expect(table.commandCalls(PutItemCommand)).toHaveLength(7);
    expect(table.commandCalls(UpdateItemCommand)).toHaveLength(2);
    expect(written.match(/"message":"alert"/g)).toHaveLength(2);
    expect(written).toContain('"Alerts":2');
  });

  it('fails when it could not do its work, so that an alarm can see it', async () => {
    topic.rejects(Object.assign(new Error('rate exceeded'), { name: 'ThrottledException' }));
    await expect(handler({}, CONTEXT)).rejects.toThrow('ThrottledException: rate exceeded');
  });
});
