import type { Mute } from '../../../contracts/mute.ts';
import { type AlertRule, parseRules } from '../../../contracts/rules.ts';
import { rulesVersion } from '../../../contracts/rules-object.ts';
import type { RulesPorts } from '../../../lambda/consumer/known-rules.ts';

/** Rules and mutes that a consumer can read at any time. */
export function rulesPorts(
  { rules = [] }: { readonly rules?: readonly AlertRule[] },
  mutes: readonly Mute[] = [],
): RulesPorts {
  const held = parseRules({ rules }, 'rules');
  const changes = [{ version: rulesVersion(held), atMs: 0, by: 'me', why: 'because' }] as const;
  return {
    object: async () => ({ rules: held, changes: [...changes] }),
    mutes: async () => mutes,
    card: async () => undefined,
  };
}
