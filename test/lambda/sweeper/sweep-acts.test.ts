import { beforeEach, describe, expect, it } from 'vitest';
import { type Alert, isAct, type NoDataAlert, noDataSource } from '../../../contracts/alert.ts';
import type { IncidentAct } from '../../../contracts/incident-history.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { actOnIncident } from '../../../history/act-on-incident.ts';
import { recordedPublish } from '../../../history/recorded-publish.ts';
import { type IncidentItem, newItem } from '../../../incidents/incident-item.ts';
import { messageGate } from '../../../incidents/message-gate.ts';
import { PublishRefused } from '../../../incidents/publish-alerts.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { type SweepPorts, sweep } from '../../../lambda/sweeper/sweep.ts';
import { InMemoryAws } from '../../support/consumer/in-memory-aws.ts';
import { ARRIVAL_MS } from '../../support/consumer/observations.ts';
import { alertOf, silenceOf } from '../../support/incident-alerts.ts';

const ID = '0123456789abcdef';
const MINUTE_MS = 60_000;

let aws: InMemoryAws;
let nowMs: number;

const publish = (alert: Alert) =>
  recordedPublish({ history: aws.history, publish: (each) => aws.publish(each), now: () => nowMs }, 2)(alert);

function sweepAfter(ms: number, ports: Partial<SweepPorts> = {}) {
  nowMs += ms;
  const { incidents, history } = aws;
  const asking = { incidents, messagesPerMinute: 2, now: () => nowMs, sleep: async () => {}, random: () => 0 };
  const gate = messageGate(asking, () => new Error('busy'));
  const publishEscalation = (alert: Alert) => aws.publishEscalation(alert);
  const all = { incidents, history, gate, publish, publishEscalation, now: () => nowMs, remainingMs: () => 60_000 };
  return sweep({ cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS }, { ...all, ...ports });
}

const act = (kind: IncidentAct['kind'], id = ID, parts: Partial<IncidentAct> = {}) =>
  actOnIncident(aws.history, id, { kind, atMs: nowMs, by: 'ann', why: 'on my way', ...parts });
const acts = (of: readonly Alert[] = aws.published) => of.filter(isAct);

beforeEach(async () => {
  aws = new InMemoryAws();
  nowMs = ARRIVAL_MS;
  await publish(alertOf('opened', { channels: ['night'] }));
});

describe('that a person looks into an incident', () => {
  it('is told within a minute to whom the incident was told, once', async () => {
    await act('acknowledged');
    await sweepAfter(1000);
    await sweepAfter(MINUTE_MS);
    const told = { kind: 'acknowledged', incidentId: ID, source: 'pump', by: 'ann', why: 'on my way' };
    expect(acts()).toMatchObject([{ ...told, about: 'anomalies', severity: 'low', channels: ['night'] }]);
    expect(acts(aws.publishedToOthers)).toEqual([]);
  });

  it('is told again under the same id where nobody knows whether it was', async () => {
    await act('acknowledged');
    const lost = async (alert: Alert) => {
      await publish(alert);
      throw new Unavailable('alerts', 'timeout');
    };
    expect((await sweepAfter(1000, { publish: lost })).failure?.message).toBe('timeout');
    await sweepAfter(MINUTE_MS);
    await sweepAfter(MINUTE_MS);
    expect(acts()).toHaveLength(2);
    expect(new Set(acts().map(({ alertId }) => alertId))).toHaveLength(1);
  });

  it('is told to the next people, too, where they were told that nobody does', async () => {
    await sweepAfter(2 * MINUTE_MS);
    await act('acknowledged');
    await sweepAfter(1000);
    expect(acts()).toHaveLength(1);
    expect(aws.publishedToOthers).toMatchObject([{ kind: 'opened' }, { kind: 'acknowledged', escalated: true }]);
  });

  it('is told of each time anew: each has an id of its own', async () => {
    for (const kind of ['acknowledged', 'resolved', 'reopened', 'acknowledged'] as const) {
      nowMs += 1000;
      await act(kind);
      if (kind === 'acknowledged') await sweepAfter(MINUTE_MS);
    }
    expect(new Set(acts().map(({ alertId }) => alertId))).toHaveLength(2);
  });

  it('is told behind the opening, wherever that waits', async () => {
    const opened = alertOf('opened');
    const pending = { [opened.alertId]: { alert: opened, publisher: 'consumer', sinceMs: nowMs } } as const;
    await aws.incidents.write({ ...newItem('pump'), version: 1, pending } satisfies IncidentItem);
    await act('acknowledged');
    await sweepAfter(1000);
    expect(acts()).toEqual([]);
    await aws.incidents.clearPending('pump', opened.alertId);
    await sweepAfter(1000);
    expect(acts()).toHaveLength(1);
  });

  it('waits for room under the cap, and is told then', async () => {
    const ids = ['1', '2', '3'].map((digit) => ID.replace('0', digit));
    for (const id of ids) await publish(alertOf('opened', { incidentId: id, source: id }));
    for (const id of ids) await act('acknowledged', id);
    await sweepAfter(1000);
    expect(acts()).toHaveLength(2);
    expect(aws.items.get('weir:storm')?.storm?.open).toBeUndefined();
    await sweepAfter(MINUTE_MS);
    expect(acts()).toHaveLength(3);
  });

  it('is told to nobody where the incident is over or was told with others, or who does has changed their mind', async () => {
    await act('acknowledged');
    await publish(alertOf('closed'));
    await publish(alertOf('opened', { incidentId: ID.replace('0', '1') }));
    await act('acknowledged', ID.replace('0', '1'));
    await act('resolved', ID.replace('0', '1'));
    await publish(alertOf('opened', { incidentId: ID.replace('0', '2') }));
    const member = aws.history.histories.get(ID.replace('0', '2'))!;
    await aws.history.write({ ...member, version: 2, stormId: 'fedcba9876543210' });
    await act('acknowledged', ID.replace('0', '2'));
    await sweepAfter(1000);
    await sweepAfter(MINUTE_MS);
    expect(acts()).toEqual([]);
  });

  it('is tried no more where the topic refuses it, which an alarm tells', async () => {
    await act('acknowledged');
    const refuse = async () => Promise.reject(new PublishRefused('too large'));
    expect((await sweepAfter(1000, { publish: refuse })).refused).toHaveLength(1);
    expect(aws.keptAlerts.size).toBe(1);
    expect(await sweepAfter(MINUTE_MS)).toMatchObject({ published: [], refused: [] });
  });
});

describe('that a silence is looked into, or resolved', () => {
  it.each(['acknowledged', 'resolved'] as const)('is told, since nothing else does: %s', async (kind) => {
    const { incidentId } = silenceOf('no_data');
    await publish(silenceOf('no_data'));
    await act(kind, incidentId, kind === 'resolved' ? { resolution: 'planned' } : {});
    await sweepAfter(1000);
    await sweepAfter(MINUTE_MS);
    expect(acts()).toMatchObject([{ kind, incidentId, about: 'silence' }]);
  });

  it('is told behind its beginning, which waits in an item of its own', async () => {
    const silent = silenceOf('no_data');
    await publish(silent);
    const pending: IncidentItem['pending'] = {
      [silent.alertId]: { alert: silent satisfies NoDataAlert, publisher: 'consumer', sinceMs: nowMs },
    };
    await aws.incidents.write({ ...newItem(noDataSource('pump')), version: 1, pending });
    await act('acknowledged', silent.incidentId);
    await sweepAfter(1000);
    expect(acts()).toEqual([]);
  });
});
