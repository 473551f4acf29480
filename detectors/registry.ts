import type { DetectorKind } from './detector-kind.ts';
import { type ChosenValues, completeParameters, type ParameterValues } from './detector-parameter.ts';
import { ensembleKind } from './ensemble/ensemble-kind.ts';
import { mahalanobisKind } from './mahalanobis/mahalanobis-kind.ts';
import { SINGLE_KINDS } from './single-kinds.ts';

/** All kinds of detectors that there are. Nobody outside of this room names one. */
export const DETECTOR_KINDS: readonly DetectorKind[] = [...SINGLE_KINDS, ensembleKind];

/** The kind that is fitted when nobody chooses one: the best of them on nine public sets (docs/decisions.md, 98). */
export const DEFAULT_DETECTOR_KIND: DetectorKind = mahalanobisKind;

/** Finds a kind of detector by its name. @throws {RangeError} naming those that there are */
export function detectorKind(name: string): DetectorKind {
  const found = DETECTOR_KINDS.find(({ kind }) => kind === name);
  if (found) return found;
  const wanted = DETECTOR_KINDS.map(({ kind }) => JSON.stringify(kind)).join(' or ');
  throw new RangeError(`the kind of detector is ${JSON.stringify(name)}, wanted ${wanted}`);
}

/**
 * Completes what people chose for a kind as {@link completeParameters} does.
 *
 * @throws {RangeError} also, for a name that only others have, which those are
 */
export function parametersFor(kind: DetectorKind, given: ChosenValues): ParameterValues {
  const has = (other: DetectorKind, name: string) => other.parameters.some((parameter) => parameter.name === name);
  for (const name of Object.keys(given).filter((each) => given[each] !== undefined && !has(kind, each))) {
    const others = DETECTOR_KINDS.filter((other) => has(other, name)).map((other) => other.kind);
    if (others.length === 0) continue;
    const wanted = `choose one of those that have it: ${others.join(', ')}`;
    throw new RangeError(`the detector ${kind.kind} has no parameter ${JSON.stringify(name)}; ${wanted}`);
  }
  return completeParameters(kind, given);
}
