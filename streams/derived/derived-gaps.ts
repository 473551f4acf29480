import { type Derivation, isDerivedName } from '../../contracts/derive.ts';
import type { Verdict } from '../../contracts/verdict.ts';

/**
 * Leaves out of a verdict the unknown names that are no producer's: what was derived and the model does not know, and
 * all of them where nothing is missing but what would be derived.
 */
export function withoutDerivedGaps(verdict: Verdict, derive: readonly Derivation[] | undefined): Verdict {
  const { imputed = [], unknownNames, ...others } = verdict;
  if (!derive || !unknownNames) return verdict;
  const names = unknownNames.filter((name) => !isDerivedName(name, derive));
  const isOwnMissing = imputed.some((name) => !isDerivedName(name, derive));
  return { ...others, imputed, ...(isOwnMissing && names.length > 0 && { unknownNames: names }) };
}
