import { expect, it } from 'vitest';
import { encodeForget, encodeLearn } from '../../../contracts/record-forms/state-record.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { ARRIVAL_MS, record } from '../../support/consumer/observations.ts';

it('what only changes what is known of sources is finished without being judged, counted or told', async () => {
  const consumer = new TestConsumer();
  const learned = [1, 1e9].map((value) => ({ source: 'pump', timestampMs: ARRIVAL_MS, features: { value } }));
  const line = await consumer.process([
    record(1, encodeForget('pump')),
    record(2, encodeLearn(learned)),
    record(3, [{}]),
  ]);
  expect(line).toMatchObject({ records: 3, observations: 1, done: 1, quarantined: 0, learned: 3 });
  expect(line.retryFrom).toBeUndefined();
  expect(consumer.report.doneIdentities).toEqual([expect.stringMatching(/:3:0$/)]);
});

it('nothing is asked of the endpoint for them', async () => {
  const consumer = new TestConsumer();
  const line = await consumer.process([record(1, encodeForget('pump'))]);
  expect(line).toMatchObject({ observations: 0, learned: 1 });
  expect(consumer.report.calls).toBe(0);
});

it('a line that cannot be read goes to quarantine, and what is behind it is finished', async () => {
  const consumer = new TestConsumer();
  const bytes = Buffer.from('{"weir:state":"forgt"}\n{"weir:state":"forget","source":"a"}');
  const line = await consumer.process([record(1, bytes)]);
  expect(line).toMatchObject({ observations: 1, quarantined: 1, learned: 1 });
  expect(consumer.report.quarantines).toMatchObject([{ reason: { code: 'bad_state_line' } }]);
});
