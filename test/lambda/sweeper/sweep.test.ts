import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { actOnIncident } from '../../../history/act-on-incident.ts';
import { recordedPublish } from '../../../history/recorded-publish.ts';
import { countAnomalies } from '../../../incidents/count-anomalies.ts';
import { incidentAlert } from '../../../incidents/incident-alert.ts';
import { newItem } from '../../../incidents/incident-item.ts';
import { OPEN_GATE } from '../../../incidents/message-gate.ts';
import { PublishRefused } from '../../../incidents/publish-alerts.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import { type SweepPorts, type SweepRules, sweep } from '../../../lambda/sweeper/sweep.ts';
import { InMemoryAws } from '../../support/consumer/in-memory-aws.ts';
import { ARRIVAL_MS, anomaly, deliveredFrom } from '../../support/consumer/observations.ts';

const COOLDOWN_MS = 300_000;
const rules = { cooldownMs: COOLDOWN_MS, severityBands: DEFAULT_SEVERITY_BANDS };
const COUNTED_MS = ARRIVAL_MS + 1000;

let aws: InMemoryAws;

/** An incident of two alerts, counted and written down at {@link COUNTED_MS}, and told or not. */
async function incident({ told }: { told: boolean }): Promise<void> {
  const { item } = countAnomalies(
    newItem('pump-1'),
    [anomaly(1, 0.1), anomaly(2, 0.9)],
    deliveredFrom(),
    rules,
    COUNTED_MS,
  );
  await aws.incidents.write(told ? { ...item!, pending: {} } : item!);
}

function sweepAfter(ms: number, ports: Partial<SweepPorts> = {}, sweepRules: SweepRules = rules) {
  const publish: SweepPorts['publish'] = (alert) => aws.publish(alert);
  const now = () => COUNTED_MS + ms;
  const { incidents, history } = aws;
  return sweep(sweepRules, { incidents, history, gate: OPEN_GATE, publish, now, remainingMs: () => 60_000, ...ports });
}

function told(): string[] {
  return aws.published.map(({ kind }) => kind);
}

beforeEach(() => {
  aws = new InMemoryAws();
});

describe('sweep', () => {
  it('tells what has been pending for more than a minute, once', async () => {
    await incident({ told: false });
    await sweepAfter(61_000);
    await sweepAfter(130_000);
    expect(told()).toEqual(['opened', 'worsened']);
    expect(aws.items.get('pump-1')).toMatchObject({ pending: {}, incident: { anomalies: 2 } });
  });

  it('leaves to the consumer what has been pending for less', async () => {
    await incident({ told: false });
    await sweepAfter(60_000);
    expect(told()).toEqual([]);
    expect(aws.tableWrites).toHaveLength(1);
  });

  it('looks again at what was due and is not any more only when it is due anew', async () => {
    await incident({ told: false });
    for (const alertId of Object.keys(aws.items.get('pump-1')!.pending)) {
      await aws.incidents.clearPending('pump-1', alertId);
    }
    expect(await sweepAfter(61_000)).toMatchObject({ items: 0 });
  });

  it('closes an incident when its source has been silent for the cooldown, and says so once', async () => {
    await incident({ told: true });
    await sweepAfter(COOLDOWN_MS);
    expect(told()).toEqual([]);
    await sweepAfter(COOLDOWN_MS + 1);
    await sweepAfter(COOLDOWN_MS + 120_000);
    expect(aws.published).toMatchObject([{ kind: 'closed', severity: 'critical', anomalies: 2, source: 'pump-1' }]);
    expect(aws.items.get('pump-1')).toMatchObject({ incident: undefined, pending: {} });
  });

  it('waits with the end of a source that speaks seldom for as long as that takes', async () => {
    const seldom = anomaly(1, 0.9, 0, { usualIntervalMs: 300_000 });
    const { item } = countAnomalies(newItem('pump-1'), [seldom], deliveredFrom(), rules, COUNTED_MS);
    await aws.incidents.write({ ...item!, pending: {} });
    await sweepAfter(1_050_000);
    expect(told()).toEqual([]);
    await sweepAfter(1_050_001);
    expect(told()).toEqual(['closed']);
  });

  it('reminds of an incident that nobody has acknowledged, each time with another id, until it is over', async () => {
    const remindAfterMs = 100_000;
    const reminding = { ...rules, remindAfterMs };
    aws.dueRules = reminding;
    await incident({ told: true });
    await sweepAfter(remindAfterMs, {}, reminding);
    expect(told()).toEqual([]);
    for (const ms of [100_001, 150_000, 200_002, 300_001, 900_000]) await sweepAfter(ms, {}, reminding);
    expect(aws.published.map(({ alertId }) => alertId.slice(17))).toEqual(['reminder-3', 'reminder-4', 'closed']);
    expect(aws.published[0]).toMatchObject({ severity: 'critical', anomalies: 2 });
  });

  it('reminds nobody of what is acknowledged', async () => {
    const reminding = { ...rules, remindAfterMs: 100_000 };
    aws.dueRules = reminding;
    await incident({ told: true });
    const { incidentId } = aws.items.get('pump-1')!.incident!;
    const ack = { kind: 'acknowledged', atMs: COUNTED_MS, by: 'ann', why: 'on my way' } as const;
    const opened = incidentAlert(aws.items.get('pump-1')!.incident!, 'opened', 'pump-1');
    await recordedPublish({ history: aws.history, publish: async () => {}, now: () => COUNTED_MS })(opened);
    await actOnIncident(aws.history, incidentId, ack);
    for (const ms of [100_001, 101_000, 199_000]) await sweepAfter(ms, {}, reminding);
    expect(told()).toEqual(['acknowledged']);
  });

  it('keeps the checkpoints of a closed incident, so that what comes again is not counted again', async () => {
    await incident({ told: true });
    await sweepAfter(COOLDOWN_MS + 1);
    const { decisions } = countAnomalies(
      aws.items.get('pump-1')!,
      [anomaly(2, 0.9)],
      deliveredFrom(),
      rules,
      COUNTED_MS,
    );
    expect(decisions).toMatchObject([{ decision: 'already_counted' }]);
  });

  it('tells nothing when somebody else has written in between', async () => {
    await incident({ told: false });
    await sweepAfter(61_000, { incidents: { ...aws.incidents, write: async () => false } });
    expect(told()).toEqual([]);
  });

  it('does not tell what an overlapping sweep is telling', async () => {
    await incident({ told: false });
    await sweepAfter(61_000, { publish: async () => void (await sweepAfter(62_000)) });
    expect(told()).toEqual([]);
  });

  it('tells what it could not tell a minute later', async () => {
    await incident({ told: false });
    const away = async () => Promise.reject(new Unavailable('alerts', 'throttled'));
    expect((await sweepAfter(61_000, { publish: away })).failure?.message).toBe('throttled');
    await sweepAfter(90_000);
    expect(told()).toEqual([]);
    await sweepAfter(122_000);
    expect(told()).toEqual(['opened', 'worsened']);
  });

  it('sets aside what the topic refuses, tells of that source and of others what it can, and says so', async () => {
    await incident({ told: false });
    await aws.incidents.write({ ...aws.items.get('pump-1')!, source: 'pump-2', version: 1 });
    let refused = 0;
    const publish: SweepPorts['publish'] = async (alert) => {
      if (alert.kind === 'opened' && refused++ === 0) throw new PublishRefused('invalid parameter');
      await aws.publish(alert);
    };
    const swept = await sweepAfter(61_000, { publish });
    expect(swept.failure).toBeUndefined();
    expect(swept.refused).toMatchObject([{ kind: 'opened' }]);
    expect(told()).toEqual(['worsened', 'opened', 'worsened']);
    expect([...aws.keptAlerts.values()]).toMatchObject([{ refusedBecause: 'invalid parameter' }]);
    expect([...aws.items.values()].map(({ pending }) => pending)).toEqual([{}, {}]);
    await sweepAfter(130_000);
    expect(aws.published).toHaveLength(3);
  });

  it('does not let one source hold up others, whatever fails for it', async () => {
    await incident({ told: false });
    await aws.incidents.write({ ...aws.items.get('pump-1')!, source: 'pump-2', version: 1 });
    for (const error of [new Unavailable('incidents', 'hot'), new TypeError('a bug')]) {
      const write: SweepPorts['incidents']['write'] = async (item) => {
        if (item.source === 'pump-1') throw error;
        return aws.incidents.write(item);
      };
      const swept = await sweepAfter(61_000, { incidents: { ...aws.incidents, write } });
      expect(swept.failure).toBe(error);
    }
    expect(aws.items.get('pump-2')).toMatchObject({ pending: {} });
  });

  it('stops when nobody can be reached, and when its time is over', async () => {
    for (let i = 0; i < 10; i++) {
      const { item } = countAnomalies(newItem(`pump-${i}`), [anomaly(1, 0.1)], deliveredFrom(), rules, COUNTED_MS);
      await aws.incidents.write(item!);
    }
    const away = async () => Promise.reject(new Unavailable('alerts', 'throttled'));
    expect(await sweepAfter(61_000, { publish: away })).toMatchObject({ items: 3, failure: { message: 'throttled' } });
    expect(await sweepAfter(61_000, { remainingMs: () => 9000 })).toMatchObject({ items: 0 });
  });

  it('tells what had no room in its item, once', async () => {
    const { toPublish } = countAnomalies(newItem('pump-1'), [anomaly(1, 0.1)], deliveredFrom(), rules, COUNTED_MS);
    await aws.incidents.keepAlert({ source: 'pump-1', alert: toPublish[0], dueMs: COUNTED_MS + 60_000 });
    await sweepAfter(59_999);
    expect(told()).toEqual([]);
    await sweepAfter(60_000, { publish: async () => Promise.reject(new Unavailable('alerts', 'throttled')) });
    await sweepAfter(61_000);
    expect(told()).toEqual([]);
    await sweepAfter(120_000);
    await sweepAfter(200_000);
    expect(told()).toEqual(['opened']);
    expect(aws.keptAlerts.size).toBe(0);
  });

  it('says when the table is away', async () => {
    await incident({ told: false });
    const write = async () => Promise.reject(new Unavailable('incidents', 'throttled'));
    const swept = await sweepAfter(61_000, { incidents: { ...aws.incidents, write } });
    expect(swept).toMatchObject({ published: [], failure: { message: 'throttled' } });
  });
});
