import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataQualitySource } from '../../../contracts/alert.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { countAnomalies } from '../../../incidents/count-anomalies.ts';
import { type IncidentItem, newItem } from '../../../incidents/incident-item.ts';
import { openSilence } from '../../../incidents/source-silence.ts';
import { incidentTable } from '../../../lambda/aws/incident-table.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { anomaly, deliveredFrom } from '../../support/consumer/observations.ts';
import { type ServedTable, serveIncidentTable } from '../../support/serve-incident-table.ts';

const rules = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };
const NOW_MS = Date.parse('2026-11-20T12:00:00Z');

let served: ServedTable;
let client: DynamoDBClient;

beforeAll(async () => {
  served = await serveIncidentTable();
  client = served.client;
});

afterAll(() => served.stop());

const table = () => incidentTable({ tableName: 'incidents', cooldownMs: 300_000, now: () => NOW_MS, client });

/** An incident with two alerts that are not told. */
function opened(source: string): IncidentItem {
  return countAnomalies(newItem(source), [anomaly(1, 0.1), anomaly(2, 0.9)], deliveredFrom(), rules, NOW_MS).item!;
}

describe('the incident table', () => {
  it('knows nothing of a source at first, and then what was written', async () => {
    expect(await table().read('new')).toBeUndefined();
    expect(await table().write(opened('new'))).toBe(true);
    expect(await table().read('new')).toEqual(JSON.parse(JSON.stringify(opened('new'))));
  });

  it('remembers weak anomalies that may open an incident', async () => {
    const weary = { ...rules, openingEvidence: 3 };
    const item = countAnomalies(newItem('weak'), [anomaly(1, 0.1)], deliveredFrom(), weary, NOW_MS).item!;
    expect(await table().write(item)).toBe(true);
    expect(await table().read('weak')).toMatchObject({ evidence: [{ grade: 0.1, points: 1 }] });
  });

  it('remembers who is silent for as long as that may be, and who is not as long as a record may come again', async () => {
    const silent = openSilence(
      newItem('silent'),
      { source: 'pump', sinceMs: 1, atMs: 2, usualMs: 1, shard: 'shard', of: 1 },
      { isAdmitted: true },
      NOW_MS,
    ).item!;
    const many = { ...newItem('many'), version: 1, silences: { shards: { a: { silent: 1, of: 2, atMs: 3 } } } };
    const days = async (item: IncidentItem) => {
      expect(await table().write(item)).toBe(true);
      expect(await table().read(item.source)).toEqual(JSON.parse(JSON.stringify(item)));
      const Key = { pk: { S: `source#${item.source}` }, sk: { S: 'incident' } };
      const { Item } = await client.send(new GetItemCommand({ TableName: 'incidents', Key }));
      return (Number(Item!.expiresAt!.N) - NOW_MS / 1000) / 86_400;
    };
    expect(await days(silent)).toBe(90);
    expect(await days(many)).toBe(8);
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

  it('remembers which incidents were held back until they are over, through writes of the item', async () => {
    const item = opened('held');
    await table().write(item);
    await table().noteHeldBack('held', 'first', false);
    await table().noteHeldBack('held', 'second', false);
    await table().noteHeldBack('held', 'second', false);
    const read = (await table().read('held'))!;
    expect([...read.heldBack!].sort()).toEqual(['first', 'second']);
    expect(await table().write({ ...read, version: read.version + 1 })).toBe(true);
    await table().noteHeldBack('held', 'first', true);
    expect((await table().read('held'))?.heldBack).toEqual(['second']);
    await table().noteHeldBack('held', 'second', true);
    expect((await table().read('held'))?.heldBack).toBeUndefined();
    await table().noteHeldBack('unknown', 'first', false);
    expect(await table().read('unknown')).toBeUndefined();
  });

  it('keeps an item until no record can come again, and not for ever', async () => {
    await table().write(opened('mortal'));
    const { Item } = await client.send(
      new GetItemCommand({ TableName: 'incidents', Key: { pk: { S: 'source#mortal' }, sk: { S: 'incident' } } }),
    );
    expect(Item?.expiresAt?.N).toBe(String(Date.parse('2026-11-28T12:00:00Z') / 1000));
  });

  it('shows the sweeper what is due, from the moment at which it is, and nothing else', async () => {
    const dueAt = async (nowMs: number, source: string) => {
      const found = await Array.fromAsync(table().due(nowMs));
      return found.filter((due) => 'source' in due && due.source === source);
    };
    const { pending, ...item } = opened('waiting');
    await table().write({ ...item, pending });
    expect(await dueAt(NOW_MS + 60_000, 'waiting')).toEqual([]);
    expect(await dueAt(NOW_MS + 60_001, 'waiting')).toEqual([{ source: 'waiting' }]);
    await table().write({ ...item, version: 2, pending: {} });
    expect(await dueAt(NOW_MS + 300_000, 'waiting')).toEqual([]);
    expect(await dueAt(NOW_MS + 300_001, 'waiting')).toEqual([{ source: 'waiting' }]);
    await table().write({ ...item, version: 3, incident: undefined, pending: {} });
    expect(await dueAt(NOW_MS + 1e9, 'waiting')).toEqual([]);
  });

  it('keeps an alert on its own until it was told, and lets one sweep at a time tell it', async () => {
    const { alert } = Object.values(opened('full').pending)[0];
    const { alertId } = alert;
    await table().keepAlert({ source: 'full', alert, dueMs: NOW_MS });
    expect(await Array.fromAsync(table().due(NOW_MS - 1))).not.toContainEqual({ source: 'full', alertId });
    expect(await Array.fromAsync(table().due(NOW_MS))).toContainEqual({ source: 'full', alertId });
    expect(await table().takeOnAlert('full', alertId, NOW_MS, NOW_MS + 60_000)).toEqual(alert);
    expect(await table().takeOnAlert('full', alertId, NOW_MS, NOW_MS + 60_000)).toBeUndefined();
    await table().forgetAlert('full', alertId);
    expect(await table().takeOnAlert('full', alertId, NOW_MS + 60_000, NOW_MS + 120_000)).toBeUndefined();
  });

  it('keeps an alert that was refused, with the reason, and never shows it to the sweeper', async () => {
    const { alert } = Object.values(opened('refused').pending)[0];
    await table().keepAlert({ source: 'refused', alert, refusedBecause: 'invalid parameter' });
    expect(await Array.fromAsync(table().due(NOW_MS + 1e9))).not.toContainEqual(
      expect.objectContaining({ source: 'refused' }),
    );
    const Key = { pk: { S: 'source#refused' }, sk: { S: `alert#${alert.alertId}` } };
    const { Item } = await client.send(new GetItemCommand({ TableName: 'incidents', Key }));
    expect(Item?.refusedBecause?.S).toBe('invalid parameter');
    expect(JSON.parse(Item!.alert!.S!)).toEqual(alert);
  });

  it('remembers what is about no source', async () => {
    await table().write({ ...newItem(dataQualitySource('quarantine')), version: 1, lastExcessAtMs: 5 });
    expect(await table().read(dataQualitySource('quarantine'))).toMatchObject({ lastExcessAtMs: 5 });
  });

  it('is unavailable when it does not answer, and a request that is wrong is a bug', async () => {
    const missing = incidentTable({ tableName: 'missing', cooldownMs: 300_000, now: () => NOW_MS, client });
    await expect(missing.read('a')).rejects.toThrow(Unavailable);
    await expect(missing.due(NOW_MS)[Symbol.asyncIterator]().next()).rejects.toThrow(Unavailable);
    await expect(table().read('x'.repeat(3000))).rejects.not.toThrow(Unavailable);
  });
});
