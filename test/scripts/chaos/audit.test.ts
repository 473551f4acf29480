import { expect, test } from 'vitest';
import { AlertWatch } from '../../../scripts/chaos/alert-watch.ts';
import { audit, isKept } from '../../../scripts/chaos/audit.ts';
import { DONE, GIVEN_UP, IN_QUARANTINE, Ledger } from '../../../scripts/chaos/ledger.ts';
import type { PlannedObservation } from '../../../scripts/chaos/planned-record.ts';
import { TableWatch } from '../../../scripts/chaos/table-watch.ts';
import { VerdictWatch } from '../../../scripts/chaos/verdict-watch.ts';

const USUAL: PlannedObservation = { fate: 'usual', score: 0.4 };
const BAD: PlannedObservation = { fate: 'quarantined' };

function booksOf(...records: readonly (readonly PlannedObservation[])[]) {
  const ledger = new Ledger();
  const verdicts = new VerdictWatch(ledger);
  const alerts = new AlertWatch();
  const put = () => {
    for (const [i, observations] of records.entries()) {
      ledger.put({ partitionKey: 'key', data: new Uint8Array(), observations }, 'shard-0', String(i), i);
    }
  };
  const close = (repeatableFaults = 0) =>
    audit({ ledger, verdicts, alerts, table: new TableWatch(), repeatableFaults });
  return { ledger, verdicts, alerts, put, close };
}

function verdictLine(identity: string, score: number): string {
  return JSON.stringify({ level: 'INFO', message: 'verdict', identity, verdict: { score, anomalous: false } });
}

test('what is done, in quarantine or given up is accounted for, also when it was seen before the put was answered', () => {
  const { ledger, verdicts, put, close } = booksOf([USUAL], [BAD, USUAL], [USUAL]);
  verdicts.read(verdictLine('shard-0:0:0', 0.4));
  put();
  ledger.see('shard-0:1:0', IN_QUARANTINE);
  verdicts.read(verdictLine('shard-0:1:1', 0.4));
  verdicts.read(verdictLine('shard-0:1:1', 0.4));
  expect(ledger.oldestWaitingMs()).toBe(2);
  ledger.seeRecord('shard-0:2', GIVEN_UP);
  expect(ledger.oldestWaitingMs()).toBeUndefined();
  const result = close();
  expect(result).toMatchObject({ records: 3, observations: 4, quarantined: 1, givenUp: 1 });
  expect(isKept(result)).toBe(true);
});

test('what became of nothing is lost, and what nobody put is a stranger', () => {
  const { ledger, put, close } = booksOf([USUAL], [USUAL]);
  put();
  ledger.see('shard-0:1:0', DONE);
  ledger.see('shard-0:7:0', DONE);
  const result = close();
  expect(result).toMatchObject({ lost: 1, strangers: 1 });
  expect(isKept(result)).toBe(false);
});

test('what is done and in quarantine is doubled, and one of the two was wrong', () => {
  const { ledger, put, close } = booksOf([BAD], [USUAL]);
  put();
  ledger.see('shard-0:0:0', IN_QUARANTINE);
  ledger.see('shard-0:0:0', DONE);
  ledger.see('shard-0:1:0', IN_QUARANTINE);
  expect(close()).toMatchObject({ doubled: 1, wrong: 2 });
});

test("another row's verdict is wrong, early or late", () => {
  const { verdicts, put, close } = booksOf([USUAL], [USUAL]);
  verdicts.read(verdictLine('shard-0:0:0', 0.41));
  put();
  verdicts.read(verdictLine('shard-0:1:0', 0.39));
  expect(close()).toMatchObject({ wrong: 2, lost: 0 });
});

test('repeats are borne as long as there were faults for them', () => {
  const { alerts, close } = booksOf();
  for (const alertId of ['a', 'a', 'a', 'b']) alerts.receive(JSON.stringify({ alertId }));
  expect(close(2)).toMatchObject({ repeats: 2, repeatsBeyondFaults: 0, strangers: 2 });
  expect(close(1)).toMatchObject({ repeatsBeyondFaults: 1 });
});
