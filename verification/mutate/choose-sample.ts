import { createHash } from 'node:crypto';

/** What tells a mutant from all others, however they are numbered. */
export interface MutantPlace {
  readonly fileName: string;
  readonly location: { readonly start: { readonly line: number; readonly column: number } };
  readonly replacement: string;
}

/** So many mutants, chosen by the seed: a change to one file leaves those of all others as they were. */
export function chooseSample<Mutant extends MutantPlace>(
  mutants: readonly Mutant[],
  count: number,
  seed: number,
): Set<Mutant> {
  const ranked = mutants.map((mutant) => ({ mutant, rank: rankOf(mutant, seed) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return new Set(ranked.slice(0, count).map(({ mutant }) => mutant));
}

function rankOf({ fileName, location, replacement }: MutantPlace, seed: number): string {
  const { line, column } = location.start;
  return createHash('sha256')
    .update(JSON.stringify([seed, fileName, line, column, replacement]))
    .digest('hex');
}
