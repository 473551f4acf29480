import { createHash } from 'node:crypto';
import { versionOfIdentity } from '../contracts/model-registry.ts';
import type { Detector } from '../detectors/detector.ts';
import { detectorKind } from '../detectors/registry.ts';
import type { SurpriseScale } from '../detectors/surprise-scale.ts';
import type { Model, UnidentifiedModel } from './model.ts';
import { decodeModelJson, encodeModelJson, type ModelJson, type SurpriseScaleJson } from './model-json.ts';
import { decodeReferenceRows, encodeReferenceRows } from './reference-rows.ts';
import type { Calibration } from './row-surprise.ts';

/** The files of a model folder, which together are the model. */
export const MODEL_FILES = ['model.json', 'detector.bin', 'reference.bin'] as const;

/** The contents of a model folder by file name. */
export type ModelFiles = Readonly<Record<(typeof MODEL_FILES)[number], Uint8Array>>;

/** Writes a model as the files of its folder; the same model gives the same bytes. */
export function encodeModel(model: UnidentifiedModel): ModelFiles {
  const detector = model.detector.encode();
  const reference = encodeReferenceRows(model.reference, model.features.length);
  const json: ModelJson = {
    format: 'weir-model',
    formatVersion: 1,
    detector: { kind: model.detector.kind, sha256: sha256(detector) },
    reference: { sha256: sha256(reference) },
    features: model.features,
    medians: [...model.medians],
    missingValues: model.missingValues,
    derive: model.derive,
    threshold: model.threshold,
    calibration: model.calibration && calibrationJson(model.calibration),
    gradeScale: model.gradeScale,
    training: model.training,
  };
  const jsonBytes = new TextEncoder().encode(encodeModelJson(json));
  return { 'model.json': jsonBytes, 'detector.bin': detector, 'reference.bin': reference };
}

/** Reads a model from the files of its folder. @throws {Error} saying which file is wrong, and how */
export function decodeModel(files: ModelFiles): Model {
  const json = inFile('model.json', () => decodeModelJson(new TextDecoder().decode(files['model.json'])));
  const detector = inFile('detector.bin', () => decodeDetector(json, files['detector.bin']));
  if (detector.featureCount !== json.features.length) {
    throw new Error(`detector.bin takes ${detector.featureCount} features, model.json names ${json.features.length}`);
  }
  const reference = inFile('reference.bin', () => {
    const rows = decodeReferenceRows(files['reference.bin'], json.features.length);
    checkHash(files['reference.bin'], json.reference.sha256);
    return rows;
  });
  const { features, missingValues, derive, threshold, gradeScale, training } = json;
  return {
    ...identified(files),
    features,
    medians: Float64Array.from(json.medians),
    ...(missingValues && { missingValues }),
    ...(derive && { derive }),
    threshold,
    ...(json.calibration && { calibration: calibrationOf(json.calibration) }),
    ...(gradeScale && { gradeScale }),
    detector,
    reference,
    training,
  };
}

type CalibrationJson = NonNullable<ModelJson['calibration']>;

function calibrationJson({ scale, ranges, sums }: Calibration): CalibrationJson {
  const { low, high, spreads } = ranges;
  return {
    ...scaleJson(scale),
    low: [...low],
    high: [...high],
    spreads: [...spreads],
    ...(sums && { sums: scaleJson(sums) }),
  };
}

function scaleJson({ scores, surprises, reach }: SurpriseScale): SurpriseScaleJson {
  return { scores: [...scores], surprises: [...surprises], reach };
}

function calibrationOf(json: CalibrationJson): Calibration {
  const { low, high, spreads, sums } = json;
  return {
    scale: scaleOf(json),
    ranges: { low: Float64Array.from(low), high: Float64Array.from(high), spreads: Float64Array.from(spreads) },
    ...(sums && { sums: scaleOf(sums) }),
  };
}

function scaleOf({ scores, surprises, reach }: SurpriseScaleJson): SurpriseScale {
  return { scores: Float64Array.from(scores), surprises: Float64Array.from(surprises), reach };
}

/** Says which model it is: the same content has the same identity, any other another one. */
export function identify(model: UnidentifiedModel): Model {
  return { ...model, ...identified(encodeModel(model)) };
}

/** The identity of a model by its files: model.json names the hashes of the others, so its own covers all. */
function identified(files: ModelFiles): Pick<Model, 'identity' | 'version'> {
  const identity = sha256(files['model.json']);
  return { identity, version: versionOfIdentity(identity) };
}

function decodeDetector(json: ModelJson, bytes: Uint8Array): Detector {
  const detector = detectorKind(json.detector.kind).decode(bytes);
  checkHash(bytes, json.detector.sha256);
  return detector;
}

function checkHash(bytes: Uint8Array, wanted: string): void {
  if (sha256(bytes) !== wanted) {
    throw new Error('the bytes are not those that model.json was saved with; train or copy the model again');
  }
}

function inFile<T>(name: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`, { cause: error });
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
