import type { Detector } from '../detector.ts';
import { decodeForest } from './decode-forest.ts';
import { encodeForest } from './encode-forest.ts';
import { type FitOptions, fitForest } from './fit-forest.ts';
import { type Forest, LEAF, treeCountOf } from './forest.ts';
import { type PathLengths, pathLengthsOf } from './path-lengths.ts';
import { plainScorer, type RowScorer, scoreOf } from './score-rows.ts';
import { expectedPathTotal, type ShapleyExplainer, shapleyExplainer } from './shapley-path-lengths.ts';

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
  readonly expectedScore: number;
  readonly #lengths: PathLengths;
  readonly #scoreRows: RowScorer;
  #explainPaths: ShapleyExplainer | undefined;

  constructor(forest: Forest) {
    const lengths = pathLengthsOf(forest);
    this.forest = forest;
    this.featureCount = forest.featureCount;
    this.maxScore = scoreOf(shortestTotal(forest, lengths), lengths.expectedTotal);
    this.expectedScore = scoreOf(expectedPathTotal(forest, lengths), lengths.expectedTotal);
    this.#lengths = lengths;
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

  /**
   * Shapley values of the path length, scaled from lengths to scores by one factor, so that they keep their proportions.
   * @see shapleyExplainer
   */
  contributions(row: Float64Array, out: Float64Array = new Float64Array(this.featureCount)): Float64Array {
    this.#explainPaths ??= shapleyExplainer(this.forest, this.#lengths);
    out.fill(0);
    this.#explainPaths(row, out);

    const excess = this.score(row, 1)[0] - this.expectedScore;
    const excessLength = out.reduce((sum, length) => sum + length, 0);
    // a row whose paths are as long as expected has no excess to share out
    const scale = excessLength === 0 ? 0 : excess / excessLength;
    for (let f = 0; f < out.length; f++) out[f] *= scale;
    return out;
  }
}

/** The sum for a row that met the shortest path of every tree: a bound that few rows reach. */
function shortestTotal(forest: Forest, lengths: PathLengths): number {
  let total = 0;
  for (let t = 0; t < treeCountOf(forest); t++) {
    let shortest = Number.POSITIVE_INFINITY;
    for (let node = forest.roots[t]; node < forest.roots[t + 1]; node++) {
      if (forest.feature[node] === LEAF) shortest = Math.min(shortest, lengths.ofLeaf[node]);
    }
    total += shortest;
  }
  return total;
}
