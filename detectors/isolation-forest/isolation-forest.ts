import type { Detector } from '../detector.ts';
import { decodeForest } from './decode-forest.ts';
import { encodeForest } from './encode-forest.ts';
import { type FitOptions, fitForest } from './fit-forest.ts';
import { type Forest, LEAF, treeCountOf } from './forest.ts';
import { type PathLengths, pathLengthsOf } from './path-lengths.ts';
import { plainScorer, type RowScorer, scoreOf } from './score-rows.ts';

/**
 * Isolation Forest: strange rows are few and different, so random splits isolate them sooner.
 *
 * It cannot see an anomaly that lies between usual values, and one that leaves the training range of a stream with a trend
 * looks the same however far it goes.
 *
 * Missing: NaN goes right at every split; the model imputes before.
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM.
 */
export class IsolationForest implements Detector {
  readonly kind = 'isolation-forest';
  readonly forest: Forest;
  readonly featureCount: number;
  readonly maxScore: number;
  readonly #scoreRows: RowScorer;

  constructor(forest: Forest) {
    const lengths = pathLengthsOf(forest);
    this.forest = forest;
    this.featureCount = forest.featureCount;
    this.maxScore = scoreOf(shortestTotal(forest, lengths), lengths.expectedTotal);
    this.#scoreRows = plainScorer(forest, lengths);
  }

  /** @see fitForest */
  static fit(rows: Float64Array, featureCount: number, options: Partial<FitOptions> = {}): IsolationForest {
    return new IsolationForest(fitForest(rows, featureCount, options));
  }

  /** @throws {Error} saying what is wrong with the bytes */
  static decode(bytes: Uint8Array): IsolationForest {
    return new IsolationForest(decodeForest(bytes));
  }

  encode(): Uint8Array {
    return encodeForest(this.forest);
  }

  score(rows: Float64Array, count: number, out: Float64Array = new Float64Array(count)): Float64Array {
    this.#scoreRows(rows, count, out);
    return out;
  }
}

/** The sum for a row that met the shortest path of every tree: a bound that few rows reach. */
function shortestTotal(forest: Forest, lengths: PathLengths): number {
  let total = 0;
  for (let t = 0; t < treeCountOf(forest); t++) {
    let shortest = Number.POSITIVE_INFINITY;
    for (let node = forest.roots[t]!; node < forest.roots[t + 1]!; node++) {
      if (forest.feature[node] === LEAF) shortest = Math.min(shortest, lengths.ofLeaf[node]!);
    }
    total += shortest;
  }
  return total;
}
