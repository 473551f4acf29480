import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import { countAnomalies } from '../../../lambda/incidents/count-anomalies.ts';
import { newItem } from '../../../lambda/incidents/incident-item.ts';
import { type SweepPorts, sweep } from '../../../lambda/sweeper/sweep.ts';
import { Unavailable } from '../../../lambda/unavailable.ts';
import { InMemoryAws } from '../../support/consumer/in-memory-aws.ts';
import { ARRIVAL_MS, anomaly } from '../../support/consumer/observations.ts';

const COOLDOWN_MS = 300_000;
const rules = { cooldownMs: COOLDOWN_MS, severityBands: DEFAULT_SEVERITY_BANDS };
const COUNTED_MS = ARRIVAL_MS + 1000;

let aws: InMemoryAws;

/** An incident of two alerts, counted and written down at {@link COUNTED_MS}, and told or not. */
async function incident({ told }: { told: boolean }): Promise<void> {
  const { item } = countAnomalies(newItem('pump-1'), [anomaly(1, 0.1), anomaly(2, 0.9)], rules, COUNTED_MS);
  await aws.incidents.write(told ? { ...item!, pending: {} } : item!);
}

function sweepAfter(ms: number, ports: Partial<SweepPorts> = {}) {
  const publish: SweepPorts['publish'] = (alert) => aws.publish(alert);
  return sweep(COOLDOWN_MS, { incidents: aws.incidents, publish, now: () => COUNTED_MS + ms, ...ports });
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

  it('closes an incident when its source has been silent for the cooldown, and says so once', async () => {
    await incident({ told: true });
    await sweepAfter(COOLDOWN_MS);
    expect(told()).toEqual([]);
    await sweepAfter(COOLDOWN_MS + 1);
    await sweepAfter(COOLDOWN_MS + 120_000);
    expect(aws.published).toMatchObject([{ kind: 'closed', severity: 'critical', anomalies: 2, source: 'pump-1' }]);
    expect(aws.items.get('pump-1')).toMatchObject({ incident: undefined, pending: {} });
  });

  it('keeps the marks of a closed incident, so that what comes again is not counted again', async () => {
    await incident({ told: true });
    await sweepAfter(COOLDOWN_MS + 1);
    const { decisions } = countAnomalies(aws.items.get('pump-1')!, [anomaly(2, 0.9)], rules, COUNTED_MS);
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

  it('tells of other sources what it can when an alert of one cannot be told, and says so', async () => {
    await incident({ told: false });
    await aws.incidents.write({ ...aws.items.get('pump-1')!, source: 'pump-2', version: 1 });
    const publish: SweepPorts['publish'] = async (alert) => {
      if (aws.tableWrites.at(-1)!.after.source === 'pump-1') throw new Error('invalid parameter');
      await aws.publish(alert);
    };
    expect((await sweepAfter(61_000, { publish })).failure?.message).toBe('invalid parameter');
    expect(aws.published).toHaveLength(2);
    expect(aws.items.get('pump-2')).toMatchObject({ pending: {} });
  });

  it('says when the table is away', async () => {
    await incident({ told: false });
    const write = async () => Promise.reject(new Unavailable('incidents', 'throttled'));
    const swept = await sweepAfter(61_000, { incidents: { ...aws.incidents, write } });
    expect(swept).toMatchObject({ told: [], failure: { message: 'throttled' } });
  });
});
