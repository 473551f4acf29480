import { describe, expect, it } from 'vitest';
import { EMPTY_POINTER } from '../../../contracts/model-registry.ts';
import type { Verdict } from '../../../contracts/verdict.ts';
import { Unavailable } from '../../../lambda/failures.ts';
import type { Score } from '../../../lambda/scoring/score.ts';
import { TestConsumer } from '../../support/consumer/consumer.ts';
import { record } from '../../support/consumer/observations.ts';
import { pointerTo } from '../../support/consumer/pointers.ts';

const [JUDGES, SHADOW] = ['a', 'b'].map((digit) => digit.repeat(64));
const pointer = {
  ...EMPTY_POINTER,
  ...pointerTo(JUDGES),
  shadow: { model: SHADOW, atMs: 0, by: 'somebody', why: 'a test' },
};

function verdict(anomalous: boolean, modelVersion: string): Verdict {
  const grade = anomalous ? 0.5 : 0;
  return { score: grade, threshold: 0.1, anomalous, grade, modelVersion, ...(anomalous && { explanation: 'high' }) };
}

/** Finds those anomalous whose one feature is in the list. */
function finding(strange: readonly number[]): Score {
  return async (observations, { model }) => ({
    rows: observations.map(({ features }) => ({
      verdict: verdict(strange.includes((features as { a: number }).a), model.slice(0, 12)),
    })),
  });
}

function consumerWith(scoreShadow: Score) {
  return new TestConsumer({}, { models: { pointer: async () => pointer }, score: finding([2, 3]), scoreShadow });
}

const records = [1, 2, 3, 4].map((a) => record(a, JSON.stringify({ source: 'pump', features: { a } })));

describe('a shadow', () => {
  it('says whom only it, only the model that judges, and both find anomalous', async () => {
    const consumer = consumerWith(finding([3, 4]));
    await consumer.process(records);
    expect(consumer.report.shadows).toMatchObject([
      {
        current: JUDGES.slice(0, 12),
        shadow: SHADOW.slice(0, 12),
        observations: 4,
        found: [
          { source: 'pump', by: 'current', grades: { current: 0.5, shadow: 0 }, explanation: 'high' },
          { by: 'both', grades: { current: 0.5, shadow: 0.5 } },
          { by: 'shadow', grades: { current: 0, shadow: 0.5 } },
        ],
      },
    ]);
  });

  it('changes no verdict and no alert', async () => {
    const [alone, beside] = [consumerWith(finding([])), consumerWith(finding([1, 2, 3, 4]))];
    for (const consumer of [alone, beside]) await consumer.process(records);
    expect(beside.report.doneIdentities).toEqual(alone.report.doneIdentities);
    expect(beside.report.alerts.length).toBe(alone.report.alerts.length);
  });

  it('that fails holds nothing up, is said, and rests for a minute', async () => {
    let calls = 0;
    const consumer = consumerWith(async () => {
      calls++;
      return { rows: [], unavailable: new Unavailable('scoring', 'no answer within 3000 ms') };
    });
    expect(await consumer.process(records)).not.toHaveProperty('retryFrom');
    expect(consumer.report.shadows).toMatchObject([
      { observations: 0, found: [], failed: { observations: 4, reason: 'no answer within 3000 ms' } },
    ]);
    const more = [5, 6].map((a) => record(a, JSON.stringify({ source: 'pump', features: { a } })));
    await consumer.process([more[0]]);
    expect(calls).toBe(1);
    consumer.nowMs += 60_000;
    await consumer.process([more[1]]);
    expect(calls).toBe(2);
  });

  it('with a bug of ours is one that fails', async () => {
    const consumer = consumerWith(async () => {
      throw new TypeError('oh');
    });
    expect(await consumer.process(records)).not.toHaveProperty('retryFrom');
    expect(consumer.report.shadows[0].failed).toEqual({ observations: 4, reason: 'oh' });
  });

  it('is not asked about what the past of a source judged alone', async () => {
    const consumer = new TestConsumer(
      {},
      {
        models: { pointer: async () => ({ ...pointer, changes: [] }) },
        scoreShadow: async () => {
          throw new Error('it was asked');
        },
      },
    );
    await consumer.process(records);
    expect(consumer.report.shadows).toEqual([]);
  });
});
