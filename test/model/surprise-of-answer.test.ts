import { expect, test } from 'vitest';
import { judgeScore } from '../../model/judge.ts';
import { surpriseOfAnswer } from '../../model/surprise-of-answer.ts';
import { trainModel } from '../../model/train-model.ts';
import { lanesAt, withLanes } from '../../model/with-lanes.ts';
import { normalRows } from '../support/streams.ts';

const ROWS = 3000;
const timestampsMs = Float64Array.from({ length: ROWS }, (_, i) => i * 60_000);
const data = withLanes({ features: ['a', 'b'], rows: normalRows(ROWS, 2, 3), timestampsMs });
const model = trainModel(data, { threshold: { kind: 'budget', share: 0.01 } });

test('what the endpoint leaves out of a usual verdict is found again by score and lanes', () => {
  for (let i = 0; i < ROWS; i++) {
    const row = data.rows.subarray(2 * i, 2 * i + 2);
    const lanes = lanesAt(data.lanes, i);
    const [score] = model.detector.score(row, 1);
    const { surprise, ...answer } = judgeScore(model, row, score, undefined, lanes);
    const stream = {
      surprise: lanes?.stream ?? 0,
      step: lanes?.step ?? 0,
      observations: i + 1,
      ...(i < 299 && { learning: true as const }),
    };
    if (!answer.anomalous) expect(surpriseOfAnswer({ ...answer, stream }, model.calibration!)).toBe(surprise);
    expect(surpriseOfAnswer({ ...answer, surprise: 7, stream }, model.calibration!)).toBe(7);
  }
});
