import { judge } from '../../model/judge.ts';
import { trainModel } from '../../model/train-model.ts';
import type { Bench } from '../bench-line.ts';
import { cpuSecondsEach, interleaved, timeText } from '../measure.ts';
import { linearRows } from '../shapes.ts';

const ROWS = 500;

/** What an anomalous row costs, which is explained, beside one that is only scored. */
export const explaining: Bench = {
  name: 'explaining',
  async *run() {
    for (const width of [5, 10]) {
      const rows = linearRows(10_000, width);
      const features = Array.from({ length: width }, (_, f) => `feature_${f + 1}`);
      const model = trainModel({ features, rows }, { detector: 'isolation-forest', threshold: { kind: 'budget' } });
      const out = new Float64Array(1);
      const each = (work: (row: Float64Array) => void) => () =>
        cpuSecondsEach(ROWS, (i) => work(rows.subarray(i * width, (i + 1) * width)));
      const measures = {
        judged: each((row) => judge(model, row, 0.99)),
        scored: each((row) => model.detector.score(row, 1, out)),
      };
      for (const measure of Object.values(measures)) measure();
      const taken = await interleaved(9, measures);
      yield {
        work: `explain one anomalous row of ${width}, ms`,
        rival: 'limit (scoring it alone beside)',
        ratio: taken.judged * 1000,
        goal: 1,
        better: 'lower',
        ours: timeText(taken.judged),
        theirs: timeText(taken.scored),
      };
    }
  },
};
