import { IsolationForest } from '../../detectors/isolation-forest/isolation-forest.ts';
import { maskScorer } from '../../detectors/isolation-forest/mask-scorer.ts';
import { walkScorer } from '../../detectors/isolation-forest/walk-scorer.ts';
import { weightedForest } from '../../detectors/isolation-forest/weighted-forest.ts';
import type { Bench } from '../bench-line.ts';
import { cpuSeconds, interleaved, timeText } from '../measure.ts';
import { linearRows, SHAPES } from '../shapes.ts';
import { startSklearn } from '../sklearn/sklearn-rival.ts';

/** By shape: rounds, calls of ours in a round (short work is repeated, so that the clock is fine enough), and the goals. */
const PLAN = {
  '10,000 x 5': { rounds: 9, calls: 10, plain: 12, kernel: 50, fit: 40 },
  '100,000 x 10': { rounds: 5, calls: 3, plain: 7, kernel: 30, fit: 35 },
  '1,000,000 x 10': { rounds: 3, calls: 1, plain: 9, kernel: 45, fit: 100 },
} as const;

/** Fitting and scoring against scikit-learn, one thread, 100 trees of 256 rows. */
export const fitAndScore: Bench = {
  name: 'fit-and-score',
  async *run({ python }) {
    if (!python) return;
    const rival = `scikit-learn ${python.version}`;
    const sklearn = await startSklearn(python.command);
    for (const { name, rows: count, features } of SHAPES) {
      const { rounds, calls, plain, kernel, fit } = PLAN[name];
      const rows = linearRows(count, features);
      await sklearn.load(rows, features);
      const forest = weightedForest(IsolationForest.fit(rows, features, { seed: 1 }).forest);
      const out = new Float64Array(count);
      const [walk, mask] = [walkScorer(forest), maskScorer(forest)];
      const each = (work: (call: number) => void) => () =>
        cpuSeconds(() => {
          for (let call = 0; call < calls; call++) work(call);
        }) / calls;
      const fitOurs = each((seed) => IsolationForest.fit(rows, features, { seed }));
      const measures = {
        walk: each(() => walk(rows, count, out)),
        mask: each(() => mask?.(rows, count, out)),
        fit: fitOurs,
      };
      // warm: compiled as it will be, pages touched
      for (let i = 0; i < 5; i++) for (const measure of Object.values(measures)) measure();
      await sklearn.fit(0);

      const taken = await interleaved(rounds, {
        ...measures,
        fitTheirs: () => sklearn.fit(1),
        theirs: () => sklearn.score(),
      });
      const line = (work: string, ours: number, theirs: number, goal: number) => ({
        work: `${work}, ${name}`,
        rival,
        ratio: theirs / ours,
        goal,
        better: 'higher' as const,
        ours: timeText(ours),
        theirs: timeText(theirs),
      });
      yield line('score, plain TypeScript', taken.walk, taken.theirs, plain);
      if (mask) yield line('score, kernel', taken.mask, taken.theirs, kernel);
      yield line('fit', taken.fit, taken.fitTheirs, fit);
    }
    await sklearn.stop();
  },
};
