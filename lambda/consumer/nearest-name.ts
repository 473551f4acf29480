import { distance } from 'fastest-levenshtein';

/**
 * Letters that may be other ones, or too many, for each letter of the longer name: beyond that two names are two
 * things.
 */
const MOST_EDITS_PER_LETTER = 1 / 3;

/** Letters of a short form: fewer say little. */
const MIN_SHORT = 3;
/** A short form is as near as a name with so many other letters. */
const SHORT_FORM_EDITS = 2;

/**
 * Finds the name that another one most likely stands for: first without case and signs (`Feature-3`, `feature_3`), then
 * as a short form (`temp` of `Temperature`) or by the edits from one to the other.
 *
 * @returns undefined when none is near
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const plain = plainOf(name);
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const other = plainOf(candidate);
    const [short, long] = plain.length < other.length ? [plain, other] : [other, plain];
    const isShortForm = short.length >= MIN_SHORT && short.length < long.length && long.startsWith(short);
    const edits = isShortForm ? Math.min(SHORT_FORM_EDITS, distance(plain, other)) : distance(plain, other);
    if (edits >= least || edits > MOST_EDITS_PER_LETTER * Math.max(plain.length, other.length)) continue;
    nearest = candidate;
    least = edits;
  }
  return nearest;
}

function plainOf(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
