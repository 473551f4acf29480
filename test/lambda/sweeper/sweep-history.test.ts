import { beforeEach, describe, expect, it } from 'vitest';
import type { Alert } from '../../../contracts/alert.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { actOnIncident } from '../../../history/act-on-incident.ts';
import { recordedPublish } from '../../../history/recorded-publish.ts';
import { countAnomalies } from '../../../incidents/count-anomalies.ts';
import { newItem } from '../../../incidents/incident-item.ts';
import { OPEN_GATE } from '../../../incidents/message-gate.ts';
import { readForCounting } from '../../../lambda/aws/incident-history.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { type SweepPorts, sweep } from '../../../lambda/sweeper/sweep.ts';
import { InMemoryAws } from '../../support/consumer/in-memory-aws.ts';
import { ARRIVAL_MS, anomaly, deliveredFrom } from '../../support/consumer/observations.ts';

const COOLDOWN_MS = 300_000;
const MINUTE_MS = 60_000;
const rules = { cooldownMs: COOLDOWN_MS, severityBands: DEFAULT_SEVERITY_BANDS };

let aws: InMemoryAws;
let nowMs: number;
let id: string;

const publish = (alert: Alert) =>
  recordedPublish({ history: aws.history, publish: (each) => aws.publish(each), now: () => nowMs }, 2)(alert);

/** Counts an anomaly of pump-1 as the consumer does, and tells what is to be told. */
async function count(sequenceNumber: number): Promise<string> {
  const before = (await readForCounting(aws.incidents.read, aws.history)('pump-1')) ?? newItem('pump-1');
  const counted = countAnomalies(before, [anomaly(sequenceNumber, 0.1)], deliveredFrom(), rules, nowMs);
  await aws.incidents.write(counted.item!);
  for (const alert of counted.toPublish) {
    await publish(alert);
    await aws.incidents.clearPending('pump-1', alert.alertId);
  }
  return counted.decisions[0].incidentId!;
}

function sweepAfter(ms: number, ports: Partial<SweepPorts> = {}) {
  nowMs += ms;
  const { incidents, history } = aws;
  const gate = OPEN_GATE;
  const publishEscalation = (alert: Alert) => aws.publishEscalation(alert);
  const all = { incidents, history, gate, publish, publishEscalation, now: () => nowMs, remainingMs: () => 60_000 };
  return sweep(rules, { ...all, ...ports });
}

const resolve = () =>
  actOnIncident(aws.history, id, { kind: 'resolved', atMs: nowMs, by: 'me', why: 'washed', resolution: 'false-alarm' });
const told = () => aws.published.map(({ kind }) => kind);
const toOthers = () => aws.publishedToOthers.map(({ alertId }) => alertId);

beforeEach(async () => {
  aws = new InMemoryAws();
  nowMs = ARRIVAL_MS + 1000;
  id = await count(1);
});

describe('an incident that a person resolved', () => {
  it('is closed by the next sweep, which tells who said so, and is swept no more', async () => {
    await resolve();
    await sweepAfter(1000);
    expect(aws.items.get('pump-1')).toMatchObject({ incident: undefined, pending: {} });
    expect(told()).toEqual(['opened', 'closed']);
    expect(aws.published[1]).toMatchObject({ resolved: { by: 'me', resolution: 'false-alarm', why: 'washed' } });
    expect(await sweepAfter(1000)).toMatchObject({ items: 0 });
  });

  it('takes in nothing more: what comes before that sweep opens another, and the end is told once', async () => {
    await resolve();
    expect(await count(2)).not.toBe(id);
    expect(told()).toEqual(['opened', 'closed', 'opened']);
    await sweepAfter(1000);
    expect(told()).toHaveLength(3);
    expect(aws.items.get('pump-1')).toMatchObject({ incident: { anomalies: 1 } });
  });

  it('goes on where it was reopened before anything came', async () => {
    await resolve();
    await actOnIncident(aws.history, id, { kind: 'reopened', atMs: nowMs, by: 'me', why: 'it was real' });
    expect(await count(2)).toBe(id);
  });

  it('is over, too, where its item is gone', async () => {
    await resolve();
    aws.items.clear();
    await sweepAfter(1000);
    expect(aws.history.histories.get(id)).toMatchObject({ overAtMs: nowMs });
  });
});

describe('an incident that nobody acknowledged', () => {
  it('is told to others when the time is over, once, and so is its end', async () => {
    await sweepAfter(2 * MINUTE_MS - 1);
    expect(toOthers()).toEqual([]);
    await sweepAfter(1);
    await sweepAfter(MINUTE_MS);
    expect(toOthers()).toEqual([`${id}-escalated`]);
    await sweepAfter(COOLDOWN_MS);
    await sweepAfter(MINUTE_MS);
    expect(toOthers()).toEqual([`${id}-escalated`, `${id}-escalated-over`]);
    expect(aws.publishedToOthers[1]).toMatchObject({ kind: 'closed', escalated: true });
  });

  it('is told again under the same id where nobody knows whether it was, decided once', async () => {
    const away = async () => Promise.reject(new Unavailable('alerts', 'throttled'));
    expect((await sweepAfter(2 * MINUTE_MS, { publishEscalation: away })).failure?.message).toBe('throttled');
    const { decidedAtMs } = aws.history.histories.get(id)!.escalation!;
    expect(toOthers()).toEqual([]);
    await sweepAfter(1000);
    expect(toOthers()).toEqual([]);
    await sweepAfter(MINUTE_MS);
    expect(toOthers()).toEqual([`${id}-escalated`]);
    expect(aws.history.histories.get(id)!.escalation).toMatchObject({ decidedAtMs, toldAtMs: nowMs });
  });

  it('is told by one of two sweeps that overlap', async () => {
    const overlapping = async (alert: Alert) => {
      await sweepAfter(1000);
      await aws.publishEscalation(alert);
    };
    await sweepAfter(2 * MINUTE_MS, { publishEscalation: overlapping });
    expect(toOthers()).toEqual([`${id}-escalated`]);
  });

  it('is told to nobody where somebody did anything before', async () => {
    await actOnIncident(aws.history, id, { kind: 'acknowledged', atMs: nowMs, by: 'me', why: 'mine' });
    await sweepAfter(2 * MINUTE_MS);
    await sweepAfter(COOLDOWN_MS);
    await sweepAfter(MINUTE_MS);
    expect(toOthers()).toEqual([]);
  });

  it('is told to nobody where the topic was taken away, and waits for nothing', async () => {
    await sweepAfter(2 * MINUTE_MS, { publishEscalation: undefined });
    expect(await sweepAfter(1000, { publishEscalation: undefined })).toMatchObject({ items: 0, published: [] });
  });
});
