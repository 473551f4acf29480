import type { ModelCard } from '../../contracts/model-card.ts';

/** Fewer digits name too many. */
const LEAST_DIGITS = 4;
const MOST_NAMED = 5;

/**
 * The version that people mean by the first digits of its identity.
 *
 * @throws {Error} where it is none, unknown, or several
 */
export function findVersion(cards: readonly ModelCard[], digits: string): ModelCard {
  const wanted = digits.toLowerCase();
  if (!/^[0-9a-f]+$/.test(wanted) || wanted.length < LEAST_DIGITS || wanted.length > 64) {
    throw new Error(`a version is named by at least ${LEAST_DIGITS} of its first hexadecimal digits, got "${digits}"`);
  }
  const found = cards.filter(({ model }) => model.startsWith(wanted));
  if (found.length === 1) return found[0];
  if (found.length === 0) {
    throw new Error(`the registry has no version ${wanted}: npm run models -- list shows ${cards.length} of them`);
  }
  const shown = Math.max(12, ...found.map(({ model }) => firstDifference(model, found) + 1));
  const names = found.slice(0, MOST_NAMED).map(({ model }) => model.slice(0, shown));
  const more = found.length > MOST_NAMED ? ', ...' : '';
  throw new Error(
    `${wanted} is the beginning of ${found.length} versions: ${names.join(', ')}${more}; give more digits`,
  );
}

/** Where an identity differs from the one most like it. */
function firstDifference(model: string, others: readonly ModelCard[]): number {
  const alike = others
    .filter((other) => other.model !== model)
    .map((other) => [...model].findIndex((digit, i) => digit !== other.model[i]));
  return Math.max(0, ...alike);
}
