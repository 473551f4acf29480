import { type AlertRules, parseRules } from '../../contracts/rules.ts';
import { currentChange, type RulesChange, type RulesObject, rulesVersion } from '../../contracts/rules-object.ts';
import type { KeptRules } from '../../registry/s3-rules.ts';
import { checkRules } from '../../rules/compile-rules.ts';

const NO_RULES: AlertRules = { rules: [] };

/**
 * Has the rules of the file hold when an installation is deployed for the first time; none where there is no file, so
 * that the object is always there. Later it is people who change rules, and a file that says something else stops the
 * deployment. One that held before passes: it is what a deployment that failed goes back to.
 *
 * @param value of the file; undefined where there is none
 * @throws {Error} where the file is not what may hold, or is not what holds
 */
export async function seedRules(kept: KeptRules, value: unknown, nowMs: number): Promise<RulesChange> {
  const rules = value === undefined ? undefined : parseRules(value, 'rules');
  if (rules) await checkRules(rules, nowMs);
  const seeded = await kept.move((held) => (held ? undefined : (rules ?? NO_RULES)), {
    atMs: nowMs,
    by: 'cdk deploy',
    why: 'it was deployed',
  });
  const current = currentChange(seeded!);
  const version = rules && rulesVersion(rules);
  if (version !== undefined && !everHeld(seeded!, version)) throw new Error(differenceWords(version, current));
  return current;
}

function everHeld({ changes }: RulesObject, version: string): boolean {
  return changes.some((change) => change.version === version);
}

function differenceWords(version: string, { version: held, atMs, by, why }: RulesChange): string {
  const when = new Date(atMs).toISOString().slice(0, 16);
  return `the file's rules (${version}) are not those that hold (${held}, by ${by} on ${when}: ${why}): npm run rules -- put has the file's hold, npm run rules -- pull writes those that hold to the file`;
}
