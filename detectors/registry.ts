import type { DetectorKind } from './detector-kind.ts';
import { extendedIsolationForestKind } from './extended-isolation-forest/extended-isolation-forest-kind.ts';
import { fairCutForestKind } from './fair-cut-forest/fair-cut-forest-kind.ts';
import { isolationForestKind } from './isolation-forest/isolation-forest-kind.ts';

/** All kinds of detectors that there are. Nobody outside of this room names one. */
export const DETECTOR_KINDS: readonly DetectorKind[] = [
  isolationForestKind,
  fairCutForestKind,
  extendedIsolationForestKind,
];

/** The kind that is fitted when nobody chooses one. */
export const DEFAULT_DETECTOR_KIND: DetectorKind = isolationForestKind;

/** Finds a kind of detector by its name. @throws {RangeError} naming those that there are */
export function detectorKind(name: string): DetectorKind {
  const found = DETECTOR_KINDS.find(({ kind }) => kind === name);
  if (found) return found;
  const wanted = DETECTOR_KINDS.map(({ kind }) => JSON.stringify(kind)).join(' or ');
  throw new RangeError(`the kind of detector is ${JSON.stringify(name)}, wanted ${wanted}`);
}
