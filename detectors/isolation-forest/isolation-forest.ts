import { type RowScorer, scoreOf } from '../../kernels/quickscorer/contract.ts';
import type { ShapleyExplainer } from '../../kernels/shapley/contract.ts';
import type { Detector } from '../detector.ts';
import { decodeForest } from '../forest/codec/decode-forest.ts';
import { encodeForest } from '../forest/codec/encode-forest.ts';
import { pathExplainer } from '../forest/explain/explain-paths.ts';
import type { Forest } from '../forest/forest.ts';
import { fastestScorer } from '../forest/score/fastest-scorer.ts';
import { meanPathTotal, type ScoringForest, scoringForest, shortestPathTotal } from '../forest/scoring-forest.ts';
import { type FitOptions, fitForest } from './fit-forest.ts';

/**
 * Isolation Forest: strange rows are few and different, so random splits isolate them sooner.
 *
 * It cannot see an anomaly that lies between usual values, and one that leaves the training range of a stream with a
 * trend looks the same however far it goes.
 *
 * Missing: NaN goes right at every split; the model imputes before.
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM.
 */
export class IsolationForest implements Detector {
  readonly kind = 'isolation-forest';
  readonly forest: Forest;
  readonly featureCount: number;
  // made when first needed: whoever only fits and saves does without
  #scoringForest: ScoringForest | undefined;
  #expectedScore: number | undefined;
  #scoreRows: RowScorer | undefined;
  #explainPaths: ShapleyExplainer | undefined;

  constructor(forest: Forest) {
    this.forest = forest;
    this.featureCount = forest.featureCount;
  }

  /** @see fitForest */
  static fit(rows: Float64Array, featureCount: number, options: Partial<FitOptions> = {}): IsolationForest {
    return new IsolationForest(fitForest(rows, featureCount, options));
  }

  /** @throws {Error} saying what is wrong with the bytes */
  static decode(bytes: Uint8Array): IsolationForest {
    return new IsolationForest(decodeForest(bytes));
  }

  get maxScore(): number {
    return scoreOf(shortestPathTotal(this.#scoring), this.#scoring.expectedTotal);
  }

  get expectedScore(): number {
    this.#expectedScore ??= scoreOf(meanPathTotal(this.#scoring), this.#scoring.expectedTotal);
    return this.#expectedScore;
  }

  encode(): Uint8Array {
    return encodeForest(this.forest);
  }

  score(rows: Float64Array, count: number, out: Float64Array = new Float64Array(count)): Float64Array {
    this.#scoreRows ??= fastestScorer(this.#scoring);
    this.#scoreRows(rows, count, out);
    return out;
  }

  /**
   * Shapley values of the path length, scaled from lengths to scores by one factor, so that they keep their
   * proportions.
   * @see pathExplainer
   */
  contributions(row: Float64Array, out: Float64Array = new Float64Array(this.featureCount)): Float64Array {
    this.#explainPaths ??= pathExplainer(this.#scoring);
    out.fill(0);
    this.#explainPaths(row, out);

    const excess = this.score(row, 1)[0] - this.expectedScore;
    const excessLength = out.reduce((sum, length) => sum + length, 0);
    // a row whose paths are as long as expected has no excess to share out
    const scale = excessLength === 0 ? 0 : excess / excessLength;
    for (let f = 0; f < out.length; f++) out[f] *= scale;
    return out;
  }

  get #scoring(): ScoringForest {
    this.#scoringForest ??= scoringForest(this.forest);
    return this.#scoringForest;
  }
}
