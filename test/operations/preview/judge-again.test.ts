import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../contracts/verdict.ts';
import type { RecordedVerdict } from '../../../incidents/replay.ts';
import { changeThreshold } from '../../../model/change-threshold.ts';
import { scoreFeatures } from '../../../model/score-features.ts';
import { trainModel } from '../../../model/train-model.ts';
import { judgeAgain } from '../../../operations/preview/judge-again.ts';

const rows = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i * 12.9898) + Math.sin(i * 78.233));
const model = trainModel({ features: ['a', 'b'], rows }, { threshold: { kind: 'budget', share: 0.05 } });
const higher = changeThreshold(model, { kind: 'score', score: 4 * model.threshold });
const lower = changeThreshold(model, { kind: 'score', score: 0.01 * model.threshold });

function judged(a: number, more: Partial<Verdict> = {}): RecordedVerdict {
  const features = { a, b: 0 };
  const [scored] = scoreFeatures(model, [features]);
  if (!scored.ok) throw new Error(scored.problem.message);
  const observation = { source: 'pump', timestampMs: 0, features };
  return { observation, arrivalMs: 0, verdict: { ...scored.value, ...more } };
}

describe('judged again by another threshold, an observation', () => {
  it('is usual where that is higher, and strange with its reasons where it is lower', () => {
    const strange = judged(3.2);
    expect(strange.verdict.anomalous).toBe(true);
    expect(judgeAgain(higher, strange).verdict).toMatchObject({ anomalous: false, grade: 0 });
    const usual = judged(1);
    expect(usual.verdict.anomalous).toBe(false);
    const found = judgeAgain(lower, usual).verdict;
    expect(found).toMatchObject({ anomalous: true, explanation: expect.stringContaining('a is 1') });
  });

  it('keeps its verdict where the threshold is the same', () => {
    const strange = judged(6);
    expect(judgeAgain(model, strange).verdict).toEqual(strange.verdict);
  });

  it('keeps what its past says, which may make it strange alone', () => {
    const stream = { surprise: 9, step: 0, observations: 900 };
    expect(judgeAgain(model, judged(1, { stream })).verdict).toMatchObject({ anomalous: true, lane: 'stream', stream });
    const learning = { ...stream, observations: 200, learning: true as const };
    expect(judgeAgain(model, judged(1, { stream: learning })).verdict.anomalous).toBe(false);
  });

  it('is left alone where the past judged without a model', () => {
    const alone = judged(1, { modelVersion: 'none', anomalous: true });
    expect(judgeAgain(higher, alone)).toBe(alone);
  });

  it('is refused where its values are not in the log', () => {
    const { verdict, arrivalMs } = judged(1);
    const observation = { source: 'pump', timestampMs: 0, features: {} };
    expect(() => judgeAgain(model, { observation, arrivalMs, verdict })).toThrow(
      'the log has no values (logFeatures false)',
    );
  });
});
