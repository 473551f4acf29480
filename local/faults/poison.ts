/** How a record ends the process that decodes it: it takes longer than the time limit, or more memory than there is. */
export const POISONS = ['hang', 'out_of_memory'] as const;

export type Poison = (typeof POISONS)[number];

/**
 * What a text contains that is poisoned; with `poison-decoder.ts` preloaded, whoever parses it as JSON is at an end.
 */
export function poisonMark(poison: Poison): string {
  return `weir-poison-${poison}`;
}

/** The line that the process writes before it hangs or hoards, so that whoever keeps count hears of it. */
export function poisonLine(poison: Poison, traceId: string): string {
  return `decoding poison: ${poison} ${traceId}`;
}

/** Undefined for any other line. */
export function readPoisonLine(line: string): { readonly poison: Poison; readonly traceId: string } | undefined {
  const [, poison, traceId] = /^decoding poison: (\w+) (\S+)$/.exec(line) ?? [];
  return poison && traceId ? { poison: poison as Poison, traceId } : undefined;
}
