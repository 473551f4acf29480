import { FILE_KINDS } from '../file-header.ts';
import { decodeForest } from '../forest/codec/decode-forest.ts';
import type { Forest } from '../forest/forest.ts';
import { ForestDetector } from '../forest/forest-detector.ts';
import { type FitOptions, fitForest } from './fit-forest.ts';

/**
 * Isolation Forest: strange rows are few and different, so random splits isolate them sooner.
 *
 * It cannot see an anomaly that lies between usual values, and one that leaves the training range of a stream with a
 * trend looks the same however far it goes.
 *
 * Missing: in training a row that lacks a feature goes both ways at its splits; in scoring NaN goes right.
 * @see Liu, Ting & Zhou (2008), Isolation Forest, ICDM.
 */
export class IsolationForest extends ForestDetector {
  constructor(forest: Forest) {
    super('isolation-forest', FILE_KINDS.isolationForest, forest);
  }

  /** @see fitForest */
  static fit(rows: Float64Array, featureCount: number, options: Partial<FitOptions> = {}): IsolationForest {
    return new IsolationForest(fitForest(rows, featureCount, options));
  }

  /** @throws {Error} saying what is wrong with the bytes */
  static decode(bytes: Uint8Array): IsolationForest {
    return new IsolationForest(decodeForest(bytes, FILE_KINDS.isolationForest));
  }
}
