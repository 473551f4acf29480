import { describe, expect, test } from 'vitest';
import type { Alert } from '../../../contracts/alert.ts';
import { RowLedger } from '../../../scripts/demo/ledger.ts';

const identity = (row: number) => `shardId-0:${row}:0`;
const verdict = (row: number, score: number) =>
  JSON.stringify({ message: 'verdict', identity: identity(row), source: 's', verdict: { score, anomalous: false } });
const anomaly = (row: number, score: number, incidentId: string, severity = 'low') =>
  JSON.stringify({
    message: 'anomaly',
    identity: identity(row),
    source: 's',
    decision: 'joined',
    incidentId,
    severity,
    verdict: { score, anomalous: true },
  });
const quarantined = (row: number, message = 'not JSON') =>
  JSON.stringify({
    message: 'quarantined',
    identity: identity(row),
    reason: { code: 'unreadable', path: '', message },
  });
const alert = (alertId: string, row: number, kind = 'opened') =>
  ({ alertId, kind, source: 's', anomaly: { identity: identity(row) } }) as unknown as Alert;

/** Rows 1 to `rows` are sent at 1000 ms; the odd ones are labelled usual, the even ones strange. */
function ledgerOf(rows: number): RowLedger {
  const ledger = new RowLedger({ measure: 'score', threshold: 0.5, of: ({ score }) => score });
  ledger.rows(rows);
  for (let row = 1; row <= rows; row++) {
    ledger.know(row, { label: row % 2 === 0, timestampMs: row * 1000 });
    ledger.sent(row, 'shardId-0', String(row), 1000);
  }
  return ledger;
}

describe('the ledger of a run', () => {
  test('calls lost what was sent and is neither done nor quarantined nor given up', () => {
    const ledger = ledgerOf(5);
    ledger.logLine(verdict(1, 0.4), 2000);
    ledger.logLine(quarantined(2), 2000);
    ledger.givenUp('shardId-0', '3');
    expect(ledger.counts()).toMatchObject({ rows: 5, sent: 5, scored: 1, quarantined: 1, givenUp: 1, lost: 2 });
  });

  test('does not let a redelivery or a stranger hide a loss', () => {
    const ledger = ledgerOf(2);
    ledger.logLine(verdict(1, 0.4), 2000);
    ledger.logLine(verdict(1, 0.4), 2000);
    ledger.logLine(verdict(77, 0.4), 2000);
    expect(ledger.counts()).toMatchObject({ sent: 2, lost: 1 });
  });

  test('says why rows are in quarantine, once each', () => {
    const ledger = ledgerOf(3);
    for (const text of [quarantined(1), quarantined(2, 'no source'), quarantined(2, 'no source'), quarantined(3)]) {
      ledger.logLine(text, 2000);
    }
    expect(ledger.quarantineReasons()).toEqual([
      ['not JSON', 2],
      ['no source', 1],
    ]);
  });

  test('says which rows are in quarantine, in the order of the file', () => {
    const ledger = ledgerOf(3);
    for (const text of [quarantined(3, 'no source'), quarantined(2)]) ledger.logLine(text, 2000);
    expect(ledger.quarantinedRows()).toEqual([
      { source: '', atMs: 2000, reason: 'not JSON' },
      { source: '', atMs: 3000, reason: 'no source' },
    ]);
  });

  test('gives a verdict on once, however often it is delivered', () => {
    const ledger = ledgerOf(1);
    expect(ledger.logLine(anomaly(1, 0.9, 'i'), 2000)).toMatchObject({ identity: identity(1) });
    expect(ledger.logLine(anomaly(1, 0.9, 'i'), 2000)).toBeUndefined();
    expect(ledger.counts()).toMatchObject({ scored: 1, anomalies: 1, incidents: 1 });
  });

  test('counts the severities of anomalies, each once', () => {
    const ledger = ledgerOf(3);
    for (const [row, severity] of [
      [1, 'high'],
      [2, 'low'],
      [1, 'high'],
      [3, 'high'],
    ] as const)
      ledger.logLine(anomaly(row, 0.9, 'i', severity), 2000);
    expect(ledger.counts().severities).toEqual({ low: 1, medium: 0, high: 2, critical: 0 });
  });

  test('counts incidents and alerts by their ids, and what alerts say', () => {
    const ledger = ledgerOf(4);
    ledger.logLine(anomaly(2, 0.8, 'i'), 2000);
    ledger.logLine(anomaly(3, 0.8, 'i'), 2000);
    ledger.logLine(anomaly(4, 0.8, 'j'), 2000);
    expect(ledger.alert(alert('i-opened', 2), 2100)).toBe(true);
    expect(ledger.alert(alert('i-opened', 2), 9000)).toBe(false);
    ledger.alert(alert('j-opened', 4), 2200);
    ledger.alert(alert('j-closed', 4, 'closed'), 2300);
    expect(ledger.counts()).toMatchObject({ anomalies: 3, incidents: 2, alerts: 3 });
    expect(ledger.counts().alertKinds).toEqual({ opened: 2, closed: 1 });
  });

  test('measures from the answer of PutRecords to the first receipt, but not what silence brings', () => {
    const ledger = ledgerOf(4);
    for (const [i, receivedMs] of [1100, 1200, 1300, 1400].entries()) ledger.alert(alert(`a${i}`, i + 1), receivedMs);
    ledger.alert(alert('a0', 1), 9000);
    ledger.alert(alert('closed', 2, 'closed'), 9000);
    expect(ledger.counts().putToAlertMs).toEqual({ p50: 200, p95: 400, p99: 400 });
  });

  test('holds verdicts against labels', () => {
    const ledger = ledgerOf(4);
    for (const [row, score] of [
      [1, 0.3],
      [2, 0.9],
      [3, 0.6],
      [4, 0.7],
    ] as const)
      ledger.logLine(verdict(row, score), 2000);
    const quality = ledger.quality()!;
    expect(quality.rocAuc).toBe(1);
    expect(quality.at(0.5)).toMatchObject({ precision: 2 / 3, recall: 1 });
  });

  test('holds what was judged anomalous against labels, whatever the scores, and gives rows in the order of the file', () => {
    const ledger = ledgerOf(4);
    for (const row of [4, 1, 3]) ledger.logLine(verdict(row, 0.9), 2000);
    ledger.logLine(anomaly(2, 0.1, 'i'), 2000);
    expect(ledger.asJudged(0.5)).toMatchObject({ threshold: 0.5, precision: 1, recall: 1 / 2 });
    expect(ledger.judgedRows().map(({ facts, anomalous }) => [facts.timestampMs, anomalous])).toEqual([
      [1000, false],
      [2000, true],
      [3000, false],
      [4000, false],
    ]);
  });

  test('passes over the lines of the runtime', () => {
    const ledger = ledgerOf(1);
    for (const text of ['START RequestId: x', '{"_aws":{}}', '{broken'])
      expect(ledger.logLine(text, 0)).toBeUndefined();
    expect(ledger.counts()).toMatchObject({ scored: 0, lost: 1, recordsPerSecond: null });
  });
});
