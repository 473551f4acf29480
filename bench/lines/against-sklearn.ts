import type { BenchLine, Rivals } from '../bench-line.ts';
import { timeText } from '../measure.ts';
import { linearRows, SHAPES } from '../shapes.ts';
import { type SklearnRival, startSklearn } from '../sklearn/sklearn-rival.ts';

export interface ShapeOnBothSides {
  readonly name: (typeof SHAPES)[number]['name'];
  /** count * features, row-major; scikit-learn has the same. */
  readonly rows: Float64Array;
  readonly count: number;
  readonly features: number;
  readonly sklearn: SklearnRival;
  /** @param ours @param theirs CPU seconds */
  line(work: string, ours: number, theirs: number, goal: number): BenchLine;
}

/** The shapes one after the other, loaded on both sides; none where scikit-learn is not installed. */
export async function* shapesOnBothSides({ python }: Rivals): AsyncGenerator<ShapeOnBothSides> {
  if (!python) return;
  const sklearn = await startSklearn(python.command);
  try {
    for (const { name, rows: count, features } of SHAPES) {
      const rows = linearRows(count, features);
      await sklearn.load(rows, features);
      const line: ShapeOnBothSides['line'] = (work, ours, theirs, goal) => ({
        work: `${work}, ${name}`,
        rival: `scikit-learn ${python.version}`,
        ratio: theirs / ours,
        goal,
        better: 'higher',
        ours: timeText(ours),
        theirs: timeText(theirs),
      });
      yield { name, rows, count, features, sklearn, line };
    }
  } finally {
    await sklearn.stop();
  }
}
