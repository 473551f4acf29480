import { beforeEach, expect, it } from 'vitest';
import { type Alert, isStorm, type StormAlert } from '../../../contracts/alert.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { actOnIncident } from '../../../history/act-on-incident.ts';
import { recordedGate } from '../../../history/recorded-gate.ts';
import { recordedPublish } from '../../../history/recorded-publish.ts';
import { newItem } from '../../../incidents/incident-item.ts';
import { messageGate } from '../../../incidents/message-gate.ts';
import { publishAlerts } from '../../../incidents/publish-alerts.ts';
import { sweep } from '../../../lambda/sweeper/sweep.ts';
import { InMemoryAws } from '../../support/consumer/in-memory-aws.ts';
import { ARRIVAL_MS } from '../../support/consumer/observations.ts';
import { alertOf } from '../../support/incident-alerts.ts';

const MINUTE_MS = 60_000;
const SOURCES = Array.from({ length: 15 }, (_, i) => `pump-${String(i).padStart(2, '0')}`);

let aws: InMemoryAws;
let nowMs: number;

const idOf = (source: string) => source.replace('pump-', '').padStart(16, '0');

function ports() {
  const { incidents, history } = aws;
  const now = () => nowMs;
  const asking = { incidents, messagesPerMinute: 10, now, sleep: async () => {}, random: () => 0 };
  const gate = recordedGate({ history, gate: messageGate(asking, () => new Error('busy')), now });
  const publish = recordedPublish({ history, publish: (each) => aws.publish(each), now }, 5);
  const publishEscalation = (alert: Alert) => aws.publishEscalation(alert);
  return { incidents, history, gate, publish, publishEscalation, now, remainingMs: () => 60_000 };
}

/** Tells of a source what the consumer would, so that its item has it before. */
async function tell(source: string, kind: 'opened' | 'closed', severity: 'low' | 'critical' = 'low') {
  const alert = alertOf(kind, { source, incidentId: idOf(source), severity });
  const before = (await aws.incidents.read(source)) ?? newItem(source);
  const pending = { [alert.alertId]: { alert, publisher: 'consumer', sinceMs: nowMs } } as const;
  await aws.incidents.write({ ...before, version: before.version + 1, pending });
  await publishAlerts(source, [alert], nowMs, ports());
}

async function sweepAfter(ms: number) {
  nowMs += ms;
  await sweep({ cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS }, ports());
}

/** A sweep a minute, so many minutes long. */
async function minutes(count: number) {
  for (let i = 0; i < count; i++) await sweepAfter(MINUTE_MS);
}

const toOthers = () => aws.publishedToOthers.map(({ alertId }) => alertId);
const stormId = () => aws.published.find(isStorm)!.incidentId;
const acknowledge = (id: string) =>
  actOnIncident(aws.history, id, { kind: 'acknowledged', atMs: nowMs, by: 'ann', why: 'mine' });

beforeEach(async () => {
  aws = new InMemoryAws();
  nowMs = ARRIVAL_MS;
  for (const source of SOURCES) {
    nowMs += 1000;
    await tell(source, 'opened', source === 'pump-03' ? 'critical' : 'low');
  }
  await sweepAfter(50_000);
});

it('a storm that nobody acknowledges goes to the next people once, with its worst members, and its members do not', async () => {
  await acknowledge(idOf('pump-00'));
  // Another message, which names one member alone.
  await tell('pump-15', 'opened');
  await minutes(10);
  expect(toOthers()).toEqual([`${stormId()}-escalated`]);
  const escalated = aws.publishedToOthers[0] as StormAlert;
  expect(escalated).toMatchObject({ kind: 'storm', escalated: true, members: 15, sources: 16 });
  expect(escalated.worst.map(({ source }) => source)).toEqual([
    'pump-03',
    ...SOURCES.slice(1, 3),
    ...SOURCES.slice(4, 11),
  ]);
});

it('its end is told to them, too', async () => {
  await acknowledge(idOf('pump-00'));
  await minutes(6);
  for (const source of SOURCES) await tell(source, 'closed');
  await minutes(3);
  expect(toOthers()).toEqual([`${stormId()}-escalated`, `${stormId()}-escalated-over`]);
  expect(aws.publishedToOthers[1]).toMatchObject({ kind: 'storm_over', escalated: true });
});

it('nobody else is told where a person acknowledged the storm in time, and those who were told of it hear that', async () => {
  await acknowledge(idOf('pump-00'));
  await acknowledge(stormId());
  await minutes(10);
  expect(toOthers()).toEqual([]);
  expect(aws.published.at(-1)).toMatchObject({ kind: 'acknowledged', incidentId: stormId(), about: 'storm' });
});

it('who is told alone before the storm goes to the next people alone', async () => {
  await acknowledge(stormId());
  await minutes(10);
  expect(toOthers()).toEqual([`${idOf('pump-00')}-escalated`]);
});

it('has in its history what joined it, and each of that says where it was told', () => {
  const joined = aws.history.entries.get(stormId())!.filter((entry) => entry.what === 'joined');
  expect(joined.map(({ source }) => source)).toEqual(SOURCES.slice(1));
  expect(aws.history.histories.get(stormId())).toMatchObject({ about: 'storm', anomalies: 14, severity: 'critical' });
  for (const { incidentId } of joined)
    expect(aws.history.histories.get(incidentId)).toMatchObject({ stormId: stormId() });
  expect(aws.history.histories.get(idOf('pump-00'))).not.toHaveProperty('stormId');
});
