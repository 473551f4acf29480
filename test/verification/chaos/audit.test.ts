import { expect, test } from 'vitest';
import { LOG_MESSAGES } from '../../../contracts/log-lines.ts';
import type { QuarantinedObservation } from '../../../contracts/quarantine.ts';
import { AlertWatch } from '../../../verification/chaos/alert-watch.ts';
import { audit, type ChaosEvidence, promisesHeld } from '../../../verification/chaos/audit.ts';
import { DONE, GIVEN_UP, IN_QUARANTINE, Ledger } from '../../../verification/chaos/ledger.ts';
import type { PlannedObservation } from '../../../verification/chaos/planned-record.ts';
import { QuarantineWatch } from '../../../verification/chaos/quarantine-watch.ts';
import { TableWatch } from '../../../verification/chaos/table-watch.ts';
import { VerdictWatch } from '../../../verification/chaos/verdict-watch.ts';

const usualTo = (scores: Readonly<Record<string, number>>): PlannedObservation => {
  const verdicts = Object.entries(scores).map(([version, score]) => [version, said(score)] as const);
  return { fate: 'usual', verdicts: new Map(verdicts) };
};
const said = (score: number) => ({ score, anomalous: false, severity: 'low', grade: 0 }) as const;

const USUAL = usualTo({ first: 0.4, second: 0.3 });
const POISON: PlannedObservation = { fate: 'poisoned' };
const BAD: PlannedObservation = { fate: 'quarantined' };

function evidenceOf(...records: readonly (readonly PlannedObservation[])[]) {
  const ledger = new Ledger();
  let nowMs = 0;
  const verdicts = new VerdictWatch(ledger, () => nowMs);
  const quarantine = new QuarantineWatch(ledger);
  const alerts = new AlertWatch();
  const put = () => {
    for (const [i, observations] of records.entries()) {
      ledger.put({ partitionKey: 'key', data: Buffer.from('poison'), observations }, 'shard-0', String(i), i);
    }
  };
  const close = (more: Partial<ChaosEvidence> = {}) => {
    const nothing = {
      table: new TableWatch(),
      unsendable: new Set<string>(),
      untold: [],
      repeatableFaults: 0,
      deaths: 0,
      functionScores: false,
      tooOldBeforeMs: 0,
    };
    return audit({ ledger, verdicts, alerts, quarantine, ...nothing, ...more });
  };
  const wait = (ms: number) => {
    nowMs += ms;
  };
  return { ledger, verdicts, alerts, quarantine, put, close, wait };
}

function verdictLine(identity: string, score: number, modelVersion = 'first'): string {
  const verdict = { score, anomalous: false, modelVersion };
  return JSON.stringify({ level: 'INFO', message: 'verdict', identity, verdict });
}

function quarantineLine(identity: string, code = 'unreadable'): string {
  return JSON.stringify({ level: 'ERROR', message: LOG_MESSAGES.quarantined, identity, reason: { code } });
}

/** A line of an object in the bucket. */
function inQuarantine(identity: string, text: string, code = 'crashed_function'): QuarantinedObservation {
  const data = Buffer.from(text).toString('base64');
  return { ...({} as QuarantinedObservation), identity, data, reason: { code, path: '', message: '' } };
}

test('what is done, in quarantine or given up is accounted for, also when it was seen before the put was answered', () => {
  const { ledger, verdicts, put, close } = evidenceOf([USUAL], [BAD, USUAL], [USUAL]);
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
  expect(promisesHeld(result)).toBe(true);
});

test('what became of nothing is lost, and what nobody put is unexpected', () => {
  const { ledger, put, close } = evidenceOf([USUAL], [USUAL]);
  put();
  ledger.see('shard-0:1:0', DONE);
  ledger.see('shard-0:7:0', DONE);
  const result = close();
  expect(result).toMatchObject({ lost: 1, unexpected: 1 });
  expect(promisesHeld(result)).toBe(false);
});

test('what is done and in quarantine is doubled, and one of the two was wrong', () => {
  const { ledger, put, close } = evidenceOf([BAD], [USUAL]);
  put();
  ledger.see('shard-0:0:0', IN_QUARANTINE);
  ledger.see('shard-0:0:0', DONE);
  ledger.see('shard-0:1:0', IN_QUARANTINE);
  expect(close()).toMatchObject({ doubled: 1, wrong: 2 });
});

test("another row's verdict is wrong, early or late", () => {
  const { verdicts, put, close } = evidenceOf([USUAL], [USUAL]);
  verdicts.read(verdictLine('shard-0:0:0', 0.41));
  put();
  verdicts.read(verdictLine('shard-0:1:0', 0.39));
  expect(close()).toMatchObject({ wrong: 2, lost: 0 });
});

test('repeats are borne as long as there were faults for them', () => {
  const { alerts, close } = evidenceOf();
  for (const alertId of ['a', 'a', 'a', 'b']) alerts.receive(JSON.stringify({ alertId }));
  expect(close({ repeatableFaults: 2 })).toMatchObject({ repeats: 2, repeatsBeyondFaults: 0, unexpected: 2 });
  expect(close({ repeatableFaults: 1 })).toMatchObject({ repeatsBeyondFaults: 1 });
});

test('a verdict is judged by the version of the model that it names', () => {
  const { verdicts, put, close } = evidenceOf([USUAL], [USUAL], [USUAL]);
  put();
  verdicts.read(verdictLine('shard-0:0:0', 0.4));
  verdicts.read(verdictLine('shard-0:0:0', 0.3, 'second'));
  verdicts.read(verdictLine('shard-0:1:0', 0.4, 'second'));
  verdicts.read(verdictLine('shard-0:2:0', 0.4, 'unheard of'));
  expect(close()).toMatchObject({ wrong: 2, lost: 0, doubled: 0 });
});

test('a poisoned record belongs in quarantine, whole, undecoded and once', () => {
  const { quarantine, put, close } = evidenceOf([POISON], [POISON], [POISON], [POISON]);
  put();
  quarantine.see(inQuarantine('shard-0:0:0', 'poison'));
  expect(close()).toMatchObject({ wrong: 0, lost: 3, quarantined: 1 });
  quarantine.see(inQuarantine('shard-0:0:0', 'poison'));
  quarantine.see(inQuarantine('shard-0:1:0', 'poi'));
  quarantine.see(inQuarantine('shard-0:2:0', 'poison', 'unprocessable'));
  expect(close()).toMatchObject({ wrong: 3, lost: 1 });
});

test('a good record that processes were ended on twice is accounted for, whole, and two deaths must explain it', () => {
  const { ledger, verdicts, quarantine, put, close } = evidenceOf([USUAL, USUAL], [USUAL]);
  verdicts.read(quarantineLine('shard-0:0:0', 'crashed_function'));
  put();
  expect(ledger.waiting).toBe(1);
  verdicts.read(verdictLine('shard-0:1:0', 0.4));
  expect(close()).toMatchObject({ lost: 2 });
  quarantine.see(inQuarantine('shard-0:0:0', 'poison'));
  const result = close({ deaths: 2 });
  expect(result).toMatchObject({ lost: 0, wrong: 0, quarantined: 0, crashed: 1 });
  expect(promisesHeld(result)).toBe(true);
  expect(promisesHeld(close({ deaths: 1 }))).toBe(false);
  // A process may end after it has said its verdict, and before anybody could know.
  verdicts.read(verdictLine('shard-0:0:1', 0.4));
  expect(promisesHeld(close({ deaths: 2 }))).toBe(true);
  expect(promisesHeld(close({ deaths: 1 }))).toBe(false);
  quarantine.see(inQuarantine('shard-0:1:0', 'cut off'));
  expect(close()).toMatchObject({ wrong: 1 });
});

test('a poisoned record that was given up without having been too old is wrong, and so is one that was scored', () => {
  const { ledger, put, close } = evidenceOf([POISON], [POISON]);
  put();
  ledger.see('shard-0:0:0', GIVEN_UP);
  ledger.see('shard-0:1:0', GIVEN_UP);
  expect(close({ tooOldBeforeMs: 0.5 })).toMatchObject({ wrong: 1, lost: 0, givenUp: 2 });
  ledger.see('shard-0:0:0', DONE);
  expect(close({ tooOldBeforeMs: 2 })).toMatchObject({ wrong: 1 });
});

test('a poisoned record may take half an hour until it is in quarantine, and others as long as they like', () => {
  const { verdicts, put, close, wait } = evidenceOf([POISON], [BAD], [POISON]);
  put();
  wait(29 * 60_000);
  verdicts.read(quarantineLine('shard-0:0:0'));
  wait(2 * 60_000);
  verdicts.read(quarantineLine('shard-0:1:0'));
  expect(close()).toMatchObject({ wrong: 0 });
  verdicts.read(quarantineLine('shard-0:2:0'));
  expect(close()).toMatchObject({ wrong: 1 });
});

test('an alert that nobody heard is unpublished, but for one that SNS would never take', () => {
  const table = new TableWatch();
  const pending = { M: { 'a-opened': { S: '' }, 'b-opened': { S: '' } } };
  const key = { pk: { S: 'source#pump' }, sk: { S: 'incident' } };
  const item = { ...key, version: { N: '1' }, checkpoints: { S: '{}' }, pending };
  table.see('DynamoDB_20120810.PutItem', Buffer.from(JSON.stringify({ Item: item })), new Map());
  const { close } = evidenceOf();
  expect(close({ table })).toMatchObject({ unpublished: 2, unsendable: 0 });
  expect(close({ table, unsendable: new Set(['a-opened']) })).toMatchObject({ unpublished: 1, unsendable: 1 });
  expect(table.unpublishedBut(new Set(['a-opened']))).toBe(1);
});

test('more observations of a record than were put are unexpected, and no fate of another one', () => {
  const { ledger, put, close } = evidenceOf([USUAL], [USUAL]);
  put();
  ledger.see('shard-0:0:0', DONE);
  ledger.see('shard-0:0:1', DONE);
  expect(close()).toMatchObject({ lost: 1, unexpected: 1 });
});
