import type { ConsumerSettings } from '../../contracts/function-settings.ts';
import type { Observation } from '../../contracts/observation.ts';
import { shortName } from '../../contracts/record-forms/excerpt.ts';
import { malformed, type Problem } from '../../contracts/result.ts';
import type { Verdict } from '../../contracts/verdict.ts';

/**
 * Finds what a verdict shows to be wrong with its observation: only the model knows which names it wants, and so which
 * of the values that are no numbers should have been one.
 */
export function problemOfGaps(
  { unread }: Observation,
  { imputed, unknownNames }: Verdict,
  unknownFeatures: ConsumerSettings['unknownFeatures'],
): Problem | undefined {
  if (!imputed) return undefined;
  const name = unread && imputed.find((one) => Object.hasOwn(unread, one));
  if (name !== undefined) {
    return malformed('not_a_number', shortName(name), `a feature must be a number, got ${unread?.[name]}`).problem;
  }
  if (unknownFeatures !== 'quarantine' || !unknownNames) return undefined;
  const missing = imputed.slice(0, 10).map(shortName).join(', ');
  const message = `the model does not know ${unknownNames.join(', ')}, and misses ${missing}`;
  return malformed('unknown_feature', unknownNames[0], message).problem;
}
