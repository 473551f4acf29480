import { describe, expect, it } from 'vitest';
import type { IncidentAlert } from '../../contracts/alert.ts';
import { DEFAULT_SEVERITY_BANDS } from '../../contracts/verdict.ts';
import { countAnomalies } from '../../incidents/count-anomalies.ts';
import { type KeptAlert, newItem } from '../../incidents/incident-item.ts';
import type { MessageGate } from '../../incidents/message-gate.ts';
import { OPEN_GATE } from '../../incidents/message-gate.ts';
import { PUBLISHING_MS, PublishRefused, publishAlerts } from '../../incidents/publish-alerts.ts';
import { Unavailable } from '../../lambda/failures.ts';
import { anomaly, deliveredFrom } from '../support/consumer/observations.ts';

const rules = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };
const alerts: readonly IncidentAlert[] = countAnomalies(
  newItem('pump-1'),
  [anomaly(1, 0.1), anomaly(2, 0.9)],
  deliveredFrom(),
  rules,
  0,
).toPublish;
const [opened, worsened] = alerts.map(({ alertId }) => alertId);

/** Records what happens, and fails where told. */
function ports(
  happened: string[],
  failing: { publish?: string; refuse?: string; clear?: string } = {},
  nowMs = () => 0,
) {
  return {
    publish: async ({ alertId }: { alertId: string }) => {
      if (alertId === failing.publish) throw new Unavailable('alerts', 'throttled');
      if (alertId === failing.refuse) throw new PublishRefused('invalid parameter');
      happened.push(`told ${alertId}`);
    },
    incidents: {
      clearPending: async (_: string, alertId: string) => {
        if (alertId === failing.clear) throw new Unavailable('incidents', 'throttled');
        happened.push(`recorded ${alertId}`);
      },
      keepAlert: async ({ alert, refusedBecause }: KeptAlert) => {
        happened.push(`kept ${alert.alertId}: ${refusedBecause}`);
      },
      noteHeldBack: async (_: string, incidentId: string) => {
        happened.push(`noted ${incidentId}`);
      },
    },
    gate: OPEN_GATE as MessageGate,
    now: nowMs,
  };
}

describe('publishAlerts', () => {
  it('records each alert as told before it tells the next', async () => {
    const happened: string[] = [];
    const { published, failure } = await publishAlerts('pump-1', alerts, 0, ports(happened));
    expect(happened).toEqual([`told ${opened}`, `recorded ${opened}`, `told ${worsened}`, `recorded ${worsened}`]);
    expect([published, failure]).toEqual([alerts, undefined]);
  });

  it('stops at what it cannot tell, and says why', async () => {
    const happened: string[] = [];
    const { published, failure } = await publishAlerts('pump-1', alerts, 0, ports(happened, { publish: opened }));
    expect([happened, published, failure?.message]).toEqual([[], [], 'throttled']);
  });

  it('sets aside what the topic refuses, and goes on', async () => {
    const happened: string[] = [];
    const telling = await publishAlerts('pump-1', alerts, 0, ports(happened, { refuse: opened }));
    expect(happened).toEqual([
      `kept ${opened}: invalid parameter`,
      `recorded ${opened}`,
      `told ${worsened}`,
      `recorded ${worsened}`,
    ]);
    expect(telling).toEqual({ published: [alerts[1]], refused: [alerts[0]], heldBack: [] });
  });

  it('stops at what it cannot record, which may be told again', async () => {
    const happened: string[] = [];
    const { published, failure } = await publishAlerts('pump-1', alerts, 0, ports(happened, { clear: opened }));
    expect([happened, published, failure?.message]).toEqual([[`told ${opened}`], [alerts[0]], 'throttled']);
  });

  it('leaves to the sweeper what it cannot tell in time, because the sweeper will', async () => {
    const happened: string[] = [];
    const { published } = await publishAlerts(
      'pump-1',
      alerts,
      0,
      ports(happened, {}, () => (happened.length < 2 ? 0 : PUBLISHING_MS + 1)),
    );
    expect(published).toEqual([alerts[0]]);
  });
});
