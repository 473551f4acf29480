import { describe, expect, it } from 'vitest';
import { DEFAULT_SEVERITY_BANDS } from '../../contracts/verdict.ts';
import type { Anomaly } from '../../incidents/anomaly.ts';
import { CHECKPOINT_LIFETIME_MS } from '../../incidents/checkpoint.ts';
import { countAnomalies } from '../../incidents/count-anomalies.ts';
import { type IncidentItem, newItem } from '../../incidents/incident-item.ts';
import { ARRIVAL_MS, anomaly, deliveredFrom, observation } from '../support/consumer/observations.ts';

const RULES = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };
const NOW_MS = ARRIVAL_MS + 1000;

function count(before: IncidentItem, ...anomalies: Anomaly[]) {
  return countFrom(0, before, ...anomalies);
}

/** In a delivery that begins with this record. */
function countFrom(from: number | string, before: IncidentItem, ...anomalies: Anomaly[]) {
  const counting = countAnomalies(before, anomalies, deliveredFrom(from), RULES, NOW_MS);
  return { ...counting, item: counting.item ?? before, kinds: counting.decisions.map(({ decision }) => decision) };
}

const NOTHING = newItem('pump-1');

describe('countAnomalies', () => {
  it('opens an incident on the first anomaly and joins what follows within the cooldown', () => {
    const { item, kinds, toPublish } = count(
      NOTHING,
      anomaly(1, 0.1),
      anomaly(2, 0.1, 50_000),
      anomaly(3, 0.1, 100_000),
    );
    expect(kinds).toEqual(['opened', 'joined', 'joined']);
    expect(toPublish.map(({ kind, anomalies }) => [kind, anomalies])).toEqual([['opened', 1]]);
    expect(item.incident).toMatchObject({ anomalies: 3, severity: 'low', openedAtMs: ARRIVAL_MS });
  });

  it('opens another when its source was silent for longer than the cooldown', () => {
    const { item, kinds, toPublish } = count(NOTHING, anomaly(1, 0.9), anomaly(2, 0.1, 300_001));
    expect(kinds).toEqual(['opened', 'opened']);
    expect(item.incident).toMatchObject({ anomalies: 1, severity: 'low' });
    expect(toPublish[2]?.incidentId).not.toBe(toPublish[0]?.incidentId);
  });

  it('says that the one before is over, which no sweep saw silent', () => {
    const { toPublish, item } = count(NOTHING, anomaly(1, 0.9), anomaly(2, 0.6), anomaly(3, 0.1, 300_001));
    expect(toPublish.map(({ kind, severity, anomalies }) => [kind, severity, anomalies])).toEqual([
      ['opened', 'critical', 1],
      ['closed', 'critical', 2],
      ['opened', 'low', 1],
    ]);
    expect(toPublish[1].alertId).toBe(`${toPublish[0].incidentId}-closed`);
    expect(Object.keys(item.pending)).toEqual(toPublish.map(({ alertId }) => alertId));
  });

  it('tells each rise of severity once, and no fall', () => {
    const { kinds, toPublish } = count(
      NOTHING,
      anomaly(1, 0.3),
      anomaly(2, 0.1),
      anomaly(3, 0.6),
      anomaly(4, 0.6),
      anomaly(5, 1),
    );
    expect(kinds).toEqual(['opened', 'joined', 'worsened', 'joined', 'worsened']);
    expect(toPublish.map(({ kind, severity, anomalies }) => [kind, severity, anomalies])).toEqual([
      ['opened', 'medium', 1],
      ['worsened', 'high', 3],
      ['worsened', 'critical', 5],
    ]);
    const [id] = toPublish.map(({ incidentId }) => incidentId);
    expect(toPublish.map(({ alertId }) => alertId)).toEqual([
      `${id}-opened`,
      `${id}-worsened-high`,
      `${id}-worsened-critical`,
    ]);
  });

  it('changes nothing when the same records come again', () => {
    const anomalies = [anomaly(9, 0.1), anomaly(10, 0.6), anomaly(10, 0.6, 0, { index: 1 })];
    const first = count(NOTHING, ...anomalies);
    const told = { ...first.item, pending: {} };
    const again = countAnomalies(told, anomalies, deliveredFrom(), RULES, NOW_MS);
    expect(again.item).toBeUndefined();
    expect(again.toPublish).toEqual([]);
    expect(again.decisions.map(({ decision }) => decision)).toEqual(new Array(3).fill('already_counted'));
  });

  it('counts what another verdict makes anomalous at the next delivery, and never twice', () => {
    const first = countFrom(3, NOTHING, anomaly(4, 0.1), anomaly(9, 0.1, 0, { index: 3 }));
    const again = countFrom(
      3,
      first.item,
      anomaly(3, 0.1),
      anomaly(4, 0.1),
      anomaly(9, 0.1, 0, { index: 2 }),
      anomaly(9, 0.1, 0, { index: 3 }),
      anomaly(9, 0.1, 0, { index: 4 }),
    );
    expect(again.kinds).toEqual(['joined', 'already_counted', 'joined', 'already_counted', 'joined']);
    expect(again.item.incident?.anomalies).toBe(5);
  });

  it('counts nothing of what was finished before a later delivery began, comparing sequence numbers as numbers', () => {
    const first = countFrom('10', NOTHING, anomaly('11', 0.1));
    const late = countFrom('9', first.item, anomaly('9', 0.1), anomaly('10', 0.1), anomaly('11', 0.1));
    expect(late.kinds).toEqual(['already_counted', 'joined', 'already_counted']);
    const huge = '49590338271490256608559692538361571095921575989136588898';
    const afterHuge = countFrom(huge, NOTHING, anomaly(huge, 0.1));
    expect(count(afterHuge.item, anomaly(huge.replace(/8$/, '9'), 0.1)).kinds).toEqual(['joined']);
    expect(count(afterHuge.item, anomaly(huge.replace(/8$/, '7'), 0.1)).kinds).toEqual(['already_counted']);
  });

  it('remembers what was counted only as far as it may come again', () => {
    const first = countFrom(1, NOTHING, anomaly(1, 0.1), anomaly(2, 0.1), anomaly(3, 0.1));
    const { item } = countFrom(3, first.item, anomaly(4, 0.1));
    expect(Object.values(item.checkpoints)).toEqual([{ from: '3', counted: { 3: '1', 4: '1' }, atMs: NOW_MS }]);
  });

  it('keeps a checkpoint for each shard of each stream, because another stream has the same shards and lower numbers', () => {
    const first = count(NOTHING, anomaly(50, 0.1));
    const { kinds, item } = count(first.item, anomaly(3, 0.1, 0, { shardId: 'shardId-000000000001' }));
    expect(kinds).toEqual(['joined']);
    const olderStream = deliveredFrom(1, 'observations@99');
    const older = countAnomalies(item, [anomaly(2, 0.1)], olderStream, RULES, NOW_MS);
    expect(older.decisions).toMatchObject([{ decision: 'joined' }]);
    expect(Object.keys(older.item!.checkpoints).sort()).toEqual([
      'observations@0/shardId-000000000000',
      'observations@0/shardId-000000000001',
      'observations@99/shardId-000000000000',
    ]);
  });

  it('keeps a checkpoint for each partition key when a shard is handled in lanes, which overtake each other', () => {
    const inLane = (from: number, before: IncidentItem, one: Anomaly) => {
      const counting = countAnomalies(before, [one], deliveredFrom(from, 'observations@0', 2), RULES, NOW_MS);
      return { kind: counting.decisions[0].decision, item: counting.item ?? before };
    };
    const ahead = inLane(20, NOTHING, anomaly(25, 0.1, 0, { partitionKey: 'a' }));
    const behind = inLane(10, ahead.item, anomaly(12, 0.1, 0, { partitionKey: 'b' }));
    expect(behind.kind).toBe('joined');
    expect(inLane(10, behind.item, anomaly(12, 0.1, 0, { partitionKey: 'b' })).kind).toBe('already_counted');
    expect(inLane(10, behind.item, anomaly(12, 0.1, 0, { partitionKey: 'a' })).kind).toBe('already_counted');
  });

  it('counts nothing twice when the number of lanes is set otherwise between two deliveries', () => {
    const one = anomaly(12, 0.1);
    const inLanes = (lanes: number, before: IncidentItem) =>
      countAnomalies(before, [one], deliveredFrom(10, 'observations@0', lanes), RULES, NOW_MS);
    for (const [before, after] of [
      [1, 4],
      [4, 1],
    ] as const) {
      const { item } = inLanes(before, NOTHING);
      expect(inLanes(after, item!).decisions).toMatchObject([{ decision: 'already_counted' }]);
    }
  });

  it('forgets the checkpoints of shards from which nothing can come again', () => {
    const old = { from: '1', counted: {}, atMs: NOW_MS - CHECKPOINT_LIFETIME_MS };
    const { item } = count({ ...NOTHING, checkpoints: { closed: old } }, anomaly(1, 0.1));
    expect(Object.keys(item.checkpoints)).toEqual(['observations@0/shardId-000000000000']);
  });

  it('does not believe clocks that run ahead', () => {
    const nextYear = observation({ timestampMs: ARRIVAL_MS + 365 * 86_400_000 });
    const { item } = count(NOTHING, anomaly(1, 0.1, 0, { observation: nextYear }));
    expect(item.incident).toMatchObject({ openedAtMs: ARRIVAL_MS, lastAnomalyAtMs: ARRIVAL_MS });
    expect(count(item, anomaly(2, 0.1, 1000)).kinds).toEqual(['joined']);
  });

  it('lets a late observation join without moving the incident back', () => {
    const first = count(NOTHING, anomaly(1, 0.1));
    const late = count(first.item, anomaly(2, 0.1, -3_600_000));
    expect(late.kinds).toEqual(['joined']);
    expect(late.item.incident?.lastAnomalyAtMs).toBe(ARRIVAL_MS);
  });

  it('writes alerts down before they are told, with who tells them', () => {
    const { item, toPublish } = count(NOTHING, anomaly(1, 0.1));
    expect(item).toMatchObject({ version: 1, source: 'pump-1' });
    expect(item.pending).toEqual({
      [toPublish[0].alertId]: { alert: toPublish[0], publisher: 'consumer', sinceMs: NOW_MS },
    });
  });

  it('tells again what an earlier delivery wrote down and did not tell', () => {
    const first = count(NOTHING, anomaly(1, 0.1));
    const { item, toPublish, kinds } = count(first.item, anomaly(1, 0.1));
    expect(kinds).toEqual(['already_counted']);
    expect(toPublish).toEqual(first.toPublish);
    expect(item.version).toBe(2);
  });

  it('leaves to the sweeper what the sweeper has taken on', () => {
    const { item, toPublish } = count(NOTHING, anomaly(1, 0.1));
    const { alertId } = toPublish[0];
    const swept = { ...item, pending: { [alertId]: { ...item.pending[alertId], publisher: 'sweeper' as const } } };
    expect(count(swept, anomaly(1, 0.1)).toPublish).toEqual([]);
  });

  it('keeps an item small enough for the table, however large the observations and however many the shards', () => {
    const features = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`${'\u4e16'.repeat(500)}${i}`, 1]));
    const labels = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`label ${i}`, '\u4e16'.repeat(5000)]));
    let item: IncidentItem = NOTHING;
    const told = new Set<string>();
    for (let shard = 0; shard < 700; shard++) {
      const atMs = ARRIVAL_MS + shard * 400_000;
      const large = shard % 40 === 0 ? { features, labels } : {};
      const one = anomaly(shard, 0.1, shard * 400_000, {
        shardId: `shardId-${String(shard).padStart(12, '0')}`,
        observation: observation({ timestampMs: atMs, ...large }),
      });
      const counting = countAnomalies(item, [one], deliveredFrom(shard), RULES, NOW_MS + shard);
      expect(counting.decisions).toHaveLength(1);
      for (const alert of counting.overflow) told.add(alert.alertId);
      item = counting.item!;
      if (shard % 100 === 0) expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(380_000);
    }
    // Each opening and each end is either still pending or kept elsewhere.
    expect(told.size + Object.keys(item.pending).length).toBe(2 * 700 - 1);
    expect(Object.keys(item.checkpoints).length).toBeGreaterThan(300);
    expect(item.checkpoints['observations@0/shardId-000000000699']).toBeDefined();
  });

  it('takes as many anomalies of one record as a record can hold, and leaves later records for the next delivery', () => {
    const record = (sequenceNumber: number) =>
      Array.from({ length: 100_000 }, (_, index) => anomaly(sequenceNumber, 0.1, 0, { index }));
    const first = countAnomalies(NOTHING, record(1), deliveredFrom(1), RULES, NOW_MS);
    expect(first.decisions).toHaveLength(100_000);
    const second = countAnomalies(first.item!, record(2), deliveredFrom(1), RULES, NOW_MS);
    const counted = second.decisions.length;
    expect(counted).toBeLessThan(100_000);
    expect(Buffer.byteLength(JSON.stringify(second.item))).toBeLessThan(380_000);
    expect(count(second.item!, anomaly(3, 0.1)).decisions).toEqual([]);
    const again = countAnomalies(second.item!, record(2), deliveredFrom(2), RULES, NOW_MS);
    expect(again.decisions.filter(({ decision }) => decision === 'already_counted')).toHaveLength(counted);
    expect(again.decisions.filter(({ decision }) => decision === 'joined')).toHaveLength(100_000 - counted);
  });
});
