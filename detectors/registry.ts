import type { DetectorKind } from './detector-kind.ts';
import { ensembleKind } from './ensemble/ensemble-kind.ts';
import { isolationForestKind } from './isolation-forest/isolation-forest-kind.ts';
import { SINGLE_KINDS } from './single-kinds.ts';

/** All kinds of detectors that there are. Nobody outside of this room names one. */
export const DETECTOR_KINDS: readonly DetectorKind[] = [...SINGLE_KINDS, ensembleKind];

/** The kind that is fitted when nobody chooses one. */
export const DEFAULT_DETECTOR_KIND: DetectorKind = isolationForestKind;

/** Finds a kind of detector by its name. @throws {RangeError} naming those that there are */
export function detectorKind(name: string): DetectorKind {
  const found = DETECTOR_KINDS.find(({ kind }) => kind === name);
  if (found) return found;
  const wanted = DETECTOR_KINDS.map(({ kind }) => JSON.stringify(kind)).join(' or ');
  throw new RangeError(`the kind of detector is ${JSON.stringify(name)}, wanted ${wanted}`);
}
