import type { UsualRange } from '../../contracts/verdict.ts';
import { USUAL_SPREADS } from '../../streams/reasons.ts';
import type { SourceVerdict } from '../../streams/sources.ts';

/** By feature, between which values nearly all lie. */
export type UsualValues = ReadonlyMap<string, Pick<UsualRange, 'low' | 'high'>>;

/**
 * What each value was expected to be by the last ones, and the usual distance from that on both sides; undefined while
 * too little is known of the source.
 */
export function usualOfPast(past: SourceVerdict | undefined): UsualValues | undefined {
  if (!past || past.weight === 0) return undefined;
  const usual = new Map<string, { low: number; high: number }>();
  for (const [i, verdict] of past.features.entries()) {
    if (!verdict) continue;
    const reach = USUAL_SPREADS * verdict.spread;
    usual.set(past.names[i], { low: verdict.expected - reach, high: verdict.expected + reach });
  }
  return usual;
}
