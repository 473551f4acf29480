import { expect, test } from 'vitest';
import { LOG_MESSAGES } from '../../../contracts/log-lines.ts';
import type { LoggedLine } from '../../../operations/installation/read-log.ts';
import { ConsumerProgress } from '../../../operations/redrive/consumer-progress.ts';
import { SHARD } from '../../support/candidates.ts';

const records = (data = '{"a":1}') =>
  [9, 10, 11, 12].map((number) => ({
    shardId: SHARD,
    sequenceNumber: String(number),
    partitionKey: 'pump',
    arrivalMs: 0,
    data: Buffer.from(data),
  }));

function finished(lines: readonly object[], data?: string, mapping = {}): number {
  const progress = new ConsumerProgress();
  for (const line of lines) progress.add(line as LoggedLine);
  return progress.finishedOf(records(data), mapping);
}

const batch = (last: number, retryFrom?: number) => ({
  message: LOG_MESSAGES.batch,
  shardId: SHARD,
  first: '1',
  last: String(last),
  ...(retryFrom !== undefined && { retryFrom: String(retryFrom) }),
});
const anomaly = (place: string) => ({ message: LOG_MESSAGES.anomaly, identity: `${SHARD}:${place}` });

test('without a line that speaks of the batch none of it is known to be judged', () => {
  expect(finished([])).toBe(0);
  expect(finished([batch(8), anomaly('8:0')])).toBe(0);
  expect(finished([{ ...batch(12), shardId: 'shardId-000000000001' }])).toBe(0);
});

test('a batch that ended is judged to its last record, one that ended early to where it begins again', () => {
  expect(finished([batch(12)])).toBe(4);
  expect(finished([batch(500, 11)])).toBe(2);
});

test('who died after an anomaly had come up to it, and to all before it', () => {
  expect(finished([anomaly('10:0')])).toBe(2);
  expect(finished([anomaly('10:0'), { ...anomaly('9:0'), message: LOG_MESSAGES.quarantined }])).toBe(2);
});

test('a mapping into a list says how many observations a record has', () => {
  const list = '{"list":[{"a":1},{"a":2}]}';
  expect(finished([anomaly('11:0')], list, { observations: 'list[*]' })).toBe(2);
  expect(finished([anomaly('11:1')], list, { observations: 'list[*]' })).toBe(3);
});

test('a record without observations is finished with those behind it', () => {
  const control = '{"messageType":"CONTROL_MESSAGE","logEvents":[]}';
  expect(finished([batch(500, 11)], control)).toBe(3);
});

test('a record of which only some observations are judged goes again', () => {
  const two = '{"a":1}\n{"a":2}';
  expect(finished([anomaly('11:0')], two)).toBe(2);
  expect(finished([anomaly('11:1')], two)).toBe(3);
});
