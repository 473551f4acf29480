import { encodeModel } from '../../model/model-files.ts';
import { scoreFeatures } from '../../model/score-features.ts';
import { trainModel } from '../../model/train-model.ts';
import type { Bench, BenchLine } from '../bench-line.ts';
import { cpuSecondsEach, interleaved, timeText } from '../measure.ts';
import { linearRows } from '../shapes.ts';

const ROWS = 10_000;
const WIDTH = 10;
const ALONE = 2000;

/** What detectors that are no forest cost by themselves: a row, from features to verdict, and the model folder. */
export const detectorCosts: Bench = {
  name: 'detectors',
  async *run() {
    const rows = linearRows(ROWS, WIDTH);
    const features = Array.from({ length: WIDTH }, (_, f) => `feature_${f + 1}`);
    const train = (detector: string) => trainModel({ features, rows }, { detector, threshold: { kind: 'budget' } });

    const nearest = train('nearest-reference').detector;
    const out = new Float64Array(ROWS);
    const scored = await measured(() => cpuSecondsEach(1, () => nearest.score(rows, ROWS, out)) / ROWS);
    yield limitLine('score, nearest reference, a row of 10, us', scored * 1e6, 5, timeText(scored));

    const one = (i: number) => [rows.subarray(i * WIDTH, (i + 1) * WIDTH)];
    for (const kind of ['mahalanobis', 'ensemble']) {
      const model = train(kind);
      const verdict = await measured(() =>
        cpuSecondsEach(ALONE, (i) => scoreFeatures(model, one(i), { explain: false })),
      );
      yield limitLine(`features to verdict, ${kind}, a row of 10 alone, us`, verdict * 1e6, 25, timeText(verdict));
      const bytes = Object.values(encodeModel(model)).reduce((sum, { length }) => sum + length, 0);
      const kilobytes = bytes / 1000;
      yield limitLine(`model folder, ${kind}, 10,000 x ${WIDTH}, kB`, kilobytes, 300, `${kilobytes.toFixed(1)} kB`);
    }
  },
};

async function measured(measure: () => number): Promise<number> {
  for (let i = 0; i < 3; i++) measure();
  return (await interleaved(9, { measure })).measure;
}

function limitLine(work: string, ratio: number, goal: number, ours: string): BenchLine {
  return { work, rival: 'limit', ratio, goal, better: 'lower', ours, theirs: '' };
}
