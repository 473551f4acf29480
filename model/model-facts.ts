import { createHash } from 'node:crypto';
import { CARD_QUANTILES, type ModelFacts } from '../contracts/model-card.ts';
import { canaryRow } from './canary-row.ts';
import { shareWithNoise } from './counting-noise.ts';
import type { Model } from './model.ts';
import type { ModelFiles } from './model-files.ts';

/** A model as it is kept: the archive, and the files in it. */
export interface PackedModel {
  readonly archive: Uint8Array;
  readonly files: ModelFiles;
}

/**
 * Says of a model what its card has, as far as it follows from the model. Quantiles are those of the usual rows that it
 * keeps; who trained it knows those of all rows.
 */
export function modelFacts(model: Model, { archive, files }: PackedModel): ModelFacts {
  const { identity, detector, features, threshold, reference, training } = model;
  const { sample, rows, anomalousShare, parameters, thresholdRule, thresholdRows = rows } = training;
  const canary = canaryRow(model);
  const isPlaced = anomalousShare !== undefined && thresholdRows !== undefined;
  return {
    model: identity,
    detector: detector.kind,
    parameters,
    features,
    ...(sample && { sample }),
    ...(rows !== undefined && { rows }),
    dataFingerprint: createHash('sha256').update(files['reference.bin']).digest('hex'),
    quantiles: quantilesOf(reference.values, features.length),
    threshold,
    thresholdRule,
    ...(isPlaced && { flagged: shareWithNoise(Math.round(anomalousShare * thresholdRows), thresholdRows) }),
    ...(canary && { canary }),
    quality: {},
    archiveBytes: archive.length,
    unpackedBytes: Object.values(files).reduce((sum, bytes) => sum + bytes.length, 0),
  };
}

/**
 * The quantiles of each column: {@link CARD_QUANTILES} values, the least and the largest among them; none of a column
 * without values.
 *
 * @param rows n * features, row-major; NaN is missing
 */
export function quantilesOf(rows: ArrayLike<number>, featureCount: number): number[][] {
  return Array.from({ length: featureCount }, (_, feature) => {
    const column = Float64Array.from(
      { length: rows.length / featureCount },
      (_, i) => rows[i * featureCount + feature],
    );
    const sorted = column.filter((value) => !Number.isNaN(value)).sort();
    if (sorted.length === 0) return [];
    return Array.from(
      { length: CARD_QUANTILES },
      (_, i) => sorted[Math.round((i / (CARD_QUANTILES - 1)) * (sorted.length - 1))],
    );
  });
}
