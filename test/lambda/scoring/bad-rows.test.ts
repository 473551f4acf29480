import { expect, onTestFinished, test } from 'vitest';
import { MAX_PAYLOAD_BYTES } from '../../../contracts/scoring.ts';
import { loadModel } from '../../../model/load-model.ts';
import { FULL_RECORDS } from '../../../verification/fuzz/costly-records.ts';
import { startLocalContainer } from '../../../verification/fuzz/local-container.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { record } from '../../support/consumer/observations.ts';

/** A consumer in front of the container itself, both with the limits of a serverless endpoint. */
async function serverlessConsumer(): Promise<TestConsumer> {
  const maxBytes = MAX_PAYLOAD_BYTES.serverless;
  const { invoke, stop } = await startLocalContainer(await loadModel('samples/model'), { maxAnswerBytes: maxBytes });
  onTestFinished(stop);
  return new TestConsumer({ maxRequestBytes: maxBytes }, { invoke });
}

const good = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => record(from + i, '[0.4,0.5,0.6]'));

test.each(['values in arrays', 'values in lines'])(
  'a record full of %s for a model of another width costs a few calls, its rows, and nobody else anything',
  async (name) => {
    const consumer = await serverlessConsumer();
    const startMs = consumer.nowMs;
    const line = await consumer.process([...good(0, 20), record(20, FULL_RECORDS[name]()), ...good(21, 20)]);
    const bad = name === 'values in arrays' ? 100_000 : 99_999;
    expect(line).toMatchObject({ observations: bad + 40, done: 40, quarantined: bad });
    // one for each 5000 observations, which the consumer finishes together
    expect(consumer.report.calls).toBe(21);
    expect([consumer.nowMs - startMs, consumer.report.away]).toEqual([0, []]);
    const reasons = Map.groupBy(consumer.aws.quarantined, ({ reason }) => reason.code);
    expect([...reasons].map(([code, ones]) => [code, ones.length])).toEqual([['wrong_length', bad]]);
  },
  60_000,
);

test('a stream of arrays for a model of another width is quarantined at once, and people are told', async () => {
  const consumer = await serverlessConsumer();
  const batch = Array.from({ length: 500 }, (_, i) => record(i, '[1,2,3,4]'));
  expect(await consumer.process(batch)).toMatchObject({ done: 0, quarantined: 500 });
  expect([consumer.report.calls, consumer.report.away]).toEqual([1, []]);
  const message = 'got 4 values, wanted 3: feature_1, feature_2, feature_3';
  expect(consumer.aws.quarantined[0].reason).toMatchObject({ code: 'wrong_length', message });
  expect(consumer.aws.published).toMatchObject([{ kind: 'data_quality' }]);
});
