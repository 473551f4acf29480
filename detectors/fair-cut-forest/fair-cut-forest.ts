import { FILE_KINDS } from '../file-header.ts';
import { decodeForest } from '../forest/codec/decode-forest.ts';
import type { Forest } from '../forest/forest.ts';
import { ForestDetector } from '../forest/forest-detector.ts';
import { type ForestSize, growForest, sampleCounts } from '../forest/grow/grow-forest.ts';
import { weightedGrower } from '../forest/grow/weighted-trees.ts';
import { fairCut } from './fair-cut.ts';

/** Nothing real comes near; it bounds what values made for it, each the double of another, can do. */
const DEPTH_LIMIT = 1000;

/**
 * Fair-Cut Forest: isolation trees, half of whose cuts part the rows where they fall into groups.
 *
 * A random cut seldom falls into a gap between groups; a cut by gain does. Trees are grown until rows are alone or
 * equal. As to an Isolation Forest, rows beyond the training range look the same however far they are.
 *
 * Missing: in training a row that lacks a feature goes both ways at its cuts; in scoring NaN goes right.
 * Cost: O(trees * samples * log samples) to fit, independent of n; to score and in size that of a forest of
 *   100 * 127 nodes with samples of 64, and four times that with samples of 256.
 * @see Cortes (2021), Revisiting randomized choices in isolation forests, arXiv 2110.13402: of its fair-cut forest the
 *   variant with one feature a cut.
 */
export class FairCutForest extends ForestDetector {
  constructor(forest: Forest) {
    super('fair-cut-forest', FILE_KINDS.fairCutForest, forest);
  }

  /**
   * @param rows n * featureCount, row-major, finite or NaN; compared as float32
   * @param seed decides every draw
   * @throws {RangeError} when there is no row, or a size is out of range
   */
  static fit(rows: Float64Array, featureCount: number, size: ForestSize, seed: number): FairCutForest {
    const { rowCount, sampleCount } = sampleCounts(rows, featureCount, size);
    const shape = { featureCount, rowCount, sampleCount, bootstrap: false };
    const growTree = weightedGrower(shape, { cut: fairCut, depthLimit: DEPTH_LIMIT }, seed);
    return new FairCutForest(growForest(rows, { featureCount, sampleCount, trees: size.trees }, growTree));
  }

  /** @throws {Error} saying what is wrong with the bytes */
  static decode(bytes: Uint8Array): FairCutForest {
    return new FairCutForest(decodeForest(bytes, FILE_KINDS.fairCutForest));
  }
}
