import { type RowScorer, scoreOf } from '../../kernels/quickscorer/contract.ts';
import type { ShapleyExplainer } from '../../kernels/shapley/contract.ts';
import type { Detector } from '../detector.ts';
import { encodeForest } from './codec/encode-forest.ts';
import { pathExplainer } from './explain/explain-paths.ts';
import type { Forest } from './forest.ts';
import { fastestScorer } from './score/fastest-scorer.ts';
import { meanPathTotal, type ScoringForest, scoringForest, shortestPathTotal } from './scoring-forest.ts';

/**
 * What forests have in common that isolate rows by cuts on one feature each, however they chose the cuts: scores,
 * contributions, and how they are kept.
 *
 * Missing: NaN goes right at every split; the model imputes before.
 */
export abstract class ForestDetector implements Detector {
  readonly kind: string;
  readonly forest: Forest;
  readonly featureCount: number;
  readonly #fileKind: number;
  // made when first needed: whoever only fits and saves does without
  #scoringForest: ScoringForest | undefined;
  #expectedScore: number | undefined;
  #scoreRows: RowScorer | undefined;
  #explainPaths: ShapleyExplainer | undefined;

  /** @param fileKind the byte for its kind in files */
  constructor(kind: string, fileKind: number, forest: Forest) {
    this.kind = kind;
    this.#fileKind = fileKind;
    this.forest = forest;
    this.featureCount = forest.featureCount;
  }

  get maxScore(): number {
    return scoreOf(shortestPathTotal(this.#scoring), this.#scoring.expectedTotal);
  }

  get expectedScore(): number {
    this.#expectedScore ??= scoreOf(meanPathTotal(this.#scoring), this.#scoring.expectedTotal);
    return this.#expectedScore;
  }

  encode(): Uint8Array {
    return encodeForest(this.forest, this.#fileKind);
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
