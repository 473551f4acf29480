import { describe, expect, test } from 'vitest';
import type { Severity } from '../../../contracts/verdict.ts';
import { auditIncidents, type Counted } from '../../../scripts/chaos/audit-incidents.ts';
import { DONE, GIVEN_UP } from '../../../scripts/chaos/ledger.ts';
import type { ItemVersion } from '../../../scripts/chaos/table-watch.ts';

const COOLDOWN_MS = 10_000;
const OPENED = '0123456789abcdef-opened';
const WORSENED = '0123456789abcdef-worsened-high';

function anomaly(sequenceNumber: number, more: Partial<Counted> = {}): Counted {
  return {
    fate: 'anomalous',
    score: 0.7,
    severity: 'low',
    source: 'pump',
    timestampMs: 1000 * sequenceNumber,
    shardId: 'shard-0',
    sequenceNumber: String(sequenceNumber),
    index: 0,
    became: DONE,
    ...more,
  };
}

interface Written {
  readonly version: number;
  /** Sequence numbers. */
  readonly counted: readonly number[];
  readonly anomalies: number;
  readonly severity?: Severity;
  readonly pending?: readonly string[];
}

/** An item as it is after these anomalies. */
function written({ version, counted, anomalies, severity = 'low', pending = [] }: Written): ItemVersion {
  return {
    version,
    incident: { anomalies, severity, lastAnomalyAtMs: 1000 * Math.max(...counted) },
    counted: new Set(counted.map((one) => `shard-0:${one}:0`)),
    pending,
  };
}

function audit(versions: readonly ItemVersion[], anomalies: readonly Counted[]) {
  const { alertIds, ...sums } = auditIncidents(new Map([['pump', versions]]), anomalies, COOLDOWN_MS);
  return { ...sums, alertIds: [...alertIds] };
}

const GOOD = { uncounted: 0, countedTwice: 0, against: 0 };
const THREE = [anomaly(9), anomaly(10, { severity: 'high' }), anomaly(11)];
const FIRST = written({ version: 1, counted: [9], anomalies: 1, pending: [OPENED] });

describe('the audit of incidents', () => {
  test('finds nothing when each anomaly was counted once and each opening and rise was written down', () => {
    const second = written({ version: 3, counted: [9, 10, 11], anomalies: 3, severity: 'high', pending: [WORSENED] });
    expect(audit([FIRST, second], THREE)).toEqual({ ...GOOD, alertIds: [OPENED, WORSENED] });
  });

  test('finds an anomaly that was counted again', () => {
    const again = written({
      version: 2,
      counted: [9, 10, 11],
      anomalies: 4,
      severity: 'high',
      pending: [OPENED, WORSENED],
    });
    expect(audit([FIRST, again], THREE)).toMatchObject({ countedTwice: 1 });
  });

  test('finds one that was counted, forgotten and counted once more', () => {
    const forgotten = written({ version: 3, counted: [11], anomalies: 3, severity: 'high' });
    const back = written({ version: 4, counted: [10, 11], anomalies: 3, severity: 'high' });
    const second = written({ version: 2, counted: [9, 10, 11], anomalies: 3, severity: 'high', pending: [WORSENED] });
    expect(audit([FIRST, second, forgotten, back], THREE).countedTwice).toBeGreaterThan(0);
  });

  test('finds a rise that nobody was to be told of, and an incident that is not what the rules make of it', () => {
    const untold = written({ version: 2, counted: [9, 10, 11], anomalies: 3, severity: 'high' });
    expect(audit([FIRST, untold], THREE)).toMatchObject({ against: 1 });
    const tame = written({ version: 2, counted: [9, 10, 11], anomalies: 3, severity: 'low', pending: [WORSENED] });
    expect(audit([FIRST, tame], THREE)).toMatchObject({ against: 1 });
  });

  test('finds what was done and never counted, but does not ask it of what was given up', () => {
    expect(audit([FIRST], THREE)).toMatchObject({ uncounted: 2 });
    expect(
      audit([FIRST], [THREE[0]!, anomaly(10, { became: GIVEN_UP }), anomaly(11, { became: GIVEN_UP })]),
    ).toMatchObject(GOOD);
  });

  test('knows that an incident ends with the cooldown and that 10 comes after 9', () => {
    const late = anomaly(30, { severity: 'high' });
    const anew = written({ version: 2, counted: [30], anomalies: 1, severity: 'high', pending: [OPENED] });
    const other = { ...anew, pending: ['0123456789abcdef-closed', 'fedcba9876543210-opened'] };
    expect(audit([FIRST, other], [THREE[0]!, late])).toMatchObject(GOOD);
  });
});
