import { distance } from 'fastest-levenshtein';

/** Letters that may be other ones, or too many, for each letter of the longer name: beyond that two names are two things. */
const MOST_EDITS_PER_LETTER = 1 / 3;

/**
 * Finds the name that another one most likely stands for: first without case and signs (`Feature-3`, `feature_3`), then
 * by the edits from one to the other.
 *
 * @returns undefined when none is near
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const plain = plainOf(name);
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const other = plainOf(candidate);
    const edits = distance(plain, other);
    if (edits >= least || edits > MOST_EDITS_PER_LETTER * Math.max(plain.length, other.length)) continue;
    nearest = candidate;
    least = edits;
  }
  return nearest;
}

function plainOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
