import type { Json, JsonObject } from '../template/assembly.ts';

/** One statement of a policy document, its single values made lists. */
export interface Statement {
  /** Where it stands: `Consumer/RoleDefaultPolicy statement 2`, for messages and for the check of each one. */
  readonly origin: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly Condition[];
}

export interface Condition {
  /** `StringEquals`, `ArnLike`, `BoolIfExists`, ... */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * Reads the statements of a policy document, in its order.
 *
 * @param origin where the document stands; a refusal names it
 */
export function readStatements(document: JsonObject, origin: string): readonly Statement[] {
  const statements = document.Statement;
  const list = (Array.isArray(statements) ? statements : [statements]) as readonly JsonObject[];
  return list.map((statement, index) => ({
    origin: `${origin} statement ${index + 1}`,
    effect: statement.Effect === 'Deny' ? 'Deny' : 'Allow',
    actions: texts(statement.Action),
    notActions: texts(statement.NotAction),
    resources: texts(statement.Resource),
    notResources: texts(statement.NotResource),
    conditions: Object.entries((statement.Condition ?? {}) as JsonObject).flatMap(([operator, keys]) =>
      Object.entries(keys as JsonObject).map(([key, values]) => ({ operator, key, values: texts(values) })),
    ),
  }));
}

function texts(value: Json | undefined): readonly string[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.map(String) : [String(value)];
}
