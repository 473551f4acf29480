import { type DecodedObservation, decodeRecord } from '../../contracts/decode-record.ts';
import type { FieldMapping } from '../../contracts/mapping.ts';
import { encodeObservation, type Features } from '../../contracts/observation.ts';
import { identityWithin, type RedrivenPart } from '../../contracts/record-forms/redriven.ts';
import type { Candidate } from './candidate.ts';

/** New name by old name. */
export type Renames = ReadonlyMap<string, string>;

/**
 * The candidate with its features under their new names, in the full form; what cannot be read, and what has none of
 * the old names, stays as it is. A new name that is there already keeps its value.
 */
export function renameFeatures(candidate: Candidate, renames: Renames, mapping?: FieldMapping): Candidate {
  if (renames.size === 0) return candidate;
  const renamedParts = candidate.parts.map((part) => renamePart(part, candidate, renames, mapping));
  if (renamedParts.every((parts) => parts === undefined)) return candidate;
  return { ...candidate, parts: candidate.parts.flatMap((part, i) => renamedParts[i] ?? [part]), isRenamed: true };
}

/** Undefined when nothing in it has an old name. */
function renamePart(
  part: RedrivenPart,
  { partitionKey }: Candidate,
  renames: Renames,
  mapping: FieldMapping | undefined,
): readonly RedrivenPart[] | undefined {
  const { data, arrivedAt } = part;
  const decoded = decodeRecord(data, { partitionKey, arrivalMs: Date.parse(arrivedAt), mapping });
  const isRenamed = (one: DecodedObservation) =>
    one.ok && !one.stateOnly && !one.canary && hasOldName(one.observation.features, renames);
  if (!decoded.some(isRenamed)) return undefined;
  return decoded.map((one) => ({
    redrivenFrom: identityWithin(part, one.index),
    arrivedAt,
    data: one.ok
      ? encodeObservation({ ...one.observation, features: renamed(one.observation.features, renames) })
      : one.data,
  }));
}

function hasOldName(features: Features, renames: Renames): boolean {
  return !Array.isArray(features) && [...renames.keys()].some((name) => Object.hasOwn(features, name));
}

function renamed(features: Features, renames: Renames): Features {
  if (Array.isArray(features)) return features;
  const entries = Object.entries(features as Readonly<Record<string, number | null>>).map(([name, value]) => {
    const to = renames.get(name);
    return [to === undefined || Object.hasOwn(features, to) ? name : to, value] as const;
  });
  return Object.fromEntries(entries);
}
