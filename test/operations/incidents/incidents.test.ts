import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type IncidentAct,
  type IncidentHistory,
  labelOf,
  type Resolution,
  stateOf,
} from '../../../contracts/incident-history.ts';
import { actOnIncident } from '../../../history/act-on-incident.ts';
import { dynamoDbHistory } from '../../../history/dynamodb-history.ts';
import { changeHistory } from '../../../history/history-store.ts';
import { recordAlert } from '../../../history/record-alert.ts';
import { actTold } from '../../../history/tell-act.ts';
import { withAlert } from '../../../history/with-alert.ts';
import { incidentTable } from '../../../lambda/aws/incident-table.ts';
import { actWithMembers } from '../../../operations/incidents/act-with-members.ts';
import { incidentCsvLine, incidentJsonLine } from '../../../operations/incidents/export-incidents.ts';
import { readLabelled } from '../../../operations/incidents/labelled-incidents.ts';
import { type IncidentFilter, readHistories } from '../../../operations/incidents/read-histories.ts';
import { readTimeline } from '../../../operations/incidents/read-timeline.ts';
import { incidentsText, timelineText } from '../../../operations/incidents/show-incidents.ts';
import { STORM } from '../../messages/sample-alerts.ts';
import { alertOf } from '../../support/incident-alerts.ts';
import { type ServedTable, serveIncidentTable } from '../../support/serve-incident-table.ts';

const DAY_MS = 86_400_000;
const START_MS = Date.parse('2026-11-20T00:00:00Z');
const SOURCES = ['pump', 'fan'];

let served: ServedTable;
let client: DynamoDBClient;
const store = () => dynamoDbHistory({ tableName: 'incidents', client, keptDays: 90 });
const idOf = (i: number) => (i * 7919 + 65_536).toString(16).padStart(16, '0');

/** An incident a day, of both sources in turn, every third acknowledged, every fourth of high severity. */
beforeAll(async () => {
  served = await serveIncidentTable();
  client = served.client;
  for (let i = 0; i < 24; i++) {
    const openedAt = new Date(START_MS + i * DAY_MS).toISOString();
    const alert = alertOf('opened', {
      incidentId: idOf(i),
      source: SOURCES[i % 2],
      severity: i % 4 === 0 ? 'high' : 'low',
      openedAt,
    });
    await store().addEntry(idOf(i), { what: 'told', atMs: 1000 + i, alert });
    await store().write(withAlert(undefined, alert, 1000 + i, 500));
    if (i % 3 !== 0) continue;
    const act = { kind: 'acknowledged', atMs: 2000, by: 'arn:aws:iam::1:user/me', why: 'mine' } as const;
    await actOnIncident(store(), idOf(i), act);
    await changeHistory(store(), idOf(i), (history) => history && actTold(history, act));
  }
});

afterAll(() => served.stop());

async function found(filter: IncidentFilter): Promise<number[]> {
  const histories = await Array.fromAsync(readHistories(client, 'incidents', filter));
  return histories.map(({ openedAtMs }) => (openedAtMs - START_MS) / DAY_MS);
}

const ALL = Array.from({ length: 24 }, (_, i) => 23 - i);

describe('incidents', () => {
  it('are found all, by time, by source, by state and by severity, those that began last first', async () => {
    expect(await found({})).toEqual(ALL);
    expect(await found({ sinceMs: START_MS + 20 * DAY_MS })).toEqual([23, 22, 21, 20]);
    expect(await found({ source: 'fan' })).toEqual(ALL.filter((i) => i % 2 === 1));
    expect(await found({ state: 'acknowledged' })).toEqual(ALL.filter((i) => i % 3 === 0));
    expect(await found({ severity: 'medium', state: 'open' })).toEqual(ALL.filter((i) => i % 4 === 0 && i % 3 !== 0));
    expect(await found({ source: 'fan', state: 'acknowledged', sinceMs: START_MS + 10 * DAY_MS })).toEqual([21, 15]);
    expect(await found({ source: 'nobody' })).toEqual([]);
  });

  it('are due for telling others only while nobody did anything', async () => {
    const due = incidentTable({ tableName: 'incidents', cooldownMs: 1, now: () => 0, client }).due(9999);
    const ids = (await Array.fromAsync(due)).map((each) => each.incidentId);
    expect(new Set(ids)).toEqual(new Set(ALL.filter((i) => i % 3 !== 0).map(idOf)));
    const early = incidentTable({ tableName: 'incidents', cooldownMs: 1, now: () => 0, client }).due(1499);
    expect(await Array.fromAsync(early)).toEqual([]);
  });

  it('are written only by who has read the newest', async () => {
    const history = (await store().read(idOf(1)))!;
    expect(await store().write(history)).toBe(false);
    expect(await store().write({ ...history, version: history.version + 2 })).toBe(false);
    expect(await store().write({ ...history, version: 1 })).toBe(false);
  });

  it('are shown with when, what, who and why', async () => {
    const timeline = (await readTimeline(client, 'incidents', idOf(3)))!;
    expect(timeline.entries.map(({ what }) => what)).toEqual(['told', 'act']);
    const text = timelineText(timeline);
    expect(text).toContain('state     acknowledged: acknowledged by user/me, mine');
    expect(text).toMatch(/1970-01-01 00:00 UTC {2}opened, low, it is 1 \(alert /);
    expect(text).toMatch(/acknowledged by user\/me: mine$/m);
    expect(await readTimeline(client, 'incidents', 'ffffffffffffffff')).toBeUndefined();
  });

  it('are labelled by a resolution as by feedback, which the history names with who and when', async () => {
    const label = (i: number, kind: 'labelled' | 'resolved', resolution: Resolution) =>
      actOnIncident(store(), idOf(i), { kind, resolution, atMs: 60_000, by: 'arn:aws:iam::1:user/ann', why: 'seen' });
    await label(20, 'labelled', 'false-alarm');
    await label(21, 'resolved', 'true');
    await label(22, 'resolved', 'planned');
    const labels = await readLabelled(client, 'incidents');
    expect(labels.map(({ incidentId, source, is }) => [incidentId, source, is])).toEqual([
      [idOf(22), 'pump', 'planned'],
      [idOf(21), 'fan', 'true'],
      [idOf(20), 'pump', 'false-alarm'],
    ]);
    const text = timelineText((await readTimeline(client, 'incidents', idOf(20)))!);
    expect(text).toContain('state     open; labelled as false alarm by user/ann: seen');
    expect(text).toMatch(/1970-01-01 00:01 UTC {2}labelled as false alarm by user\/ann: seen$/m);
    for (const i of [20, 21, 22]) {
      await actOnIncident(store(), idOf(i), { kind: 'reopened', atMs: 61_000, by: 'ann', why: 'x' }).catch(() => {});
    }
    expect((await readLabelled(client, 'incidents')).map(({ is }) => is)).toEqual(['false-alarm']);
  });

  it('keep the first time of an alert that is written down again', async () => {
    const alert = alertOf('opened', { incidentId: idOf(3) });
    await store().addEntry(idOf(3), { what: 'told', atMs: 9_999_999, alert });
    expect((await readTimeline(client, 'incidents', idOf(3)))!.entries[0].atMs).toBe(1003);
    expect(await store().toldAlert(idOf(3), alert.alertId)).toMatchObject({ source: 'fan' });
  });
});

describe('what a person does with an incident across sources', () => {
  const STORM_ID = 'fedcba9876543210';
  const members = Array.from({ length: 12 }, (_, i) => `${STORM_ID.slice(0, 14)}${20 + i}`);
  const table = () => ({ tableName: 'incidents', client, keptDays: 90 });
  const act = (kind: IncidentAct['kind'], atMs: number, resolution?: Resolution): IncidentAct => {
    return { kind, atMs, by: 'arn:aws:iam::1:user/ann', why: 'a valve', ...(resolution && { resolution }) };
  };
  const stands = async () => {
    const all = await Promise.all(members.map((id) => store().read(id)));
    return all.map((history) => `${stateOf(history!)} ${labelOf(history!)?.resolution ?? ''}`.trim());
  };
  const all = (state: string) => members.map(() => state);

  beforeAll(async () => {
    for (const [i, incidentId] of members.entries()) {
      const telling = { atMs: 5000 + i, heldBackInto: STORM_ID };
      await recordAlert(store(), alertOf('opened', { incidentId, source: `valve-${i}` }), telling);
    }
    const storm = { ...STORM, incidentId: STORM_ID, alertId: `${STORM_ID}-storm-1` };
    await recordAlert(store(), storm, { atMs: 6000, escalateAfterMs: 9 });
  });

  it('is done with each that is part of it, but for what somebody has done otherwise', async () => {
    await actOnIncident(store(), members[3], act('resolved', 6500, 'planned'));
    const done = await actWithMembers(table(), STORM_ID, act('acknowledged', 7000));
    expect(done).toMatchObject({ history: { about: 'storm' }, members: { all: 12, changed: 11 } });
    expect(await stands()).toEqual(all('acknowledged').with(3, 'resolved planned'));
    await expect(actWithMembers(table(), STORM_ID, act('acknowledged', 7001))).rejects.toThrow('acknowledged already');
  });

  it('labels each, and who reopens takes back only what was done with it', async () => {
    await actWithMembers(table(), STORM_ID, act('labelled', 8000, 'true'));
    expect(await stands()).toEqual(all('acknowledged true').with(3, 'resolved planned'));
    const resolved = await actWithMembers(table(), STORM_ID, act('resolved', 9000, 'false-alarm'));
    expect(resolved.members).toEqual({ all: 12, changed: 11 });
    expect(await stands()).toEqual(all('resolved false-alarm').with(3, 'resolved planned'));
    // What makes no sense of the whole is done with none of them.
    await actOnIncident(store(), members[5], act('reopened', 9100));
    await expect(actWithMembers(table(), STORM_ID, act('acknowledged', 9200))).rejects.toThrow('is resolved already');
    expect((await stands())[5]).toBe('open');
    await actWithMembers(table(), STORM_ID, act('reopened', 9500));
    expect(await stands()).toEqual(all('open').with(3, 'resolved planned'));
  });

  it('is done where somebody died in the midst of it, once with each', async () => {
    await actOnIncident(store(), members[0], { ...act('acknowledged', 9600), stormId: STORM_ID });
    expect(await actWithMembers(table(), STORM_ID, act('acknowledged', 9700))).toMatchObject({
      members: { changed: 10 },
    });
    expect(await stands()).toEqual(all('acknowledged').with(3, 'resolved planned'));
  });

  it('stands in the timeline of each, and that of the whole names each of them', async () => {
    const whole = timelineText((await readTimeline(client, 'incidents', STORM_ID))!);
    expect(whole).toContain('what      12 incidents told together, as of the last message');
    expect(whole).toContain(`valve-11 joined, low (incident ${members[11]})`);
    const one = timelineText((await readTimeline(client, 'incidents', members[1]))!);
    expect(one).toContain(`told in   incident ${STORM_ID}, with others`);
    expect(one).toContain(`acknowledged with incident ${STORM_ID} by user/ann: a valve`);
    expect(incidentsText([(await store().read(STORM_ID))!], 100)).toMatch(/storm +12 incidents told together/);
    expect(incidentCsvLine((await store().read(members[1]))!)).toMatch(new RegExp(`,${STORM_ID}$`));
  });
});

describe('a table of incidents', () => {
  const hostile = (source: string): IncidentHistory => withAlert(undefined, alertOf('opened', { source }), 0);

  it.each([80, 100, 120, 200])('fits a terminal of %i characters, its columns one below the other', (width) => {
    const text = incidentsText([hostile('pump'), hostile('x'.repeat(256)), hostile('泵'.repeat(90))], width);
    const lines = text.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines).toHaveLength(4);
    expect(new Set(lines.slice(1).map((line) => line.indexOf('low')))).toEqual(new Set([lines[0].indexOf('severity')]));
  });

  it('shows hostile names on one line and without what hides or moves text', () => {
    const text = incidentsText([hostile('a\nb\u202e\u001b[31m')], 100);
    expect(text.split('\n')).toHaveLength(2);
    for (const hidden of ['\u202e', '\u001b']) expect(text).not.toContain(hidden);
  });
});

describe('an exported incident', () => {
  it.each(['=1+1', '+cmd', '-x', '@sum', '\t=1', "'=1", '＝1'])('is no formula to a spreadsheet: %s', (text) => {
    const act = { kind: 'resolved', atMs: 1, by: text, why: text, resolution: 'planned' } as const;
    const anomaly = { ...alertOf('opened').anomaly, explanation: text };
    const history = { ...withAlert(undefined, alertOf('opened', { source: text, anomaly }), 0), act };
    const cells = incidentCsvLine(history).split(',');
    expect(cells.filter((cell) => /^"?'*\s*[=+\-@＝]/.test(cell) && !/^"?'/.test(cell))).toEqual([]);
    expect(cells.filter((cell) => cell.includes(text.trim()))).toHaveLength(4);
  });

  it('is one line of JSON with its state', () => {
    const line = incidentJsonLine(withAlert(undefined, alertOf('opened', { source: 'a\n"b"' }), 0));
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({ source: 'a\n"b"', state: 'open' });
    expect(JSON.parse(line)).not.toHaveProperty('version');
  });
});
