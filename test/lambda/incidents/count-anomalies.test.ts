import { describe, expect, it } from 'vitest';
import { DEFAULT_SEVERITY_BANDS } from '../../../contracts/verdict.ts';
import type { Anomaly } from '../../../lambda/incidents/anomaly.ts';
import { countAnomalies, MARK_LIFETIME_MS } from '../../../lambda/incidents/count-anomalies.ts';
import { type IncidentItem, newItem } from '../../../lambda/incidents/incident-item.ts';
import { ARRIVAL_MS, anomaly, observation } from '../../support/consumer/observations.ts';

const RULES = { cooldownMs: 300_000, severityBands: DEFAULT_SEVERITY_BANDS };
const NOW_MS = ARRIVAL_MS + 1000;

function count(before: IncidentItem, ...anomalies: Anomaly[]) {
  const counting = countAnomalies(before, anomalies, RULES, NOW_MS);
  return { ...counting, item: counting.item ?? before, kinds: counting.decisions.map(({ decision }) => decision) };
}

const NOTHING = newItem('pump-1');

describe('countAnomalies', () => {
  it('opens an incident on the first anomaly and joins what follows within the cooldown', () => {
    const { item, kinds, toTell } = count(NOTHING, anomaly(1, 0.1), anomaly(2, 0.1, 300_000), anomaly(3, 0.1, 600_000));
    expect(kinds).toEqual(['opened', 'joined', 'joined']);
    expect(toTell.map(({ kind, anomalies }) => [kind, anomalies])).toEqual([['opened', 1]]);
    expect(item.incident).toMatchObject({ anomalies: 3, severity: 'low', openedAtMs: ARRIVAL_MS });
  });

  it('opens another when its source was silent for longer than the cooldown', () => {
    const { item, kinds, toTell } = count(NOTHING, anomaly(1, 0.9), anomaly(2, 0.1, 300_001));
    expect(kinds).toEqual(['opened', 'opened']);
    expect(item.incident).toMatchObject({ anomalies: 1, severity: 'low' });
    expect(new Set(toTell.map(({ incidentId }) => incidentId)).size).toBe(2);
  });

  it('tells each rise of severity once, and no fall', () => {
    const { kinds, toTell } = count(
      NOTHING,
      anomaly(1, 0.3),
      anomaly(2, 0.1),
      anomaly(3, 0.6),
      anomaly(4, 0.6),
      anomaly(5, 1),
    );
    expect(kinds).toEqual(['opened', 'joined', 'worsened', 'joined', 'worsened']);
    expect(toTell.map(({ kind, severity, anomalies }) => [kind, severity, anomalies])).toEqual([
      ['opened', 'medium', 1],
      ['worsened', 'high', 3],
      ['worsened', 'critical', 5],
    ]);
    const [id] = toTell.map(({ incidentId }) => incidentId);
    expect(toTell.map(({ alertId }) => alertId)).toEqual([
      `${id}-opened`,
      `${id}-worsened-high`,
      `${id}-worsened-critical`,
    ]);
  });

  it('changes nothing when the same records come again', () => {
    const anomalies = [anomaly(9, 0.1), anomaly(10, 0.6), anomaly(10, 0.6, 0, { index: 1 })];
    const first = count(NOTHING, ...anomalies);
    const told = { ...first.item, pending: {} };
    const again = countAnomalies(told, anomalies, RULES, NOW_MS);
    expect(again.item).toBeUndefined();
    expect(again.toTell).toEqual([]);
    expect(again.decisions.map(({ decision }) => decision)).toEqual(new Array(3).fill('already_counted'));
  });

  it('counts what lies beyond the mark, comparing sequence numbers as numbers', () => {
    const first = count(NOTHING, anomaly('9', 0.1, 0, { index: 3 }));
    expect(count(first.item, anomaly('10', 0.1)).kinds).toEqual(['joined']);
    expect(count(first.item, anomaly('9', 0.1, 0, { index: 4 })).kinds).toEqual(['joined']);
    expect(count(first.item, anomaly('9', 0.1, 0, { index: 2 })).kinds).toEqual(['already_counted']);
    const huge = '49590338271490256608559692538361571095921575989136588898';
    const afterHuge = count(NOTHING, anomaly(huge, 0.1));
    expect(count(afterHuge.item, anomaly(huge.replace(/8$/, '9'), 0.1)).kinds).toEqual(['joined']);
    expect(count(afterHuge.item, anomaly(huge.replace(/8$/, '7'), 0.1)).kinds).toEqual(['already_counted']);
  });

  it('keeps a mark for each shard', () => {
    const first = count(NOTHING, anomaly(50, 0.1));
    const { kinds, item } = count(first.item, anomaly(3, 0.1, 0, { shardId: 'shardId-000000000001' }));
    expect(kinds).toEqual(['joined']);
    expect(Object.keys(item.marks)).toEqual(['shardId-000000000000', 'shardId-000000000001']);
  });

  it('forgets the marks of shards from which nothing can come again', () => {
    const old = { sequenceNumber: '1', index: 0, atMs: NOW_MS - MARK_LIFETIME_MS };
    const { item } = count({ ...NOTHING, marks: { closed: old } }, anomaly(1, 0.1));
    expect(Object.keys(item.marks)).toEqual(['shardId-000000000000']);
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
    const { item, toTell } = count(NOTHING, anomaly(1, 0.1));
    expect(item).toMatchObject({ version: 1, source: 'pump-1' });
    expect(item.pending).toEqual({
      [toTell[0]!.alertId]: { alert: toTell[0], teller: 'consumer', sinceMs: NOW_MS },
    });
  });

  it('tells again what an earlier delivery wrote down and did not tell', () => {
    const first = count(NOTHING, anomaly(1, 0.1));
    const { item, toTell, kinds } = count(first.item, anomaly(1, 0.1));
    expect(kinds).toEqual(['already_counted']);
    expect(toTell).toEqual(first.toTell);
    expect(item.version).toBe(2);
  });

  it('leaves to the sweeper what the sweeper has taken on', () => {
    const { item, toTell } = count(NOTHING, anomaly(1, 0.1));
    const { alertId } = toTell[0]!;
    const swept = { ...item, pending: { [alertId]: { ...item.pending[alertId]!, teller: 'sweeper' as const } } };
    expect(count(swept, anomaly(1, 0.1)).toTell).toEqual([]);
  });

  it('stops before an item grows too large for the table, however large the observations', () => {
    const features = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`${'\u4e16'.repeat(500)}${i}`, 1]));
    const labels = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`label ${i}`, '\u4e16'.repeat(5000)]));
    const large = Array.from({ length: 100 }, (_, i) =>
      anomaly(i, 0.1, i * 400_000, {
        observation: observation({ features, labels, timestampMs: ARRIVAL_MS + i * 400_000 }),
      }),
    );
    const { item, decisions } = count(NOTHING, ...large);
    expect(decisions.length).toBeGreaterThan(2);
    expect(decisions.length).toBeLessThan(100);
    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(350_000);
    expect(count(item, ...large.slice(decisions.length)).decisions).toEqual([]);
  });
});
