import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { muteKey } from '../../contracts/incident-table.ts';
import type { Mute } from '../../contracts/mute.ts';
import { keptMutes } from '../../lambda/aws/mutes.ts';
import { endMute, putMute, readMutes } from '../../operations/mutes/mute-items.ts';
import { mutesText } from '../../operations/mutes/show-mutes.ts';
import { type ServedTable, serveIncidentTable } from '../support/serve-incident-table.ts';

const NOON = Date.parse('2026-01-31T12:00:00Z');
const HOUR = 3_600_000;
const MUTE: Mute = {
  id: 'ab12cd34',
  source: 'pump-*',
  feature: 'temperature',
  fromMs: NOON,
  untilMs: NOON + 2 * HOUR,
  by: 'arn:aws:iam::123456789012:user/ann',
  why: 'works on the pump',
};

let served: ServedTable;
beforeAll(async () => {
  served = await serveIncidentTable();
});
afterAll(() => served.stop());

it('a mute is read by people and consumers alike, ends before its time, and stays for who delivers late', async () => {
  const { client } = served;
  expect(await readMutes(client, 'incidents')).toEqual([]);
  expect(mutesText([], NOON)).toBe('nothing is muted');
  await putMute(client, 'incidents', MUTE);
  await expect(putMute(client, 'incidents', MUTE)).rejects.toThrow();
  expect(await keptMutes('incidents', client)()).toEqual([MUTE]);

  const line = 'ab12cd34: temperature of pump-* until 2026-01-31 14:00 UTC, by user/ann: works on the pump';
  expect(mutesText(await readMutes(client, 'incidents'), NOON + HOUR)).toBe(line);
  const ended = await endMute(client, 'incidents', MUTE.id, 'arn:aws:iam::123456789012:user/bob', NOON + HOUR);
  expect(ended).toMatchObject({ untilMs: NOON + HOUR, endedBy: 'arn:aws:iam::123456789012:user/bob' });
  expect(mutesText(await readMutes(client, 'incidents'), NOON + 2 * HOUR)).toMatch(
    /^nothing is muted now\nover: ab12cd34: .*, ended by user\/bob$/,
  );
  const { pk, sk } = muteKey(MUTE.id);
  const { Item } = await client.send(
    new GetItemCommand({ TableName: 'incidents', Key: { pk: { S: pk }, sk: { S: sk } } }),
  );
  expect(Number(Item?.expiresAt?.N) * 1000).toBe(NOON + HOUR + 8 * 24 * HOUR);
});

it('one that is not there, or is over, cannot be ended', async () => {
  await expect(endMute(served.client, 'incidents', '00000000', 'me', NOON)).rejects.toThrow(
    'there is no mute 00000000',
  );
  await expect(endMute(served.client, 'incidents', MUTE.id, 'me', NOON + 3 * HOUR)).rejects.toThrow('is over since');
});
