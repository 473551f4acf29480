import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { type AlertRules, parseRules } from './rules.ts';

/** Where rules are kept, in the bucket of models. */
export const RULES_PREFIX = 'rules/';

/** The custom resource that seeds them. */
export const SEEDED_RULES_RESOURCE = 'Custom::SeededRules';

/** What holds. It is moved by conditional writes only. */
export const RULES_KEY = `${RULES_PREFIX}current.json`;

/** The key of a version, which is never changed. */
export function rulesVersionKey(version: string): string {
  return `${RULES_PREFIX}versions/${version}.json`;
}

const object = z.object({
  format: z.literal('weir-rules'),
  formatVersion: z.literal(1),
  /** All that ever held, the oldest first; the last one holds. */
  changes: z.readonly(
    z.array(z.object({ version: z.string(), atMs: z.number(), by: z.string(), why: z.string() })).check(z.minLength(1)),
  ),
  rules: z.unknown(),
});

/** One change of the rules: which version holds from then on, who put it there, when, and why, for people. */
export interface RulesChange {
  readonly version: string;
  readonly atMs: number;
  readonly by: string;
  readonly why: string;
}

/** The rules that hold, and how they came to. */
export interface RulesObject {
  readonly changes: readonly RulesChange[];
  readonly rules: AlertRules;
}

/** Names rules by what they say: twelve hexadecimal digits. */
export function rulesVersion(rules: AlertRules): string {
  return createHash('sha256')
    .update(JSON.stringify(parseRules(rules, 'rules')))
    .digest('hex')
    .slice(0, 12);
}

/** The change that holds. */
export function currentChange({ changes }: Pick<RulesObject, 'changes'>): RulesChange {
  return changes[changes.length - 1];
}

/** Writes the object of what holds. */
export function encodeRulesObject({ changes, rules }: RulesObject): string {
  return `${JSON.stringify({ format: 'weir-rules', formatVersion: 1, changes, rules }, null, 1)}\n`;
}

/** Reads the object of what holds. @throws {Error} saying what in it is not as it was written */
export function decodeRulesObject(json: string): RulesObject {
  const parsed = z.safeParse(object, parseJson(json));
  if (parsed.success) return { changes: parsed.data.changes, rules: parseRules(parsed.data.rules, RULES_KEY) };
  const { path, message } = parsed.error.issues[0];
  throw new Error(`${RULES_KEY} is not as it was written: ${path.join('.') || 'the document'}: ${message}`);
}

/** Writes the object of a version. */
export function encodeRules(rules: AlertRules): string {
  return `${JSON.stringify(rules, null, 1)}\n`;
}

/** Reads the object of a version. @throws {Error} saying what in it is not as it was written */
export function decodeRules(json: string, version: string): AlertRules {
  return parseRules(parseJson(json), rulesVersionKey(version));
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
