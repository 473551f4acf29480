import { IsolationForest } from '../../detectors/isolation-forest/isolation-forest.ts';
import type { Bench } from '../bench-line.ts';
import { cpuSecondsEach, interleaved } from '../measure.ts';
import { shapesOnBothSides } from './against-sklearn.ts';

const GOALS = { '10,000 x 5': 40, '100,000 x 10': 35, '1,000,000 x 10': 100 } as const;
const ROUNDS = 9;
/** Fits of ours in a round: about as much work as one of theirs, so that waking up weighs the same on both sides. */
const FITS = 40;

/** Fitting 100 trees of 256 rows against scikit-learn, one thread. */
export const fitting: Bench = {
  name: 'fitting',
  async *run(rivals) {
    for await (const { name, rows, features, sklearn, line } of shapesOnBothSides(rivals)) {
      const pass = () => cpuSecondsEach(FITS, (seed) => IsolationForest.fit(rows, features, { seed }));
      // the first pass is not counted: while the rival worked the caches went cold, which its long work hardly notices
      const ours = () => {
        pass();
        return pass();
      };
      // warm
      for (let i = 0; i < 5; i++) ours();
      await sklearn.fit(0);

      const taken = await interleaved(ROUNDS, { ours, theirs: () => sklearn.fit(1) });
      yield line('fit', taken.ours, taken.theirs, GOALS[name]);
    }
  },
};
