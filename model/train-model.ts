import type { TrainingData } from '../contracts/training-data.ts';
import type { DetectorKind } from '../detectors/detector-kind.ts';
import type { ParameterValues } from '../detectors/detector-parameter.ts';
import { fillRows } from '../detectors/fill-rows.ts';
import { DEFAULT_DETECTOR_KIND, detectorKind, parametersFor } from '../detectors/registry.ts';
import { calibrate, scoredRows } from './calibrate.ts';
import { cautionsOf } from './cautions/cautions.ts';
import { featureRanges } from './cautions/feature-ranges.ts';
import { refuseUnvarying } from './cautions/unvarying-features.ts';
import { checkFeatures } from './check-features.ts';
import { chooseThreshold, type ThresholdRule } from './choose-threshold.ts';
import { imputeMedians, mediansOf } from './medians.ts';
import type { Model } from './model.ts';
import { identify } from './model-files.ts';
import { rowsPerDayOf } from './plausible-times.ts';
import { trimRows } from './trim-rows.ts';

/** What a model can be trained with, for who asks people for it. */
export type {
  ChosenValues,
  DetectorParameter,
  ParameterValue,
  ParameterValues,
} from '../detectors/detector-parameter.ts';
export { parseParameter, wantedOf } from '../detectors/detector-parameter.ts';
export { DEFAULT_DETECTOR_KIND, DETECTOR_KINDS, detectorKind, parametersFor } from '../detectors/registry.ts';

/** What people may choose of a training. */
export interface TrainingOptions {
  /** The name of a kind in the registry; its default kind where none is given. */
  readonly detector?: string;
  /** By name, those of the kind; its defaults where none is given. */
  readonly parameters?: Partial<ParameterValues>;
  /** Decides every draw. @default 0 */
  readonly seed?: number;
  readonly threshold: ThresholdRule;
  /** Share of the rows, the strangest to a first fit, that the model is not made of; in (0, 0.5], none by default. */
  readonly trim?: number;
  /** Marks the model as one of a sample's rows, which judges the sample's stream alone. @default false */
  readonly isSample?: boolean;
  /**
   * Milliseconds since 1970, by which a time of the rows counts as ahead; absent: none does. It changes the model, by a
   * caution, only where one does.
   */
  readonly nowMs?: number;
}

/**
 * Makes a model of rows: medians for what is missing, the detector, the threshold by its rule, how rare which score is,
 * and what the model cannot notice.
 *
 * Unsupervised: no label is looked at. The same data and options give the same model, byte for byte.
 * @throws {Error} for data or options that no model can be made of, with what to do
 */
export function trainModel(data: TrainingData, options: TrainingOptions): Model {
  const { seed = 0, threshold: rule, nowMs, trim, isSample = false } = options;
  const kind = options.detector === undefined ? DEFAULT_DETECTOR_KIND : detectorKind(options.detector);
  const parameters = parametersFor(kind, options.parameters ?? {});
  checkFeatures(data.features);
  if (data.rows.length === 0)
    throw new Error('there are no rows to train on; at least 2 are needed, a few thousand are useful');

  const fitTo = (some: TrainingData) => fitted(some, kind, parameters, seed);
  const first = fitTo(data);
  const fit = trim === undefined ? first : fitTo(trimRows(data, first.scored.scores, trim));
  const { medians, ranges, detector, scored } = fit;
  const { features, missingValues, derive } = data;
  // what was trimmed comes on the stream, too
  const rowsPerDay = data.timestampsMs && rowsPerDayOf(data.timestampsMs, nowMs);
  const placed = chooseThreshold(scored.sortedScores, rule, rowsPerDay, kind);
  const { threshold, askedShare } = placed;
  const { anomalousShare, ...calibrated } = calibrate(scored, threshold, seed, fit.data.lanes);
  const judging = { features, medians, threshold, detector, ...calibrated };

  const unidentified = {
    ...judging,
    ...(missingValues?.length ? { missingValues } : {}),
    ...(derive && { derive }),
    training: {
      ...(isSample && { sample: true as const }),
      rows: scored.scores.length,
      seed,
      parameters,
      thresholdRule: placed.description,
      ...(askedShare === undefined ? {} : { askedShare }),
      ...(trim === undefined ? {} : { trimmedRows: first.scored.scores.length - scored.scores.length }),
      anomalousShare,
      ...(rowsPerDay === undefined ? {} : { rowsPerDay }),
      ...cautionsOf({ data: fit.data, ranges, scored, placed, model: judging, rowsPerDay, nowMs }),
    },
  };
  return identify(unidentified);
}

/** A detector, and what was learned of the rows on the way to it. */
function fitted(data: TrainingData, kind: DetectorKind, parameters: ParameterValues, seed: number) {
  const { features, rows } = data;
  const medians = mediansOf(rows, features);
  const ranges = featureRanges(rows, features.length);
  refuseUnvarying(features, ranges);
  const complete = imputeMedians(rows, medians);
  const detector = kind.fit(kind.fitsMissing ? rows : complete, features.length, parameters, seed);
  // as the rows that are judged will be
  if (complete !== rows) fillRows(detector, rows, complete);
  return { data, medians, ranges, detector, scored: scoredRows(complete, detector) };
}
