import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DATA_QUALITY_SOURCE } from '../../../contracts/alert.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { incidentTable } from '../../../lambda/aws/incident-table.ts';
import { countAnomalies } from '../../../lambda/incidents/count-anomalies.ts';
import { type IncidentItem, newItem } from '../../../lambda/incidents/incident-item.ts';
import { Unavailable } from '../../../lambda/unavailable.ts';
import { anomaly } from '../../support/consumer/observations.ts';

const rules = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };
const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

let server: Server;
let client: DynamoDBClient;

/** DynamoDB's conditions and update expressions, as another implementation understands them. */
beforeAll(async () => {
  server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  await client.send(
    new CreateTableCommand({
      TableName: 'incidents',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'source', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'source', KeyType: 'HASH' }],
    }),
  );
});

afterAll(() => {
  client.destroy();
  server.close();
});

const table = () => incidentTable('incidents', () => NOW_MS, client);

/** An incident with two alerts that are not told. */
function opened(source: string): IncidentItem {
  return countAnomalies(newItem(source), [anomaly(1, 0.1), anomaly(2, 0.9)], rules, NOW_MS).item!;
}

describe('the incident table', () => {
  it('knows nothing of a source at first, and then what was written', async () => {
    expect(await table().read('new')).toBeUndefined();
    expect(await table().write(opened('new'))).toBe(true);
    expect(await table().read('new')).toEqual(JSON.parse(JSON.stringify(opened('new'))));
  });

  it('takes a write only from whoever has read the newest', async () => {
    const first = opened('contended');
    expect(await table().write(first)).toBe(true);
    expect(await table().write(first)).toBe(false);
    const second = { ...first, version: 2 };
    expect(await table().write(second)).toBe(true);
    expect(await table().write(second)).toBe(false);
    expect(await table().write({ ...first, version: 4 })).toBe(false);
    expect((await table().read('contended'))?.version).toBe(2);
  });

  it('records that an alert was told, and refuses writes from before that', async () => {
    const item = opened('told');
    await table().write(item);
    const [firstId, secondId] = Object.keys(item.pending);
    await table().clearPending('told', firstId!);
    expect(Object.keys((await table().read('told'))!.pending)).toEqual([secondId]);
    expect(await table().write({ ...item, version: 2 })).toBe(false);
    expect(await table().write({ ...item, version: 3 })).toBe(true);
  });

  it('does not mind when an alert is recorded twice, or of a source that is gone', async () => {
    const item = opened('twice');
    await table().write(item);
    const [alertId] = Object.keys(item.pending);
    await table().clearPending('twice', alertId!);
    await table().clearPending('twice', alertId!);
    await table().clearPending('gone', alertId!);
    expect((await table().read('twice'))?.version).toBe(2);
    expect(await table().read('gone')).toBeUndefined();
  });

  it('keeps an item until no record can come again, and not for ever', async () => {
    await table().write(opened('mortal'));
    const { Item } = await client.send(
      new GetItemCommand({ TableName: 'incidents', Key: { source: { S: 'mortal' } } }),
    );
    expect(Item?.expiresAt?.N).toBe(String(Date.parse('2026-11-28T12:00:00Z') / 1000));
  });

  it('shows every item to the sweeper', async () => {
    await table().write({ ...newItem(DATA_QUALITY_SOURCE), version: 1, lastExcessAtMs: 5 });
    const sources: string[] = [];
    for await (const item of table().scan()) sources.push(item.source);
    expect(sources).toContain('new');
    expect(await table().read(DATA_QUALITY_SOURCE)).toMatchObject({ lastExcessAtMs: 5 });
  });

  it('is unavailable when it does not answer, and a request that is wrong is a bug', async () => {
    const missing = incidentTable('missing', () => NOW_MS, client);
    await expect(missing.read('a')).rejects.toThrow(Unavailable);
    await expect(missing.scan()[Symbol.asyncIterator]().next()).rejects.toThrow(Unavailable);
    await expect(table().read('')).rejects.not.toThrow(Unavailable);
  });
});
